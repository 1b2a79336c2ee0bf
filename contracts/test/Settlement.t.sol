// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Settlement} from "../src/Settlement.sol";
import {IProofVerifier} from "../src/interfaces/IProofVerifier.sol";
import {IProverRegistry} from "../src/interfaces/IProverRegistry.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Network} from "./base/Network.sol";

/// @dev Verifiers that misbehave, each in its way.
contract RevertingVerifier is IProofVerifier {
    function verify(bytes32, address, bytes calldata) external pure returns (bool) {
        revert("broken");
    }
}

contract EndlessVerifier is IProofVerifier {
    function verify(bytes32, address, bytes calldata) external view returns (bool) {
        while (gasleft() > 0) {}
        return true;
    }
}

/// @dev Takes money and asks for more while it is being paid.
contract GreedyOperator {
    ISettlement private immutable _settlement;
    uint256 public paidTimes;

    constructor(ISettlement settlement) payable {
        _settlement = settlement;
    }

    function register(IProverRegistry registry, IProverRegistry.Registration calldata form, bytes calldata claim)
        external
        returns (uint32)
    {
        return registry.register{value: 1 ether}(form, claim);
    }

    function withdraw() external {
        _settlement.withdraw(payable(address(this)));
    }

    receive() external payable {
        paidTimes++;
        try _settlement.withdraw(payable(address(this))) {} catch {}
    }
}

