// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IProofTypes} from "../src/interfaces/IProofTypes.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Lease, Messages} from "../src/types/Messages.sol";
import {HostileVerifier, TestToken} from "./base/Doubles.sol";
import {Network} from "./base/Network.sol";

/// @title Settling: what is accepted, what is refused and why, who is paid
contract SettlementTest is Network {
    uint32 internal alice;
    uint32 internal bob;

    function setUp() public virtual {
        setUpNetwork();
        alice = register("alice");
        bob = register("bob");
        register("carol");
        skipToEffect();
        sponsorEras(2);
        mine(BLOCK, 1);
    }

    function test_settle_latchesTheTask() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.expectEmit(address(settlement));
        emit ISettlement.Settled(made.lease.taskId, alice, proofType, BLOCK);
        settlement.settle(made);
        ISettlement.Latch memory latch = settlement.latchOf(proofType, BLOCK);
        vm.assertTrue(latch.isProven, "proven");
        vm.assertEq(latch.first, alice, "by alice");
        vm.assertFalse(latch.hasSecond, "alone");
        vm.assertFalse(latch.isPaid, "not yet");
        vm.assertEq(latch.term, 1, "term");
        vm.assertFalse(settlement.latchOf(proofType, BLOCK + 65_536).isProven, "that block alone");
        vm.assertFalse(settlement.isProven(BLOCK), "one of two types");
    }

    function test_settle_byAnybody_paysTheProver() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.prank(addressOf("thief"));
        settlement.settle(made);
        _collectAfterWindow(BLOCK);
        vm.assertEq(settlement.creditWeiOf(addressOf("thief")), 0, "thief");
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), _rate(), "all for the first");
    }

    function test_settle_copiedProof_isRefusedForAnother() public {
        ISettlement.Item memory stolen = item("bob", bob);
        stolen.proof = item("alice", alice).proof;
        _expectRefused(stolen, ISettlement.Refusal.PROOF_REFUSED);
    }

    function test_collect_firstAndSecondShares_roundedForTheFirst() public {
        settlement.settle(item("alice", alice));
        settlement.settle(item("bob", bob));
        ISettlement.Latch memory latch = settlement.latchOf(proofType, BLOCK);
        vm.assertTrue(latch.hasSecond && latch.second == bob, "second");
        _collectAfterWindow(BLOCK);
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), _rate() * 85 / 100, "85 %");
        vm.assertEq(settlement.creditWeiOf(addressOf("bob")), _rate() * 15 / 100, "15 %");
        vm.assertTrue(settlement.latchOf(proofType, BLOCK).isPaid, "paid");
    }

    function test_collect_isPaidOnce_andNotBeforeTheWindowIsOver() public {
        settlement.settle(item("alice", alice));
        uint64[] memory blocks = _one(BLOCK);
        vm.roll(BLOCK + 256);
        settlement.collect(proofType, blocks);
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), 0, "t-1, t");
        vm.roll(BLOCK + 257);
        vm.expectEmit(address(settlement));
        emit ISettlement.Collected(proofType, BLOCK, alice, _rate(), 0);
        settlement.collect(proofType, blocks);
        settlement.collect(proofType, blocks);
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), _rate(), "once");
        vm.assertEq(settlement.budgetOf(proofType, BLOCK / 256).leftGwei, 255 * RATE, "the era has less");
    }

    function test_collect_skipsWhatIsNotSettled_andTypesThatDoNotBind() public {
        vm.roll(BLOCK + 300);
        settlement.collect(proofType, _one(BLOCK));
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), 0, "nothing");
        vm.roll(BLOCK + 1);
        vm.prank(admin);
        proofType = registry.addProofType("loose", verifier, VERIFY_GAS, false);
        sponsorEras(1);
        settlement.settle(item("alice", alice));
        vm.roll(BLOCK + 300);
        settlement.collect(proofType, _one(BLOCK));
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), 0, "reputation only");
        vm.expectRevert(abi.encodeWithSelector(IProofTypes.UnknownProofType.selector, bytes32("x")));
        settlement.collect("x", _one(BLOCK));
    }

    function test_collect_withoutSponsor_paysNothingAndMarks() public {
        proofType = addType("unsponsored", verifier);
        settlement.settle(item("alice", alice));
        _collectAfterWindow(BLOCK);
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), 0, "nothing");
        vm.assertTrue(settlement.latchOf(proofType, BLOCK).isPaid, "marked");
    }

    function test_settle_C30_blocks() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.roll(BLOCK);
        _expectRefused(made, ISettlement.Refusal.BLOCK_UNKNOWN);
        vm.roll(BLOCK + 257);
        settlement.settle(made);
        mine(BLOCK + 8191 + 5, 1);
        made = itemOf("alice", alice, BLOCK + 5);
        setHistory(BLOCK + 5, hashOf(BLOCK + 5));
        vm.roll(BLOCK + 5 + 8191);
        uint256 before = vm.snapshotState();
        settlement.settle(made);
        vm.revertToState(before);
        vm.roll(BLOCK + 5 + 8192);
        _expectRefused(made, ISettlement.Refusal.BLOCK_UNKNOWN);
    }

    function test_settle_reorgedBlock_isAnotherTask() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.setBlockhash(BLOCK, keccak256("another block"));
        _expectRefused(made, ISettlement.Refusal.WRONG_TASK);
    }

    /// @dev One negative for each signed field: with the old signature, each is another lease.
    function test_settle_C38_everySignedFieldCounts() public {
        for (uint256 field = 0; field < 11; field++) {
            ISettlement.Item memory made = item("alice", alice);
            Lease memory lease = made.lease;
            ISettlement.Refusal reason = ISettlement.Refusal.WRONG_SIGNER;
            if (field == 0) (lease.taskId, reason) = (keccak256("x"), ISettlement.Refusal.WRONG_TASK);
            if (field == 1) lease.term = 2;
            if (field == 2) lease.prover = bob;
            if (field == 3) lease.snapshotId = "x";
            if (field == 4) lease.prev = "x";
            if (field == 5) lease.cause = 1;
            if (field == 6) lease.evidence = "x";
            if (field == 7) lease.lane = 1;
            if (field == 8) lease.nonce = 2;
            if (field == 9) lease.beatKey = "x";
            if (field == 10) lease.issuedAtMs++;
            _expectRefused(made, reason);
        }
    }

    function test_settle_C38_otherChainAndOtherRegistry() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.chainId(5);
        _expectRefused(made, ISettlement.Refusal.WRONG_TASK);
        made = item("alice", alice);
        vm.chainId(31_337);
        made.lease.taskId = Messages.taskIdOf(31_337, hashOf(BLOCK), proofType, 0, 0, 1);
        _expectRefused(made, ISettlement.Refusal.WRONG_SIGNER);
    }

    function test_settle_C32_C33_C34_C35_refuse() public {
        ISettlement.Item memory made = item("alice", alice);
        made.proof = new bytes(4097);
        _expectRefused(made, ISettlement.Refusal.PROOF_TOO_LARGE);
        made = item("alice", alice);
        made.lease.term = 0;
        _expectRefused(made, ISettlement.Refusal.BAD_TERM);
        made.lease.term = 17;
        _expectRefused(made, ISettlement.Refusal.BAD_TERM);
        made = item("alice", alice);
        made.epoch++;
        _expectRefused(made, ISettlement.Refusal.EPOCH_OUTSIDE);
        made = item("alice", 77);
        _expectRefused(made, ISettlement.Refusal.UNKNOWN_PROVER);
        made = item("alice", alice);
        made.epoch = 24;
        _expectRefused(made, ISettlement.Refusal.KEY_VOID);
        bytes32 known = proofType;
        proofType = "unknown";
        made = item("alice", alice);
        _expectRefused(made, ISettlement.Refusal.UNKNOWN_PROOF_TYPE);
        proofType = known;
        vm.warp(GENESIS + (25 + 1024) * EPOCH);
        made = item("alice", alice);
        made.epoch = 25;
        settlement.settle(made);
        vm.warp(GENESIS + (26 + 1024) * EPOCH);
        made = item("bob", bob);
        made.epoch = 25;
        _expectRefused(made, ISettlement.Refusal.EPOCH_OUTSIDE);
    }

    function test_settle_C36_C37_secondProverInTime() public {
        settlement.settle(item("alice", alice));
        _expectRefused(item("alice", alice), ISettlement.Refusal.ALREADY_SETTLED);
        ISettlement.Item memory second = item("bob", bob);
        setHistory(BLOCK, hashOf(BLOCK));
        vm.roll(BLOCK + 257);
        _expectRefused(second, ISettlement.Refusal.TOO_LATE);
        vm.roll(BLOCK + 256);
        settlement.settle(second);
        _expectRefused(item("carol", 2), ISettlement.Refusal.ALREADY_SETTLED);
        _expectRefused(item("bob", bob), ISettlement.Refusal.ALREADY_SETTLED);
    }

    function test_settle_leaseBeforeRotation_isPaidAfterIt() public {
        ISettlement.Item memory before = item("alice", alice);
        bytes memory claim = keyClaimOf(addressOf("alice"), "alice 2", profileOf("alice").nodeKey);
        address key = leaseKeyOf("alice 2");
        vm.startPrank(addressOf("alice"));
        registry.change(key, profileOf("alice"), claim);
        vm.stopPrank();
        skipToEffect();
        ISettlement.Item memory old = item("alice", alice);
        _expectRefused(old, ISettlement.Refusal.WRONG_SIGNER);
        settlement.settle(before);
        mine(BLOCK + 1, 1);
        ISettlement.Item memory later = itemOf("alice", alice, BLOCK + 1);
        resign(later, leaseSecretOf("alice 2"));
        settlement.settle(later);
    }

    function test_settle_revokedKey_getsNothingAtOnce() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.prank(addressOf("alice"));
        registry.revoke(alice);
        _expectRefused(made, ISettlement.Refusal.KEY_VOID);
    }

    function test_settle_afterHandover_namesTheNewOperator() public {
        address heir = addressOf("heir");
        vm.prank(addressOf("alice"));
        registry.offerOperator(heir);
        vm.prank(heir);
        registry.acceptOperator(alice);
        ISettlement.Item memory before = item("alice", alice);
        skipToEffect();
        settlement.settle(before);
        mine(BLOCK + 1, 1);
        ISettlement.Item memory made = itemOf("alice", alice, BLOCK + 1);
        _expectRefused(made, ISettlement.Refusal.PROOF_REFUSED);
        made.proof = stubProof(made.lease.taskId, heir);
        settlement.settle(made);
        vm.roll(BLOCK + 300);
        settlement.collect(proofType, _one(BLOCK + 1));
        vm.assertEq(settlement.creditWeiOf(heir), _rate(), "the heir is paid");
    }

    function test_settle_C39_hostileVerifiers() public {
        for (uint8 way = 0; way < 5; way++) {
            proofType =
                addType(string.concat("hostile ", vm.toString(way)), new HostileVerifier(HostileVerifier.Way(way)));
            _expectRefused(item("alice", alice), ISettlement.Refusal.PROOF_REFUSED);
        }
    }

    function test_settle_C39_withTooLittleGas_isNotAVerdict() public {
        ISettlement.Item memory made = item("alice", alice);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.Refused.selector, ISettlement.Refusal.GAS_TOO_LOW));
        settlement.settle{gas: 1_000_000}(made);
        settlement.settle{gas: 1_300_000}(made);
    }

    function test_settleBatch_skipsBadOnesAndNamesThem() public {
        mine(BLOCK + 1, 1);
        ISettlement.Item[] memory items = new ISettlement.Item[](5);
        items[0] = item("alice", alice);
        items[1] = item("alice", alice);
        items[2] = item("bob", bob);
        items[2].signature = "";
        items[3] = itemOf("alice", alice, BLOCK + 2);
        items[4] = itemOf("alice", alice, BLOCK + 1);
        vm.expectEmit(address(settlement));
        emit ISettlement.Skipped(1, ISettlement.Refusal.ALREADY_SETTLED);
        vm.expectEmit(address(settlement));
        emit ISettlement.Skipped(2, ISettlement.Refusal.WRONG_SIGNER);
        vm.expectEmit(address(settlement));
        emit ISettlement.Skipped(3, ISettlement.Refusal.BLOCK_UNKNOWN);
        vm.assertEq(settlement.settleBatch(items), 2, "two of five");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.BatchTooLarge.selector, 65, 64));
        settlement.settleBatch(new ISettlement.Item[](65));
    }

    /// @dev Whoever settles one item of a batch first stops that one and no other.
    function test_settleBatch_isNotStoppedByAFrontRunner() public {
        mine(BLOCK + 1, 1);
        ISettlement.Item[] memory items = new ISettlement.Item[](2);
        items[0] = item("alice", alice);
        items[1] = itemOf("alice", alice, BLOCK + 1);
        vm.prank(addressOf("front-runner"));
        settlement.settle(items[0]);
        vm.assertEq(settlement.settleBatch(items), 1, "the other one");
        vm.assertEq(settlement.latchOf(proofType, BLOCK).first, alice, "and alice has both");
        vm.assertEq(settlement.latchOf(proofType, BLOCK + 1).first, alice, "and alice has both");
    }

    function test_settleBatch_verifierThatBurnsItsGas_stopsNoOther() public {
        bytes32 good = proofType;
        proofType = addType("burner", new HostileVerifier(HostileVerifier.Way.BURN_GAS));
        ISettlement.Item[] memory items = new ISettlement.Item[](2);
        items[0] = item("alice", alice);
        proofType = good;
        items[1] = item("alice", alice);
        vm.assertEq(settlement.settleBatch(items), 1, "the good one");
    }

    // Finality

    function test_blockIsProven_withTheKthType() public {
        bytes32 one = proofType;
        bytes32 two = addType("two", verifier);
        bytes32 three = addType("three", verifier);
        settlement.settle(item("alice", alice));
        proofType = two;
        vm.expectEmit(address(settlement));
        emit ISettlement.BlockProven(BLOCK, 2);
        settlement.settle(item("bob", bob));
        vm.assertTrue(settlement.isProven(BLOCK), "two of three");
        proofType = three;
        settlement.settle(item("alice", alice));
        vm.assertEq(settlement.latchOf(one, BLOCK).first, alice, "one");
        vm.assertEq(settlement.latchOf(two, BLOCK).first, bob, "two");
        vm.assertEq(settlement.latchOf(three, BLOCK).first, alice, "three");
    }

    function test_advance_goesOnWhileBlocksAreProven() public {
        bytes32[2] memory kinds = [proofType, addType("two", verifier)];
        for (uint64 n = BLOCK; n < BLOCK + 3; n++) {
            mine(n, 1);
            for (uint256 i = 0; i < 2; i++) {
                proofType = kinds[i];
                if (n != BLOCK + 1 || i == 0) settlement.settle(itemOf("alice", alice, n));
            }
        }
        settlement.advance(10);
        _expectHead(BLOCK, BLOCK);
        settlement.settle(itemOf("alice", alice, BLOCK + 1));
        settlement.advance(1);
        _expectHead(BLOCK, BLOCK + 1);
        settlement.advance(10);
        _expectHead(BLOCK, BLOCK + 2);
    }

    function test_advance_startsAgainBehindAGapThatCannotBeFilled() public {
        vm.roll(BLOCK + 8191);
        settlement.advance(5);
        _expectHead(BLOCK, BLOCK - 1);
        vm.roll(BLOCK + 8192);
        settlement.advance(5);
        _expectHead(BLOCK + 1, BLOCK);
        vm.roll(BLOCK + 200_000);
        settlement.advance(1);
        _expectHead(BLOCK + 200_000 - 65_536 + 1, BLOCK + 200_000 - 65_536);
    }

    function test_ring_placeIsUsedAgain() public {
        settlement.settle(item("alice", alice));
        mine(BLOCK + 65_536, 1);
        settlement.settle(itemOf("bob", bob, BLOCK + 65_536));
        vm.assertFalse(settlement.latchOf(proofType, BLOCK).isProven, "forgotten");
        vm.assertEq(settlement.latchOf(proofType, BLOCK + 65_536).first, bob, "the later one");
    }

    function testFuzz_latches_ofAllTypesAndProversStayApart(uint8[8] calldata by, uint8 term) public {
        uint32 t = uint32(bound(term, 1, 16));
        string[3] memory names = ["alice", "bob", "carol"];
        bytes32[8] memory kinds;
        for (uint256 i = 0; i < 8; i++) {
            kinds[i] = i == 0 ? proofType : addType(vm.toString(i), verifier);
        }
        for (uint256 i = 0; i < 8; i++) {
            proofType = kinds[i];
            uint32 prover = by[i] % 3;
            ISettlement.Item memory made = item(names[prover], prover);
            made.lease.term = t;
            resign(made, leaseSecretOf(names[prover]));
            settlement.settle(made);
        }
        for (uint256 i = 0; i < 8; i++) {
            ISettlement.Latch memory latch = settlement.latchOf(kinds[i], BLOCK);
            vm.assertEq(latch.first, by[i] % 3, "prover");
            vm.assertEq(latch.term, t, "term");
            vm.assertFalse(latch.hasSecond || latch.isPaid, "alone, unpaid");
        }
    }

    function _expectHead(uint64 from, uint64 to) private view {
        (uint64 headFrom, uint64 headTo) = settlement.head();
        vm.assertEq(headFrom, from, "from");
        vm.assertEq(headTo, to, "to");
    }

    function _expectRefused(ISettlement.Item memory made, ISettlement.Refusal reason) private {
        vm.expectRevert(abi.encodeWithSelector(ISettlement.Refused.selector, reason));
        settlement.settle(made);
    }

    function _collectAfterWindow(uint64 number) private {
        vm.roll(number + 257);
        settlement.collect(proofType, _one(number));
    }

    function _one(uint64 number) private pure returns (uint64[] memory blocks) {
        blocks = new uint64[](1);
        blocks[0] = number;
    }

    function _rate() private pure returns (uint256) {
        return uint256(RATE) * GWEI;
    }
}

/// @title The same, paid in a token: every test of `SettlementTest` in this state too
contract TokenSettlementTest is SettlementTest {
    function currency() internal override returns (IERC20) {
        return new TestToken();
    }
}

/// @title The same when the provers' exits are under way: what is settled is paid all the same
contract ExitingSettlementTest is SettlementTest {
    function setUp() public override {
        super.setUp();
        vm.prank(addressOf("alice"));
        registry.requestExit(BOND);
    }
}
