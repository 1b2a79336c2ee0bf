// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBonds} from "../src/interfaces/IBonds.sol";
import {IProverRegistry} from "../src/interfaces/IProverRegistry.sol";
import {IPurse} from "../src/interfaces/IPurse.sol";
import {TestToken} from "./base/Doubles.sol";
import {Network} from "./base/Network.sol";

/// @title Bonds: what is surely there, when it leaves, and who gets a penalty; in the chain's own coin
contract BondsTest is Network {
    uint32 internal alice;

    function setUp() public virtual {
        setUpNetwork();
        alice = register("alice");
    }

    function test_exit_leavesAfterTheDelayAndNotBefore() public {
        uint64 ready = _requestExit(BOND);
        vm.warp(ready - 1);
        vm.expectRevert(abi.encodeWithSelector(IBonds.ExitPending.selector, alice, ready));
        registry.finishExit(alice);
        vm.warp(ready);
        registry.finishExit(alice);
        vm.assertEq(registry.creditWeiOf(addressOf("alice")), uint256(BOND) * GWEI, "credited");
        _withdraw("alice", uint256(BOND) * GWEI);
        vm.assertEq(held(address(registry)), 0, "all gone");
        vm.expectRevert(abi.encodeWithSelector(IBonds.NoExit.selector, alice));
        registry.finishExit(alice);
    }

    function test_exit_staysPunishableUntilItHasLeft() public {
        uint64 ready = _requestExit(BOND);
        vm.warp(ready + 1);
        vm.prank(address(judge));
        registry.penalize(alice, BLOCK, BOND / 4, address(0), address(0));
        registry.finishExit(alice);
        vm.assertEq(registry.creditWeiOf(addressOf("alice")), uint256(BOND - BOND / 4) * GWEI, "less the penalty");
    }

    function test_requestExit_C53_C54_refuse() public {
        bytes4 refused = IBonds.ExitRefused.selector;
        uint64[4] memory amounts = [0, BOND + 1, 1, BOND - 1];
        for (uint256 i = 0; i < 4; i++) {
            vm.expectRevert(abi.encodeWithSelector(refused, alice, amounts[i], BOND));
            vm.prank(addressOf("alice"));
            registry.requestExit(amounts[i]);
        }
        _addBond(5);
        uint64 ready = _requestExit(5);
        vm.expectRevert(abi.encodeWithSelector(IBonds.ExitPending.selector, alice, ready));
        vm.prank(addressOf("alice"));
        registry.requestExit(1);
    }

    function test_cancelExit_bondStays() public {
        _requestExit(BOND);
        vm.assertEq(registry.prover(alice).bondGwei, 0, "not counted any more");
        vm.assertEq(registry.prover(alice).quota, BOND / COVER, "covers until it leaves");
        vm.expectEmit(address(registry));
        emit IBonds.ExitCancelled(alice);
        vm.prank(addressOf("alice"));
        registry.cancelExit();
        vm.assertEq(registry.prover(alice).bondGwei, BOND, "counted again");
        vm.expectRevert(abi.encodeWithSelector(IBonds.NoExit.selector, alice));
        vm.prank(addressOf("alice"));
        registry.cancelExit();
    }

    function test_minBalanceAt_aroundTheExitAndTheHorizon() public {
        uint64 start = uint64(vm.getBlockTimestamp());
        vm.assertEq(registry.minBalanceAt(alice, start + EXIT_DELAY - 1), BOND, "an exit asked for now is not ready");
        vm.assertEq(registry.minBalanceAt(alice, start + EXIT_DELAY), 0, "and here it could be");
        vm.assertEq(registry.minBalanceAt(alice, start + EXIT_DELAY + 1), 0, "and here");
        _addBond(BOND);
        uint64 ready = _requestExit(BOND / 2);
        vm.warp(ready - 10);
        vm.assertEq(registry.minBalanceAt(alice, ready - 1), 2 * BOND, "t-1");
        vm.assertEq(registry.minBalanceAt(alice, ready), 2 * BOND - BOND / 2, "t");
        vm.assertEq(registry.minBalanceAt(alice, ready + 1), 2 * BOND - BOND / 2, "t+1");
    }

    function test_quota_isWhatTheBondWillCover() public {
        vm.assertEq(registry.quota(alice, 20), BOND / COVER, "now");
        uint64 ready = _requestExit(BOND);
        // The last epoch whose evidence is too old before the exit is ready.
        uint64 last = (ready - GENESIS - EVIDENCE - 1) / EPOCH - 1;
        vm.warp(ready - 100);
        vm.assertEq(registry.quota(alice, last), BOND / COVER, "covered");
        vm.assertEq(registry.quota(alice, last + 1), 0, "not covered");
        vm.assertEq(registry.quota(alice, type(uint64).max), 0, "never");
    }

    function testFuzz_minBalanceAt_isNeverMoreThanWhatIsThere(uint64 exit, uint32 wait, uint32 ahead) public {
        _addBond(BOND);
        exit = uint64(bound(exit, 1, 2 * BOND));
        vm.prank(addressOf("alice"));
        try registry.requestExit(exit) {} catch {}
        vm.warp(vm.getBlockTimestamp() + bound(wait, 0, 2 * EXIT_DELAY));
        uint64 time = uint64(vm.getBlockTimestamp() + bound(ahead, 0, 2 * EXIT_DELAY));
        uint64 promised = registry.minBalanceAt(alice, time);
        // The worst that the operator can do from now on.
        (, uint64 readyAt) = registry.exitOf(alice);
        if (readyAt != 0 && readyAt <= time) {
            vm.warp(time > readyAt ? time : readyAt);
            registry.finishExit(alice);
        } else if (readyAt == 0) {
            vm.prank(addressOf("alice"));
            registry.requestExit(2 * BOND);
            vm.warp(time);
            try registry.finishExit(alice) {} catch {}
        }
        vm.warp(time);
        vm.assertTrue(registry.prover(alice).bondGwei + _exiting() >= promised, "surely there");
    }

    function test_penalize_C58_oncePerBlock_andSplits() public {
        address rescuer = addressOf("rescuer");
        address reporter = addressOf("reporter");
        vm.expectEmit(address(registry));
        emit IBonds.Penalized(alice, BLOCK, 1000, rescuer, reporter, 500);
        vm.prank(address(judge));
        registry.penalize(alice, BLOCK, 1000, rescuer, reporter);
        vm.assertEq(registry.creditWeiOf(rescuer), 400 * uint256(GWEI), "rescuer");
        vm.assertEq(registry.creditWeiOf(reporter), 100 * uint256(GWEI), "reporter");
        vm.assertEq(registry.burntGwei(), 500, "burnt");
        vm.assertTrue(registry.wasPenalized(alice, BLOCK), "marked");
        vm.assertFalse(registry.wasPenalized(alice, BLOCK + 1), "that block alone");
        vm.expectRevert(abi.encodeWithSelector(IBonds.AlreadyPenalized.selector, alice, BLOCK));
        vm.prank(address(judge));
        registry.penalize(alice, BLOCK, 1000, rescuer, reporter);
        vm.prank(address(judge));
        registry.penalize(alice, BLOCK + 256, 3 * BOND, address(0), address(0));
        vm.assertEq(registry.prover(alice).bondGwei, 0, "never below nothing");
        vm.assertEq(registry.burntGwei(), 500 + BOND - 1000, "nobody's share is burnt");
    }

    function test_sweep_sendsTheBurntAway() public {
        vm.prank(address(judge));
        registry.penalize(alice, BLOCK, 1000, address(0), address(0));
        registry.sweep();
        vm.assertEq(registry.burntGwei(), 0, "none left");
        vm.assertEq(held(0x000000000000000000000000000000000000dEaD), 1000 * uint256(GWEI), "out of reach");
    }

    function test_addBond_C50_C51_refuse() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProver.selector, 7));
        registry.addBond(7, 1);
        vm.expectRevert(abi.encodeWithSelector(IBonds.BondRefused.selector, 0, 1, type(uint64).max - BOND));
        registry.addBond(alice, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IBonds.BondRefused.selector, type(uint64).max, 1, type(uint64).max - BOND)
        );
        registry.addBond(alice, type(uint64).max);
    }

    function test_withdraw_C80_refusesWhoHasNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IPurse.NothingToWithdraw.selector, address(this)));
        registry.withdraw(payable(address(this)));
    }

    function _exiting() private view returns (uint64 gwei_) {
        (gwei_,) = registry.exitOf(alice);
    }

    function _addBond(uint64 gwei_) internal {
        uint256 value = give(address(this), uint256(gwei_) * GWEI, address(registry));
        registry.addBond{value: value}(alice, gwei_);
    }

    function _requestExit(uint64 gwei_) internal returns (uint64 readyAt) {
        vm.prank(addressOf("alice"));
        registry.requestExit(gwei_);
        (, readyAt) = registry.exitOf(alice);
        vm.assertEq(readyAt, vm.getBlockTimestamp() + EXIT_DELAY, "ready");
    }

    function _withdraw(string memory name, uint256 amountWei) internal {
        address to = addressOf("safe");
        vm.expectEmit(address(registry));
        emit IPurse.Withdrawn(addressOf(name), to, amountWei);
        vm.prank(addressOf(name));
        registry.withdraw(payable(to));
        vm.assertEq(held(to), amountWei, "paid");
    }
}