contract SettlementTest is Network {
    uint32 private _alice;
    uint32 private _bob;

    function setUp() public {
        setUpNetwork();
        _alice = register("alice");
        _bob = register("bob");
    }

    function test_settle_latchesCreditsAndAnnounces() public {
        ISettlement.Item memory good = item("bob", _bob);
        good.lease.term = 2;
        resign(good, leaseSecretOf("bob"));
        vm.expectEmit(address(settlement));
        emit ISettlement.Settled(good.lease.taskId, _bob, proofType, BLOCK, 2, this.leaseDigest(good.lease), REWARD);
        settlement.settle(good);

        ISettlement.Latch memory latch = settlement.latchOf(proofType, BLOCK);
        vm.assertEq(latch.blockNumber, BLOCK, "block");
        vm.assertEq(latch.settledAtBlock, BLOCK + 1, "settled at");
        vm.assertEq(latch.prover, _bob, "prover");
        vm.assertEq(latch.term, 2, "term");
        vm.assertEq(settlement.creditWeiOf(addressOf("bob")), REWARD, "credit");
        vm.assertEq(settlement.poolWei(), POOL - REWARD, "pool");
    }

    function test_settle_C30_refusesBlocksThatAreUnknown() public {
        ISettlement.Item memory future = itemOfBlock("alice", _alice, BLOCK + 1, BLOCK_HASH);
        _expectRefused(future, abi.encodeWithSelector(ISettlement.BlockUnknown.selector, BLOCK + 1));
        ISettlement.Item memory good = item("alice", _alice);
        vm.roll(BLOCK + 257);
        _expectRefused(good, abi.encodeWithSelector(ISettlement.BlockUnknown.selector, BLOCK));
        vm.roll(BLOCK + 256);
        vm.setBlockhash(BLOCK, BLOCK_HASH);
        settlement.settle(good);
    }

    function test_settle_C31_refusesABlockThatWasReplaced() public {
        ISettlement.Item memory good = item("alice", _alice);
        vm.setBlockhash(BLOCK, keccak256("new"));
        _expectRefused(
            good, abi.encodeWithSelector(ISettlement.BlockReplaced.selector, BLOCK, BLOCK_HASH, keccak256("new"))
        );
    }

    function test_settle_C32_refusesAnotherProofOfASettledTask() public {
        settlement.settle(item("alice", _alice));
        bytes memory refusal = abi.encodeWithSelector(ISettlement.AlreadySettled.selector, proofType, BLOCK, _alice);
        _expectRefused(item("alice", _alice), refusal);
        _expectRefused(item("bob", _bob), refusal);
    }

    function test_settle_C32_typesAndBlocksAreTasksOfTheirOwn() public {
        settlement.settle(item("alice", _alice));
        proofType = addType("stub-v2", verifier);
        settlement.settle(item("alice", _alice));
        vm.roll(BLOCK + 2);
        vm.setBlockhash(BLOCK + 1, keccak256("next"));
        settlement.settle(itemOfBlock("alice", _alice, BLOCK + 1, keccak256("next")));
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), 3 * REWARD, "three tasks");
    }

    function test_settle_C32_aLaterBlockTakesThePlaceOnlyWhenTheEarlierCannotSettleAnyMore() public {
        settlement.settle(item("alice", _alice));
        ISettlement.Item memory again = item("bob", _bob);
        vm.roll(BLOCK + 257);
        vm.setBlockhash(BLOCK + 256, keccak256("later"));
        settlement.settle(itemOfBlock("bob", _bob, BLOCK + 256, keccak256("later")));
        vm.assertEq(settlement.latchOf(proofType, BLOCK + 256).prover, _bob, "later");
        vm.assertEq(settlement.latchOf(proofType, BLOCK).blockNumber, 0, "earlier has given way");
        _expectRefused(again, abi.encodeWithSelector(ISettlement.BlockUnknown.selector, BLOCK));
    }

    function test_settle_C33_refusesALeaseOfAnotherTask() public {
        ISettlement.Item memory wrong = item("alice", _alice);
        bytes32 right = wrong.lease.taskId;
        wrong.lease.taskId = keccak256("other task");
        resign(wrong, leaseSecretOf("alice"));
        _expectRefused(wrong, abi.encodeWithSelector(ISettlement.WrongTask.selector, keccak256("other task"), right));
    }

    function test_settle_C33_refusesTheSameItemOnAnotherChain() public {
        ISettlement.Item memory good = item("alice", _alice);
        vm.chainId(block.chainid + 1);
        (bool done, bytes memory answer) = address(settlement).call(abi.encodeCall(ISettlement.settle, (good)));
        vm.assertFalse(done, "settled");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(ISettlement.WrongTask.selector), "refusal");
    }

    function test_settle_C34_refusesProofsThatAreTooLarge() public {
        ISettlement.Item memory large = item("alice", _alice);
        large.proof = new bytes(4097);
        _expectRefused(large, abi.encodeWithSelector(ISettlement.ProofTooLarge.selector, 4097, 4096));
    }

    function test_settle_C35_refusesUnknownProversAndTypes() public {
        _expectRefused(item("alice", 2), abi.encodeWithSelector(IProverRegistry.UnknownProver.selector, 2));
        proofType = keccak256("unknown");
        _expectRefused(
            item("alice", _alice), abi.encodeWithSelector(IProverRegistry.UnknownProofType.selector, proofType)
        );
    }

    function test_settle_C36_refusesAnotherProversSignature() public {
        ISettlement.Item memory stolen = item("alice", _alice);
        resign(stolen, leaseSecretOf("bob"));
        _expectRefused(
            stolen,
            abi.encodeWithSelector(
                ISettlement.SignatureRefused.selector, _alice, leaseKeyOf("alice"), leaseKeyOf("bob")
            )
        );
        resign(stolen, keyOf("alice"));
        _expectSignatureRefused(stolen);
    }

    function test_settle_C36_refusesALeaseUnderAnotherProversIndex() public {
        ISettlement.Item memory renamed = item("alice", _alice);
        renamed.lease.prover = _bob;
        _expectSignatureRefused(renamed);
    }

    function testFuzz_settle_C36_refusesALeaseWithAnyFieldChanged(uint256 field, uint256 value) public {
        ISettlement.Item memory changed = item("alice", _alice);
        bytes32 before = keccak256(abi.encode(changed.lease));
        field = bound(field, 0, 8);
        if (field == 0) changed.lease.term = uint32(value);
        if (field == 1) changed.lease.snapshotId = bytes32(value);
        if (field == 2) changed.lease.prev = bytes32(value);
        if (field == 3) changed.lease.cause = uint8(value);
        if (field == 4) changed.lease.evidence = bytes32(value);
        if (field == 5) changed.lease.lane = uint16(value);
        if (field == 6) changed.lease.nonce = uint64(value);
        if (field == 7) changed.lease.beatKey = bytes32(value);
        if (field == 8) changed.lease.issuedAtMs = uint64(value);
        vm.assume(keccak256(abi.encode(changed.lease)) != before);
        _expectSignatureRefused(changed);
    }

    function test_settle_C36_refusesMalleableAndMalformedSignatures() public {
        ISettlement.Item memory made = item("alice", _alice);
        bytes memory good = made.signature;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(leaseSecretOf("alice"), this.leaseDigest(made.lease));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        made.signature = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));
        _expectSignatureRefused(made);
        made.signature = abi.encodePacked(r, s, v - 27);
        _expectSignatureRefused(made);
        made.signature = bytes.concat(good, hex"00");
        _expectSignatureRefused(made);
        made.signature = abi.encodePacked(bytes32(0), bytes32(0), v);
        _expectSignatureRefused(made);
        made.signature = "";
        _expectSignatureRefused(made);
    }

    function test_settle_C36_refusesALeaseForAnotherRegistry() public {
        ISettlement.Item memory good = item("alice", _alice);
        Settlement first = settlement;
        setUpNetwork();
        register("alice");
        vm.assertTrue(address(first) != address(settlement), "another network");
        _expectSignatureRefused(good);
    }

    function test_settle_C37_refusesAProofForAnotherOperator() public {
        ISettlement.Item memory copied = item("alice", _alice);
        copied.proof = stubProof(copied.lease.taskId, addressOf("bob"));
        _expectRefused(
            copied, abi.encodeWithSelector(ISettlement.ProofRefused.selector, copied.lease.taskId, address(verifier))
        );
    }

    function test_settle_C37_refusesWhatAFailingVerifierSays() public {
        IProofVerifier[2] memory broken = [IProofVerifier(new RevertingVerifier()), new EndlessVerifier()];
        for (uint256 i = 0; i < 2; i++) {
            proofType = addType(vm.toString(i), broken[i]);
            ISettlement.Item memory made = item("alice", _alice);
            uint256 gasBefore = gasleft();
            _expectRefused(
                made, abi.encodeWithSelector(ISettlement.ProofRefused.selector, made.lease.taskId, address(broken[i]))
            );
            vm.assertLe(gasBefore - gasleft(), 1_200_000, "gas is bounded");
        }
    }

    function test_settle_ordersItsChecks() public {
        ISettlement.Item memory broken = item("alice", 9);
        broken.proof = new bytes(5000);
        broken.lease.taskId = 0;
        (bool done, bytes memory answer) = address(settlement).call(abi.encodeCall(ISettlement.settle, (broken)));
        vm.assertFalse(done, "settled");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(ISettlement.WrongTask.selector), "C-33 before C-34 before C-35");
    }

    function test_settle_latchesWithoutPayWhenThePoolIsEmpty() public {
        settlement = new Settlement{value: REWARD / 2}(registry, REWARD);
        settlement.settle(item("alice", _alice));
        vm.assertEq(settlement.creditWeiOf(addressOf("alice")), REWARD / 2, "what was left");
        proofType = addType("stub-v2", verifier);
        settlement.settle(item("bob", _bob));
        vm.assertEq(settlement.creditWeiOf(addressOf("bob")), 0, "nothing left");
        vm.assertEq(settlement.latchOf(proofType, BLOCK).prover, _bob, "latched all the same");
    }

    function testFuzz_fund_fillsThePool(uint96 amountWei) public {
        vm.deal(address(this), amountWei);
        settlement.fund{value: amountWei}();
        vm.assertEq(settlement.poolWei(), POOL + amountWei, "pool");
    }

    function test_withdraw_paysTheWholeCreditOnce() public {
        settlement.settle(item("alice", _alice));
        address alice = addressOf("alice");
        vm.prank(alice);
        settlement.withdraw(payable(address(0xbeef)));
        vm.assertEq(address(0xbeef).balance, REWARD, "paid");
        vm.assertEq(settlement.creditWeiOf(alice), 0, "credit");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NothingToWithdraw.selector, alice));
        settlement.withdraw(payable(alice));
    }

    function test_withdraw_C38_refusesStrangers() public {
        settlement.settle(item("alice", _alice));
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NothingToWithdraw.selector, address(this)));
        settlement.withdraw(payable(address(this)));
    }

    function test_withdraw_keepsTheCreditWhenTheReceiverRefuses() public {
        settlement.settle(item("alice", _alice));
        address alice = addressOf("alice");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.WithdrawalFailed.selector, address(registry), REWARD));
        settlement.withdraw(payable(address(registry)));
        vm.assertEq(settlement.creditWeiOf(alice), REWARD, "credit");
    }

    function test_withdraw_paysAReentrantOperatorOnce() public {
        vm.deal(address(this), 1 ether);
        GreedyOperator greedy = new GreedyOperator{value: 1 ether}(settlement);
        uint32 index = greedy.register(registry, registration("greedy"), keyClaim(address(greedy), "greedy"));
        ISettlement.Item memory made = item("greedy", index);
        made.proof = stubProof(made.lease.taskId, address(greedy));
        settlement.settle(made);
        greedy.withdraw();
        vm.assertEq(greedy.paidTimes(), 1, "times");
        vm.assertEq(address(greedy).balance, REWARD, "balance");
        vm.assertEq(address(settlement).balance, POOL - REWARD, "rest");
    }

    function _expectRefused(ISettlement.Item memory made, bytes memory refusal) private {
        vm.expectRevert(refusal);
        settlement.settle(made);
    }

    function _expectSignatureRefused(ISettlement.Item memory made) private {
        (bool done, bytes memory answer) = address(settlement).call(abi.encodeCall(ISettlement.settle, (made)));
        vm.assertFalse(done, "settled");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(ISettlement.SignatureRefused.selector), "refusal");
    }
}
