// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Evidence} from "./Evidence.sol";
import {Purse} from "./Purse.sol";
import {IJudge} from "./interfaces/IJudge.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {ISnapshots} from "./interfaces/ISnapshots.sol";
import {Verification} from "./libraries/Verification.sol";
import {Lease, Messages, Release} from "./types/Messages.sol";
import {Standing, Standings} from "./types/Standings.sol";

/// @dev Storage: slot 0 `creditWeiOf` (Purse); slot 1 `_accusations`: lease digest -> `Accusation`, one word.
contract Judge is Purse, Evidence {
    using Messages for Release;
    using Standings for Standing;

    /// @dev | unused 16 | untilBlock 40 | blockNumber 40 | accuser 160 |; closed ones keep the block and lose the accuser.
    struct Accusation {
        address accuser;
        uint40 blockNumber;
        uint40 untilBlock;
    }

    uint64 private constant EVIDENCE_BLOCKS = 256;
    uint8 private constant CAUSE_RELEASED = 2;
    uint8 private constant CAUSE_HEDGE = 6;

    ISettlement public immutable settlement;
    ISnapshots public immutable snapshots;
    uint64 public immutable answerBlocks;
    uint64 private immutable _equivocationGwei;
    uint64 private immutable _missGwei;
    uint64 private immutable _lateReleaseGwei;
    uint64 private immutable _earlyReleaseGwei;
    uint64 private immutable _earlyMs;
    uint256 private immutable _depositWei;

    mapping(bytes32 leaseDigest => Accusation) private _accusations;

    constructor(ISettlement settlement_, ISnapshots snapshots_, Penalties memory costs)
        Purse(settlement_.token())
        Evidence(settlement_.registry())
    {
        // C-100
        if (
            costs.earlyReleaseGwei > costs.lateReleaseGwei || costs.lateReleaseGwei >= costs.missGwei
                || costs.missGwei > costs.equivocationGwei
        ) revert PenaltiesRefused();
        settlement = settlement_;
        snapshots = snapshots_;
        answerBlocks = settlement_.secondBlocks();
        _equivocationGwei = costs.equivocationGwei;
        _missGwei = costs.missGwei;
        _lateReleaseGwei = costs.lateReleaseGwei;
        _earlyReleaseGwei = costs.earlyReleaseGwei;
        _earlyMs = costs.earlyMs;
        _depositWei = costs.depositWei;
    }

    /// @inheritdoc IJudge
    function equivocation(Claim calldata claim, SignedLease calldata other) external {
        _checkAge(claim.blockNumber, 0, EVIDENCE_BLOCKS);
        _checkTask(claim);
        SignedLease calldata one = claim.signed;
        uint32 prover = one.lease.prover;
        // C-107
        bool sameTerm = other.lease.taskId == one.lease.taskId && other.lease.term == one.lease.term;
        bool sameNonce = other.epoch == one.epoch && other.lease.nonce == one.lease.nonce;
        if (other.lease.prover != prover || !(sameTerm || sameNonce)) revert NoConflict();
        _checkSnapshot(one);
        if (other.lease.snapshotId != one.lease.snapshotId || other.epoch != one.epoch) _checkSnapshot(other);
        address key = _signer(prover, one.epoch, claim.blockNumber);
        bytes32 first = _checkSigner(one, key);
        if (other.epoch != one.epoch) key = _signer(prover, other.epoch, claim.blockNumber);
        bytes32 second = _checkSigner(other, key);
        // C-108
        if (first == second) revert NoConflict();

        emit Equivocated(prover, first, second);
        registry.condemn(prover, one.epoch, other.epoch, _equivocationGwei, msg.sender);
    }

    /// @inheritdoc IJudge
    function accuse(Claim calldata claim) external payable {
        _checkAge(claim.blockNumber, answerBlocks, 2 * answerBlocks);
        bytes32 digest = _checkClaim(claim);
        uint32 prover = claim.signed.lease.prover;
        // C-109
        if (!snapshots.isRecognized(claim.signed.epoch, claim.signed.lease.snapshotId)) {
            revert SnapshotRefused(claim.signed.lease.snapshotId);
        }
        // C-110
        if (registry.wasPenalized(prover, claim.blockNumber)) revert Excused(prover);
        ISettlement.Latch memory latch = settlement.latchOf(claim.proofType, claim.blockNumber);
        if (
            latch.isProven
                && (latch.first == prover
                    || (latch.hasSecond && latch.second == prover)
                    || latch.term <= claim.signed.lease.term)
        ) revert Excused(prover);
        // C-111
        if (_accusations[digest].untilBlock != 0) revert AlreadyAccused(digest);

        uint64 until = uint64(block.number) + answerBlocks;
        // casting is safe because block numbers stay below 2^40
        // forge-lint: disable-next-line(unsafe-typecast)
        _accusations[digest] = Accusation(msg.sender, uint40(claim.blockNumber), uint40(until));
        emit Accused(prover, digest, msg.sender, until);
        _collect(_depositWei);
    }

    /// @inheritdoc IJudge
    function answerWithProof(Claim calldata claim, bytes calldata proof) external {
        (bytes32 digest,) = _open(claim);
        // C-112
        Lease calldata lease = claim.signed.lease;
        Standing memory s = registry.standing(lease.prover, claim.proofType, claim.signed.epoch);
        uint256 gasMax = s.verifyGasMax();
        if (
            !Verification.hasGas(gasMax) || !Verification.holds(s.verifier(), gasMax, lease.taskId, s.operator(), proof)
        ) revert ProofRefused();
        _close(digest, registry.operatorOf(lease.prover));
        emit Answered(digest, false);
    }

    /// @inheritdoc IJudge
    function answerWithRelease(
        Claim calldata claim,
        Release calldata release,
        bytes calldata signature,
        SignedLease calldata successor
    ) external {
        (bytes32 digest, address accuser) = _open(claim);
        // C-113
        bytes32 releaseDigest = Messages.digest(_domainSeparator(), release.hash());
        address key = registry.keyAt(claim.signed.lease.prover, claim.signed.epoch);
        if (release.leaseDigest != digest || !_isSigner(key, releaseDigest, signature)) revert ReleaseRefused();
        _checkSuccessor(claim, digest, releaseDigest, CAUSE_RELEASED, successor);
        _released(claim, digest, accuser, release.issuedAtMs);
    }

    /// @inheritdoc IJudge
    function answerWithLease(Claim calldata claim, SignedLease calldata higher, SignedLease calldata successor)
        external
    {
        (bytes32 digest, address accuser) = _open(claim);
        Lease calldata lease = claim.signed.lease;
        // C-114
        if (
            higher.lease.prover != lease.prover || higher.lease.snapshotId != lease.snapshotId
                || higher.lease.lane != lease.lane || higher.lease.nonce <= lease.nonce
        ) revert ReleaseRefused();
        bytes32 higherDigest = _checkSigned(higher, claim.blockNumber);
        _checkSuccessor(claim, digest, higherDigest, CAUSE_RELEASED, successor);
        _released(claim, digest, accuser, higher.lease.issuedAtMs);
    }

    /// @inheritdoc IJudge
    function answerWithHedge(Claim calldata claim, SignedLease calldata successor) external {
        (bytes32 digest,) = _open(claim);
        // C-115
        if (!settlement.latchOf(claim.proofType, claim.blockNumber).isProven) revert SuccessorRefused();
        _checkSuccessor(claim, digest, 0, CAUSE_HEDGE, successor);
        _close(digest, registry.operatorOf(claim.signed.lease.prover));
        emit Answered(digest, false);
    }

    /// @inheritdoc IJudge
    function convict(Claim calldata claim) external {
        bytes32 digest = leaseDigest(claim.signed.lease);
        Accusation memory accusation = _accusations[digest];
        // C-116
        if (accusation.accuser == address(0)) revert NotAccused(digest);
        if (block.number <= accusation.untilBlock) revert AnswerOpen(accusation.untilBlock);
        _checkTask(claim);

        uint32 prover = claim.signed.lease.prover;
        ISettlement.Latch memory latch = settlement.latchOf(claim.proofType, claim.blockNumber);
        address rescuer = latch.isProven ? registry.operatorOf(latch.first) : address(0);
        _close(digest, accusation.accuser);
        emit Convicted(prover, digest, rescuer);
        // C-58: of several leases of a prover in one slot, one is punished.
        if (registry.wasPenalized(prover, claim.blockNumber)) return;
        registry.penalize(prover, claim.blockNumber, _missGwei, rescuer, accusation.accuser);
    }

    /// @inheritdoc IJudge
    function accusationOf(bytes32 digest) external view returns (address accuser, uint64 untilBlock) {
        return (_accusations[digest].accuser, _accusations[digest].untilBlock);
    }

    /// @inheritdoc IJudge
    function penalties() external view returns (Penalties memory) {
        return Penalties(_equivocationGwei, _missGwei, _lateReleaseGwei, _earlyReleaseGwei, _earlyMs, _depositWei);
    }

    /// @dev The accusation of a lease, while it can be answered.
    function _open(Claim calldata claim) private view returns (bytes32 digest, address accuser) {
        digest = leaseDigest(claim.signed.lease);
        Accusation memory accusation = _accusations[digest];
        // C-116
        accuser = accusation.accuser;
        if (accuser == address(0)) revert NotAccused(digest);
        // C-117
        if (block.number > accusation.untilBlock) revert AnswerClosed(accusation.untilBlock);
        _checkTask(claim);
        // The rest of the claim was checked with the accusation, all but its epoch, which the snapshot's id binds.
        _checkSnapshot(claim.signed);
    }

    /// @dev The lease can never be accused again.
    function _close(bytes32 digest, address deposited) private {
        _accusations[digest].accuser = address(0);
        _credit(deposited, _depositWei);
    }

    function _released(Claim calldata claim, bytes32 digest, address accuser, uint64 issuedAtMs) private {
        _close(digest, accuser);
        emit Answered(digest, true);
        Lease calldata lease = claim.signed.lease;
        bool early = issuedAtMs <= uint256(lease.issuedAtMs) + _earlyMs;
        uint64 costGwei = early ? _earlyReleaseGwei : _lateReleaseGwei;
        if (registry.wasPenalized(lease.prover, claim.blockNumber)) return;
        registry.penalize(lease.prover, claim.blockNumber, costGwei, address(0), accuser);
    }

    function _checkSuccessor(
        Claim calldata claim,
        bytes32 digest,
        bytes32 cited,
        uint8 cause,
        SignedLease calldata successor
    ) private view {
        Lease calldata lease = claim.signed.lease;
        Lease calldata next = successor.lease;
        // C-118
        if (
            next.prev != digest || next.taskId != lease.taskId || next.term != lease.term + 1 || next.cause != cause
                || next.evidence != cited || next.snapshotId != lease.snapshotId
        ) revert SuccessorRefused();
        // C-119
        if (registry.operatorOf(next.prover) == registry.operatorOf(lease.prover)) revert SuccessorRefused();
        _checkSigned(successor, claim.blockNumber);
    }
}