/// @dev Refuses money.
contract Refuser {}

contract CoinTest is Network {
    function setUp() public {
        setUpNetwork();
    }

    function test_collect_C82_takesTheExactValueOnly() public {
        uint32 alice = register("alice");
        vm.deal(address(this), 10 * uint256(GWEI));
        vm.expectRevert(abi.encodeWithSelector(IPurse.PaymentRefused.selector, GWEI, 2 * GWEI));
        registry.addBond{value: GWEI}(alice, 2);
        vm.expectRevert(abi.encodeWithSelector(IPurse.PaymentRefused.selector, 3 * GWEI, 2 * GWEI));
        registry.addBond{value: 3 * GWEI}(alice, 2);
    }

    function test_withdraw_C81_creditComesBackWhenItCannotBePaid() public {
        address payable refuser = payable(address(new Refuser()));
        vm.deal(address(this), GWEI);
        settlement.deposit{value: GWEI}(addressOf("x"), GWEI, noPermit());
        vm.expectRevert(abi.encodeWithSelector(IPurse.WithdrawalFailed.selector, refuser, GWEI));
        vm.prank(addressOf("x"));
        settlement.withdraw(refuser);
        vm.assertEq(settlement.creditWeiOf(addressOf("x")), GWEI, "still there");
    }

    function test_withdraw_cannotBeRepeatedFromWithin() public {
        Reenterer thief = new Reenterer(settlement);
        vm.deal(address(this), 3 * uint256(GWEI));
        settlement.deposit{value: GWEI}(address(thief), GWEI, noPermit());
        settlement.deposit{value: 2 * GWEI}(addressOf("x"), 2 * uint256(GWEI), noPermit());
        thief.take();
        vm.assertEq(address(thief).balance, GWEI, "once");
        vm.assertTrue(thief.wasRefused(), "refused the second time");
    }
}

