// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lease} from "../types/Messages.sol";
import {IProverRegistry} from "./IProverRegistry.sol";

/// @title One verified proof per task, latched for good and paid
/// @notice Takes a holder's lease and its proof for a recent block, and credits the holder's operator.
/// @dev Not checked here: that the proof's commitment is the block header's (the nodes do), and that the lease is of
/// the task's valid chain of terms. A later version brings the chain of leases.
interface ISettlement {
    /// @param blockNumber block that was proven, among the last 256
    /// @param blockHash its hash, so that a reorganized block is told from a wrong signature
    /// @param proofType id of a registered proof type
    /// @param lease the settling prover's lease on the task
    /// @param signature 65 bytes r, s, v by the prover's lease key, over the lease's EIP-712 digest
    /// @param proof bytes in the proof type's format, at most 4,096
    struct Item {
        uint64 blockNumber;
        bytes32 blockHash;
        bytes32 proofType;
        Lease lease;
        bytes signature;
        bytes proof;
    }

    /// @dev One storage slot:
    /// | unused 64 | term 32 | prover 32 | settledAtBlock 64 | blockNumber 64 |
    /// @param blockNumber block whose task was settled; 0 means that nothing was
    /// @param settledAtBlock block of the settling transaction
    /// @param prover index of the prover whose proof was verified
    /// @param term of its lease
    struct Latch {
        uint64 blockNumber;
        uint64 settledAtBlock;
        uint32 prover;
        uint32 term;
    }

    error BlockUnknown(uint64 blockNumber);
    error BlockReplaced(uint64 blockNumber, bytes32 claimed, bytes32 canonical);
    error AlreadySettled(bytes32 proofType, uint64 blockNumber, uint32 prover);
    error WrongTask(bytes32 claimed, bytes32 expected);
    error ProofTooLarge(uint256 proofBytes, uint256 proofBytesMax);
    error SignatureRefused(uint32 prover, address leaseKey, address recovered);
    error ProofRefused(bytes32 taskId, address verifier);
    error NothingToWithdraw(address operator);
    error WithdrawalFailed(address to, uint256 amountWei);

    event Funded(address indexed from, uint256 amountWei);
    event Settled(
        bytes32 indexed taskId,
        uint32 indexed prover,
        bytes32 indexed proofType,
        uint64 blockNumber,
        uint32 term,
        bytes32 leaseDigest,
        uint256 creditWei
    );
    event Withdrawn(address indexed operator, address indexed to, uint256 amountWei);

    /// @notice Verifies the proof, latches the task and credits the operator. Anybody may call; only the operator is paid.
    /// @dev An empty pool credits what is left, so that lack of money never stops a task from being latched.
    function settle(Item calldata item) external;

    /// @notice Adds the value sent along to the pool of rewards. There is no way back for it.
    function fund() external payable;

    /// @notice Pays the caller's whole credit to `to`.
    function withdraw(address payable to) external;

    /// @notice The latch of a block's task, all zero if there is none. Kept for at least 256 blocks; older ones are in
    /// the `Settled` events.
    function latchOf(bytes32 proofType, uint64 blockNumber) external view returns (Latch memory);

    function creditWeiOf(address operator) external view returns (uint256);

    /// @notice What the pool can still promise.
    function poolWei() external view returns (uint256);

    function rewardWei() external view returns (uint256);

    function registry() external view returns (IProverRegistry);
}
