// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Lease, Release} from "../types/Messages.sol";
import {IPurse} from "./IPurse.sol";
import {IProverRegistry} from "./IProverRegistry.sol";
import {ISettlement} from "./ISettlement.sol";
import {ISnapshots} from "./ISnapshots.sol";

/// @title Blame, from signatures and canonical headers alone
/// @notice Two conflicting leases are evidence by themselves. A miss is what is left when an accusation, which costs its
/// author a deposit if it is answered, has found no answer.
interface IJudge is IPurse {
    /// @param equivocationGwei what two conflicting leases cost
    /// @param missGwei what a miss costs
    /// @param lateReleaseGwei what a release costs that was issued more than `earlyMs` after its lease, less than a miss
    /// @param earlyReleaseGwei what any other costs, at most as much
    /// @param earlyMs from the lease to an early release
    /// @param depositWei what an accuser deposits
    struct Penalties {
        uint64 equivocationGwei;
        uint64 missGwei;
        uint64 lateReleaseGwei;
        uint64 earlyReleaseGwei;
        uint64 earlyMs;
        uint256 depositWei;
    }

    /// @param epoch, `registryBlockHash` and `seed`: what the lease's snapshot id is the hash of
    struct SignedLease {
        Lease lease;
        bytes signature;
        uint64 epoch;
        bytes32 registryBlockHash;
        bytes32 seed;
    }

    /// @notice A lease with its task, a type of one part.
    struct Claim {
        uint64 blockNumber;
        bytes32 proofType;
        SignedLease signed;
    }

    error PenaltiesRefused();
    error BlockUnknown(uint64 blockNumber);
    error WrongTask(bytes32 claimed, bytes32 expected);
    error EvidenceOutside(uint64 blockNumber, uint256 from, uint256 to);
    error SnapshotRefused(bytes32 snapshotId);
    error KeyVoid(uint32 prover);
    error WrongSigner(uint32 prover, address recovered);
    error NoConflict();
    error Excused(uint32 prover);
    error AlreadyAccused(bytes32 leaseDigest);
    error NotAccused(bytes32 leaseDigest);
    error AnswerOpen(uint64 untilBlock);
    error AnswerClosed(uint64 untilBlock);
    error ProofRefused();
    error SuccessorRefused();
    error ReleaseRefused();

    event Equivocated(uint32 indexed prover, bytes32 first, bytes32 second);
    event Accused(uint32 indexed prover, bytes32 indexed leaseDigest, address accuser, uint64 untilBlock);
    event Answered(bytes32 indexed leaseDigest, bool isReleased);
    event Convicted(uint32 indexed prover, bytes32 indexed leaseDigest, address rescuer);

    /// @notice Punishes two different leases of one prover for one task and term, or with one epoch and nonce, and revokes the key
    /// that signed them, so that a key pays once. The caller is the reporter.
    /// @param claim one of the two, whose block must be among the last 256
    /// @param other the other one; where its snapshot is the same, what that is the hash of need not be given again
    function equivocation(Claim calldata claim, SignedLease calldata other) external;

    /// @notice Accuses a prover of having done nothing for a lease, later than `answerBlocks` after its block and not later than
    /// twice as many: no second proof is settled any more. Refused where the settlement shows that it has proven the task, or that a lease of no later term has.
    function accuse(Claim calldata claim) external payable;

    /// @notice Anybody, before the end of `answerBlocks`: the prover's proof. The deposit goes to the prover's operator.
    function answerWithProof(Claim calldata claim, bytes calldata proof) external;

    /// @notice A signed release that the lease's successor cites: costs little. The deposit goes back.
    function answerWithRelease(
        Claim calldata claim,
        Release calldata release,
        bytes calldata signature,
        SignedLease calldata successor
    ) external;

    /// @notice A later lease of the prover in the same lane, which releases the lower one, and which the successor cites.
    function answerWithLease(Claim calldata claim, SignedLease calldata higher, SignedLease calldata successor) external;

    /// @notice A successor that did not overtake but only joined in, for a task that was proven: the race was lost
    /// fairly. The deposit goes to the prover's operator.
    function answerWithHedge(Claim calldata claim, SignedLease calldata successor) external;

    /// @notice Punishes an accused who has not answered in time. Anybody may call; the accuser is the reporter, and the
    /// rescuer is the operator of the prover whose proof was the first. The deposit goes back.
    function convict(Claim calldata claim) external;

    /// @notice EIP-712 digest of a lease.
    function leaseDigest(Lease calldata lease) external view returns (bytes32);

    /// @return accuser zero if there is no open accusation
    function accusationOf(bytes32 digest) external view returns (address accuser, uint64 untilBlock);

    /// @notice How long an accusation can be answered: as long as the settlement takes a second proof.
    function answerBlocks() external view returns (uint64);

    function penalties() external view returns (Penalties memory);

    function registry() external view returns (IProverRegistry);

    function settlement() external view returns (ISettlement);

    function snapshots() external view returns (ISnapshots);
}