contract Reenterer {
    IPurse private immutable _purse;
    bool public wasRefused;

    constructor(IPurse purse) {
        _purse = purse;
    }

    function take() external {
        _purse.withdraw(payable(address(this)));
    }

    receive() external payable {
        try _purse.withdraw(payable(address(this))) {}
        catch {
            wasRefused = true;
        }
    }
}

/// @title The same with a token: every test of `BondsTest` in this state too
contract TokenBondsTest is BondsTest {
    function currency() internal override returns (IERC20) {
        return new TestToken();
    }

    function test_permit_pays() public {
        vm.assertEq(_registerWithPermit("carol", 0), 1, "registered");
    }

    function test_permit_thatSomebodyUsedUpFirst_doesNotStopTheCaller() public {
        vm.assertEq(_registerWithPermit("carol", 1), 1, "registered all the same");
    }

    function test_permit_thatIsBad_andNoAllowance_fails() public {
        vm.expectRevert();
        this.registerWithPermit("carol", 2);
    }

    function registerWithPermit(string memory name, uint256 way) external {
        _registerWithPermit(name, way);
    }

    function test_collect_C82_refusesCoinsBesideTokens_andTokensWithFees() public {
        vm.deal(address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(IPurse.PaymentRefused.selector, 1, 0));
        registry.addBond{value: 1}(alice, 5);
        give(address(this), 5 * uint256(GWEI), address(registry));
        TestToken(address(money)).takeFee();
        vm.expectRevert(abi.encodeWithSelector(IPurse.PaymentRefused.selector, 5 * GWEI - 1, 5 * GWEI));
        registry.addBond(alice, 5);
    }

    function _registerWithPermit(string memory name, uint256 way) private returns (uint32) {
        address operator = addressOf(name);
        TestToken token = TestToken(address(money));
        uint256 amount = uint256(BOND) * GWEI;
        token.mint(operator, amount);
        bytes32 digest = keccak256(
            abi.encodePacked(
                hex"1901",
                token.DOMAIN_SEPARATOR(),
                keccak256(
                    abi.encode(
                        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                        operator,
                        address(registry),
                        amount,
                        0,
                        type(uint256).max
                    )
                )
            )
        );
        IPurse.Permit memory permit;
        (permit.v, permit.r, permit.s) = vm.sign(keyOf(name), digest);
        permit.valueWei = amount;
        permit.deadline = type(uint256).max;
        if (way == 1) token.permit(operator, address(registry), amount, permit.deadline, permit.v, permit.r, permit.s);
        if (way == 2) permit.r = "bad";
        bytes memory claim = keyClaim(operator, name);
        address key = leaseKeyOf(name);
        IProverRegistry.Profile memory profile = profileOf(name);
        vm.prank(operator);
        return registry.register(key, profile, claim, BOND, permit);
    }
}
