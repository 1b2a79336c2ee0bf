// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Judge} from "../src/Judge.sol";
import {IJudge} from "../src/interfaces/IJudge.sol";
import {IPurse} from "../src/interfaces/IPurse.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Lease, Messages, Release} from "../src/types/Messages.sol";
import {Network} from "./base/Network.sol";

/// @title Equivocation and misses: what is evidence, what answers it, what it costs
contract JudgeTest is Network {
    address private _reporter;
    uint64 private _epoch;
    bytes32 private _snapshotId;

    function setUp() public {
        setUpNetwork();
        register("alice");
        register("bob");
        register("carol");
        // An epoch of the genesis set is recognized without headers; alice is in force from epoch 0 in it.
        vm.warp(GENESIS - 1);
        register("dave");
        register("erin");
        vm.warp(NOW);
        skipToEffect();
        mine(BLOCK, 1);
        _reporter = addressOf("reporter");
        _epoch = 3;
        _snapshotId = Messages.snapshotIdOf(_epoch, 0, GENESIS_SEED);
    }

    // Equivocation

    function test_equivocation_sameTaskAndTerm() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        vm.expectEmit(address(judge));
        emit IJudge.Equivocated(3, digestOf(claim.signed.lease), digestOf(other.lease));
        vm.prank(_reporter);
        judge.equivocation(claim, other);
        vm.assertEq(registry.prover(3).bondGwei, BOND - BOND / 2, "half the bond");
        vm.assertEq(registry.creditWeiOf(_reporter), uint256(BOND / 20) * GWEI, "a tenth for the reporter");
        vm.assertEq(registry.burntGwei(), BOND / 2 - BOND / 20, "the rest is burnt");
        vm.assertEq(registry.keyAt(3, 50), address(0), "the key is void");
    }

    function test_equivocation_aKeyPaysOnce() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        judge.equivocation(claim, other);
        vm.expectRevert(abi.encodeWithSelector(IJudge.KeyVoid.selector, 3));
        judge.equivocation(claim, other);
    }

    function test_equivocation_sameEpochAndNonce_onAnyTask() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        other.lease.taskId = keccak256("a task of a block that was replaced");
        other.lease.term = 7;
        other.lease.nonce = claim.signed.lease.nonce;
        _sign(other, "dave");
        judge.equivocation(claim, other);
        vm.assertEq(registry.prover(3).bondGwei, BOND / 2, "half the bond");
    }

    function test_equivocation_sameTerm_otherSnapshot() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        (other.epoch, other.registryBlockHash, other.seed) = (2, "a", "b");
        other.lease.snapshotId = Messages.snapshotIdOf(2, "a", "b");
        _sign(other, "dave");
        judge.equivocation(claim, other);
        vm.assertEq(registry.prover(3).bondGwei, BOND / 2, "half the bond");
    }

    function test_equivocation_C107_refusesLeasesThatDoNotConflict() public {
        for (uint256 i = 0; i < 4; i++) {
            (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
            if (i == 0) other.lease.term = 2;
            if (i == 1) other.lease.taskId = "x";
            if (i == 2) other.lease.prover = 4;
            if (i == 3) {
                // The same nonce in another epoch is another nonce.
                other.lease.term = 2;
                other.lease.nonce = claim.signed.lease.nonce;
                (other.epoch, other.registryBlockHash, other.seed) = (2, "a", "b");
                other.lease.snapshotId = Messages.snapshotIdOf(2, "a", "b");
            }
            _sign(other, i == 2 ? "erin" : "dave");
            vm.expectRevert(IJudge.NoConflict.selector);
            judge.equivocation(claim, other);
        }
    }

    function test_equivocation_C108_refusesTheSameLeaseTwice() public {
        (IJudge.Claim memory claim,) = _pair();
        vm.expectRevert(IJudge.NoConflict.selector);
        judge.equivocation(claim, claim.signed);
        IJudge.SignedLease memory twin = claim.signed;
        twin.signature = _malleated(claim.signed.signature);
        vm.expectRevert(abi.encodeWithSelector(IJudge.WrongSigner.selector, 3, address(0)));
        judge.equivocation(claim, twin);
    }

    function test_equivocation_C106_everySignedFieldOfBothCounts() public {
        for (uint256 side = 0; side < 2; side++) {
            for (uint256 field = 0; field < 8; field++) {
                (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
                Lease memory lease = side == 0 ? claim.signed.lease : other.lease;
                if (field == 0) (claim.signed.lease.term, other.lease.term) = (5, 5);
                if (field == 1) lease.prev = "x";
                if (field == 2) lease.cause = 1;
                if (field == 3) lease.evidence = "x";
                if (field == 4) lease.lane = 1;
                if (field == 5) lease.nonce = 99;
                if (field == 6) lease.beatKey = "x";
                if (field == 7) lease.issuedAtMs++;
                vm.expectPartialRevert(IJudge.WrongSigner.selector);
                judge.equivocation(claim, other);
            }
        }
    }

    function test_equivocation_C101_window() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        vm.roll(BLOCK);
        vm.expectRevert(abi.encodeWithSelector(IJudge.EvidenceOutside.selector, BLOCK, BLOCK + 1, BLOCK + 256));
        judge.equivocation(claim, other);
        vm.roll(BLOCK + 257);
        vm.expectRevert(abi.encodeWithSelector(IJudge.EvidenceOutside.selector, BLOCK, BLOCK + 1, BLOCK + 256));
        judge.equivocation(claim, other);
        vm.roll(BLOCK + 256);
        judge.equivocation(claim, other);
    }

    function test_equivocation_C102_C103_C104_C105_refuse() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        claim.blockNumber = BLOCK - 1;
        vm.roll(BLOCK + 2);
        vm.setBlockhash(BLOCK - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IJudge.BlockUnknown.selector, BLOCK - 1));
        judge.equivocation(claim, other);
        (claim, other) = _pair();
        claim.signed.lease.taskId = "x";
        vm.expectPartialRevert(IJudge.WrongTask.selector);
        judge.equivocation(claim, other);
        (claim, other) = _pair();
        claim.signed.epoch = 2;
        vm.expectPartialRevert(IJudge.SnapshotRefused.selector);
        judge.equivocation(claim, other);
        (claim, other) = _pair();
        other.lease.snapshotId = "x";
        vm.expectRevert(abi.encodeWithSelector(IJudge.SnapshotRefused.selector, bytes32("x")));
        judge.equivocation(claim, other);
        (claim, other) = _pair();
        (claim.signed.lease.prover, other.lease.prover) = (0, 0);
        vm.expectRevert(abi.encodeWithSelector(IJudge.KeyVoid.selector, 0));
        judge.equivocation(claim, other);
    }

    function test_equivocation_afterRevocation_onlyForEarlierBlocks() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        vm.roll(BLOCK);
        vm.prank(leaseKeyOf("dave"));
        registry.revoke(3);
        mine(BLOCK, 1);
        vm.expectRevert(abi.encodeWithSelector(IJudge.KeyVoid.selector, 3));
        judge.equivocation(claim, other);
        (claim, other) = _pairOf(4, "erin");
        vm.roll(BLOCK + 1);
        vm.prank(leaseKeyOf("erin"));
        registry.revoke(4);
        vm.roll(BLOCK + 2);
        judge.equivocation(claim, other);
        vm.assertEq(registry.prover(4).bondGwei, BOND / 2, "a revocation after the fact helps nobody");
    }

    // Misses

    function test_miss_accusedAndConvicted_splitsThePenalty() public {
        _settleBy("erin", 4, 2);
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        (address accuser, uint64 until) = judge.accusationOf(digestOf(claim.signed.lease));
        vm.assertEq(accuser, _reporter, "accuser");
        vm.roll(until);
        vm.expectRevert(abi.encodeWithSelector(IJudge.AnswerOpen.selector, until));
        judge.convict(claim);
        vm.roll(until + 1);
        judge.convict(claim);
        uint256 miss = uint256(BOND / 100) * GWEI;
        vm.assertEq(registry.creditWeiOf(addressOf("erin")), miss * 40 / 100, "rescuer");
        vm.assertEq(registry.creditWeiOf(_reporter), miss / 10, "reporter");
        vm.assertEq(registry.burntGwei(), BOND / 200, "burnt");
        vm.assertEq(judge.creditWeiOf(_reporter), 1e15, "the deposit is back");
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotAccused.selector, digestOf(claim.signed.lease)));
        judge.convict(claim);
    }

    function test_accuse_C111_onceALease() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        vm.expectRevert(abi.encodeWithSelector(IJudge.AlreadyAccused.selector, digestOf(claim.signed.lease)));
        judge.accuse(claim);
        judge.answerWithProof(claim, stubProof(claim.signed.lease.taskId, addressOf("dave")));
        vm.expectRevert(abi.encodeWithSelector(IJudge.AlreadyAccused.selector, digestOf(claim.signed.lease)));
        judge.accuse(claim);
    }

    function test_miss_C58_onePenaltyPerProverAndSlot() public {
        IJudge.Claim memory one = _claim(3, "dave");
        IJudge.Claim memory two = _claim(3, "dave");
        two.signed.lease.term = 2;
        two.signed.lease.nonce = 2;
        _sign(two.signed, "dave");
        _accuse(one);
        _accuse(two);
        vm.roll(BLOCK + 1000);
        judge.convict(one);
        judge.convict(two);
        vm.assertEq(registry.prover(3).bondGwei, BOND - BOND / 100, "one of the two");
        vm.assertEq(judge.creditWeiOf(_reporter), 2e15, "both deposits are back");
    }

    function test_accuse_C101_window() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        uint256[2] memory outside = [uint256(BLOCK) + 256, BLOCK + 513];
        for (uint256 i = 0; i < 2; i++) {
            vm.roll(outside[i]);
            vm.expectRevert(abi.encodeWithSelector(IJudge.EvidenceOutside.selector, BLOCK, BLOCK + 257, BLOCK + 512));
            judge.accuse(claim);
        }
        for (uint64 ahead = 257; ahead < 513; ahead += 255) {
            uint256 before = vm.snapshotState();
            _accuseAt(claim, BLOCK + ahead);
            vm.revertToState(before);
        }
    }

    function test_accuse_C109_refusesASnapshotThatWasNot() public {
        _snapshotId = Messages.snapshotIdOf(3, "x", "y");
        IJudge.Claim memory claim = _claim(3, "dave");
        (claim.signed.registryBlockHash, claim.signed.seed) = ("x", "y");
        vm.roll(BLOCK + 257);
        vm.expectRevert(abi.encodeWithSelector(IJudge.SnapshotRefused.selector, _snapshotId));
        judge.accuse(claim);
    }

    function test_accuse_C110_refusesWhoHasProvenOrWasOutrun() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        uint256 clean = vm.snapshotState();
        _settleBy("dave", 3, 1);
        _expectExcused(claim);
        vm.revertToState(clean);
        _settleBy("erin", 4, 1);
        _expectExcused(claim);
        vm.revertToState(clean);
        _settleBy("erin", 4, 2);
        _settleBy("dave", 3, 1);
        _expectExcused(claim);
        vm.revertToState(clean);
        vm.prank(address(judge));
        registry.penalize(3, BLOCK, 1, address(0), address(0));
        _expectExcused(claim);
    }

    function test_accuse_takesTheDeposit() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        vm.roll(BLOCK + 257);
        vm.deal(address(this), 1e15 - 1);
        vm.expectRevert(abi.encodeWithSelector(IPurse.PaymentRefused.selector, 1e15 - 1, 1e15));
        judge.accuse{value: 1e15 - 1}(claim);
    }

    function test_answerWithProof_costsTheAccuserItsDeposit() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        bytes memory proof = stubProof(claim.signed.lease.taskId, addressOf("dave"));
        vm.expectRevert(IJudge.ProofRefused.selector);
        judge.answerWithProof(claim, stubProof(claim.signed.lease.taskId, addressOf("erin")));
        (, uint64 until) = judge.accusationOf(digestOf(claim.signed.lease));
        vm.roll(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IJudge.AnswerClosed.selector, until));
        judge.answerWithProof(claim, proof);
        vm.roll(until);
        vm.expectEmit(address(judge));
        emit IJudge.Answered(digestOf(claim.signed.lease), false);
        judge.answerWithProof(claim, proof);
        vm.assertEq(judge.creditWeiOf(addressOf("dave")), 1e15, "the deposit is the accused's");
        vm.assertEq(registry.prover(3).bondGwei, BOND, "no penalty");
        vm.roll(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotAccused.selector, digestOf(claim.signed.lease)));
        judge.convict(claim);
    }

    function test_answerWithRelease_costsLess_earlyLeast() public {
        uint64[3] memory after_ = [uint64(4000), 4001, 0];
        uint64[3] memory costs = [BOND / 1000, BOND / 500, BOND / 1000];
        for (uint256 i = 0; i < 3; i++) {
            uint256 before = vm.snapshotState();
            IJudge.Claim memory claim = _claim(3, "dave");
            _accuse(claim);
            (Release memory release, bytes memory signature) = _release(claim, after_[i]);
            IJudge.SignedLease memory successor = _successor(claim, 2, _digestOf(release));
            judge.answerWithRelease(claim, release, signature, successor);
            vm.assertEq(registry.prover(3).bondGwei, BOND - costs[i], "pass < early < late < miss");
            vm.assertEq(judge.creditWeiOf(_reporter), 1e15, "the deposit is back");
            vm.revertToState(before);
        }
    }

    function test_answerWithRelease_C113_onlyTheHoldersOwn() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        (Release memory release, bytes memory signature) = _release(claim, 1);
        IJudge.SignedLease memory successor = _successor(claim, 2, _digestOf(release));
        bytes memory forged = sign(leaseSecretOf("erin"), _digestOf(release));
        vm.expectRevert(IJudge.ReleaseRefused.selector);
        judge.answerWithRelease(claim, release, forged, successor);
        for (uint256 field = 0; field < 3; field++) {
            (release, signature) = _release(claim, 1);
            if (field == 0) release.leaseDigest = "x";
            if (field == 1) release.reason = 3;
            if (field == 2) release.issuedAtMs++;
            vm.expectRevert(IJudge.ReleaseRefused.selector);
            judge.answerWithRelease(claim, release, signature, successor);
        }
    }

    /// @dev A release counts only when its successor cites it.
    function test_answerWithRelease_C118_C119_successorMustCiteIt() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        (Release memory release, bytes memory signature) = _release(claim, 1);
        for (uint256 field = 0; field < 7; field++) {
            IJudge.SignedLease memory successor = _successor(claim, 2, _digestOf(release));
            if (field == 0) successor.lease.prev = "x";
            if (field == 1) successor.lease.taskId = "x";
            if (field == 2) successor.lease.term = 3;
            if (field == 3) successor.lease.cause = 3;
            if (field == 4) successor.lease.evidence = "x";
            if (field == 5) successor.lease.snapshotId = Messages.snapshotIdOf(2, 0, GENESIS_SEED);
            if (field == 6) successor.lease.prover = 3;
            _sign(successor, field == 6 ? "dave" : "erin");
            vm.expectRevert(IJudge.SuccessorRefused.selector);
            judge.answerWithRelease(claim, release, signature, successor);
        }
        IJudge.SignedLease memory unsigned = _successor(claim, 2, _digestOf(release));
        _sign(unsigned, "dave");
        vm.expectPartialRevert(IJudge.WrongSigner.selector);
        judge.answerWithRelease(claim, release, signature, unsigned);
    }

    function test_answerWithLease_aHigherLeaseInTheLaneReleasesTheLower() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        for (uint256 i = 0; i < 5; i++) {
            IJudge.SignedLease memory higher = _signedLease(3, "dave");
            higher.lease.taskId = "another task";
            higher.lease.nonce = 2;
            if (i == 0) higher.lease.nonce = 1;
            if (i == 1) higher.lease.lane = 1;
            if (i == 2) higher.lease.snapshotId = "x";
            if (i == 3) higher.lease.prover = 4;
            _sign(higher, i == 3 ? "erin" : "dave");
            IJudge.SignedLease memory successor = _successor(claim, 2, digestOf(higher.lease));
            if (i < 4) vm.expectRevert(IJudge.ReleaseRefused.selector);
            judge.answerWithLease(claim, higher, successor);
        }
        vm.assertEq(registry.prover(3).bondGwei, BOND - BOND / 1000, "an early release");
    }

    function test_answerWithHedge_raceLostFairly() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        _accuse(claim);
        IJudge.SignedLease memory hedge = _successor(claim, 6, 0);
        vm.expectRevert(IJudge.SuccessorRefused.selector);
        judge.answerWithHedge(claim, hedge);
        _settleBy("erin", 4, 2);
        IJudge.SignedLease memory silent = _successor(claim, 3, 0);
        vm.expectRevert(IJudge.SuccessorRefused.selector);
        judge.answerWithHedge(claim, silent);
        judge.answerWithHedge(claim, hedge);
        vm.assertEq(judge.creditWeiOf(addressOf("dave")), 1e15, "the deposit is the accused's");
        vm.assertEq(registry.prover(3).bondGwei, BOND, "no penalty");
    }

    function test_answers_C116_needAnAccusation() public {
        IJudge.Claim memory claim = _claim(3, "dave");
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotAccused.selector, digestOf(claim.signed.lease)));
        judge.answerWithProof(claim, "");
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotAccused.selector, digestOf(claim.signed.lease)));
        judge.convict(claim);
    }

    function test_constructor_C100_penaltiesAscend() public {
        for (uint256 i = 0; i < 3; i++) {
            IJudge.Penalties memory bad = penalties();
            if (i == 0) bad.earlyReleaseGwei = bad.lateReleaseGwei + 1;
            if (i == 1) bad.lateReleaseGwei = bad.missGwei;
            if (i == 2) bad.missGwei = bad.equivocationGwei + 1;
            vm.expectRevert(IJudge.PenaltiesRefused.selector);
            new Judge(settlement, snapshots, bad);
        }
        vm.assertEq(keccak256(abi.encode(judge.penalties())), keccak256(abi.encode(penalties())), "kept");
    }

    function test_leases_ofASplitOffChain_areNoEvidence() public {
        (IJudge.Claim memory claim, IJudge.SignedLease memory other) = _pair();
        vm.chainId(5);
        claim.signed.lease.taskId = Messages.taskIdOf(5, hashOf(BLOCK), proofType, 0, 0, 1);
        other.lease.taskId = claim.signed.lease.taskId;
        vm.expectPartialRevert(IJudge.WrongSigner.selector);
        judge.equivocation(claim, other);
    }

    function _pair() private view returns (IJudge.Claim memory claim, IJudge.SignedLease memory other) {
        return _pairOf(3, "dave");
    }

    function _pairOf(uint32 index, string memory name)
        private
        view
        returns (IJudge.Claim memory claim, IJudge.SignedLease memory other)
    {
        claim = _claim(index, name);
        other = _signedLease(index, name);
        other.lease.nonce = 2;
        other.lease.beatKey = "other";
        _sign(other, name);
    }

    function _claim(uint32 index, string memory name) private view returns (IJudge.Claim memory) {
        return IJudge.Claim(BLOCK, proofType, _signedLease(index, name));
    }

    function _signedLease(uint32 index, string memory name) private view returns (IJudge.SignedLease memory signed) {
        signed.lease = leaseOf(index, BLOCK, 1);
        signed.lease.snapshotId = _snapshotId;
        signed.epoch = _epoch;
        signed.seed = GENESIS_SEED;
        _sign(signed, name);
    }

    function _sign(IJudge.SignedLease memory signed, string memory name) private view {
        signed.signature = sign(leaseSecretOf(name), digestOf(signed.lease));
    }

    /// @dev The other signature of the same lease by the same key: r, n - s, and the other v.
    function _malleated(bytes memory signature) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = abi.decode(bytes.concat(signature, new bytes(31)), (bytes32, bytes32));
        uint256 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        return abi.encodePacked(r, n - uint256(s), signature[64] == 0x1b ? bytes1(0x1c) : bytes1(0x1b));
    }

    function _successor(IJudge.Claim memory claim, uint8 cause, bytes32 evidence)
        private
        view
        returns (IJudge.SignedLease memory next)
    {
        next = _signedLease(4, "erin");
        next.lease.term = 2;
        next.lease.prev = digestOf(claim.signed.lease);
        next.lease.cause = cause;
        next.lease.evidence = evidence;
        _sign(next, "erin");
    }

    function _release(IJudge.Claim memory claim, uint64 afterMs)
        private
        view
        returns (Release memory release, bytes memory signature)
    {
        release = Release(digestOf(claim.signed.lease), 0, claim.signed.lease.issuedAtMs + afterMs);
        signature = sign(leaseSecretOf("dave"), _digestOf(release));
    }

    function _digestOf(Release memory release) private view returns (bytes32) {
        return Messages.digest(registry.domainSeparator(), Messages.hash(release));
    }

    function _settleBy(string memory name, uint32 index, uint32 term) private {
        ISettlement.Item memory made = item(name, index);
        made.lease.term = term;
        resign(made, leaseSecretOf(name));
        settlement.settle(made);
    }

    function _expectExcused(IJudge.Claim memory claim) private {
        vm.roll(BLOCK + 257);
        vm.expectRevert(abi.encodeWithSelector(IJudge.Excused.selector, 3));
        judge.accuse(claim);
    }

    function _accuse(IJudge.Claim memory claim) private {
        _accuseAt(claim, BLOCK + 257);
    }

    function _accuseAt(IJudge.Claim memory claim, uint256 number) private {
        vm.roll(number);
        uint256 value = give(_reporter, 1e15, address(judge));
        vm.prank(_reporter);
        judge.accuse{value: value}(claim);
    }
}
