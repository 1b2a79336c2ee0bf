// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lease} from "../types/Messages.sol";
import {IProverRegistry} from "./IProverRegistry.sol";
import {ISponsors} from "./ISponsors.sol";

/// @title Verified proofs, latched for good and paid
/// @notice Takes a holder's lease and its proof for a past block. The first proof of a task latches it. When the time for
/// a second one is over, the reward is collected: 85 % for the first and 15 % for the second prover, or all for the
/// first.
/// @dev Not checked here: that the proof's commitment is the block header's (the nodes do), and that the lease is of
/// the task's valid chain of terms (`Judge` judges leases).
interface ISettlement is ISponsors {
    /// @param blockNumber block that was proven, among the last 8,191
    /// @param proofType id of a registered proof type
    /// @param epoch of the lease's snapshot: decides which of the prover's keys must have signed
    /// @param lease the settling prover's lease on the task
    /// @param signature 65 bytes r, s, v by the prover's lease key, over the lease's EIP-712 digest
    /// @param proof bytes in the proof type's format, at most 4,096
    struct Item {
        uint64 blockNumber;
        bytes32 proofType;
        uint64 epoch;
        Lease lease;
        bytes signature;
        bytes proof;
    }

    /// @param first index of the prover whose proof was the first to be settled
    /// @param second index of the second prover to settle, in time
    /// @param isPaid whether the reward was collected
    /// @param term of the first one's lease
    struct Latch {
        bool isProven;
        uint32 first;
        bool hasSecond;
        uint32 second;
        uint32 term;
        bool isPaid;
    }

    /// @dev In the order of the checks.
    enum Refusal {
        NONE,
        BLOCK_UNKNOWN,
        WRONG_TASK,
        PROOF_TOO_LARGE,
        BAD_TERM,
        EPOCH_OUTSIDE,
        UNKNOWN_PROVER,
        UNKNOWN_PROOF_TYPE,
        KEY_VOID,
        ALREADY_SETTLED,
        TOO_LATE,
        WRONG_SIGNER,
        GAS_TOO_LOW,
        PROOF_REFUSED
    }

    error Refused(Refusal reason);
    error BatchTooLarge(uint256 items, uint256 itemsMax);

    /// @dev The first one of a task is its first proof.
    event Settled(bytes32 indexed taskId, uint32 indexed prover, bytes32 indexed proofType, uint64 blockNumber);
    event Skipped(uint256 indexed item, Refusal reason);
    event Collected(
        bytes32 indexed proofType, uint64 indexed blockNumber, uint32 indexed first, uint256 firstWei, uint256 secondWei
    );
    event BlockProven(uint64 indexed blockNumber, uint256 proofTypes);
    event HeadMoved(uint64 from, uint64 to);

    /// @notice Verifies the proof and latches the task for its prover. Anybody may call.
    function settle(Item calldata item) external;

    /// @notice The same for up to 64 items. Items that are refused are skipped, and named in `Skipped`.
    /// @return settled how many were not
    function settleBatch(Item[] calldata items) external returns (uint256 settled);

    /// @notice Credits the rewards of settled tasks to their provers' operators, once each, from `secondBlocks` after the
    /// block until its place in the ring is taken, nine days later. Skips blocks where there is nothing to collect.
    /// Anybody may call; many blocks at once are cheap.
    function collect(bytes32 proofType, uint64[] calldata blockNumbers) external;

    /// @notice Moves the contiguous proven head over at most `blocksMax` blocks. Over a gap that cannot be settled any
    /// more it starts again. Anybody may call.
    function advance(uint64 blocksMax) external;

    /// @notice All blocks `from` to `to` are proven; none if `to` is below `from`.
    function head() external view returns (uint64 from, uint64 to);

    /// @notice Whether `provenTypes` or more proof types of the block are settled. False for blocks whose place in the
    /// ring of 65,536 is taken by a later one.
    function isProven(uint64 blockNumber) external view returns (bool);

    function latchOf(bytes32 proofType, uint64 blockNumber) external view returns (Latch memory);

    /// @notice Blocks after a task's within which a second proof can be settled.
    function secondBlocks() external view returns (uint64);

    /// @notice Proof types that make a block proven.
    function provenTypes() external view returns (uint8);

    function registry() external view returns (IProverRegistry);
}
