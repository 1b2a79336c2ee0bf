// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Network} from "./base/Network.sol";

/// @title Settles, funds, withdraws and lets blocks pass, in any order
contract Crowd is Network {
    string[3] private _names = ["alice", "bob", "carol"];
    uint64 private _number = BLOCK;

    uint256 public settled;
    uint256 public refusedTwice;
    uint256 public paidInWei = POOL;
    uint256 public paidOutWei;

    constructor() payable {
        setUpNetwork();
        for (uint256 i = 0; i < 3; i++) {
            register(_names[i]);
        }
    }

    function settle(uint256 who, uint256 age) external {
        who = bound(who, 0, 2);
        uint64 number = _number - uint64(bound(age, 0, 3));
        bytes32 blockHash = keccak256(abi.encode(number));
        vm.setBlockhash(number, blockHash);
        bool before = settlement.latchOf(proofType, number).blockNumber != 0;
        ISettlement.Item memory made = itemOfBlock(_names[who], uint32(who), number, blockHash);
        try settlement.settle(made) {
            if (before) refusedTwice = type(uint256).max;
            settled++;
        } catch {
            if (before) refusedTwice++;
        }
    }

    function pass(uint256 blocks) external {
        _number += uint64(bound(blocks, 1, 300));
        vm.roll(_number + 1);
    }

    function fund(uint256 amountWei) external {
        amountWei = bound(amountWei, 0, 1 ether);
        vm.deal(address(this), amountWei);
        settlement.fund{value: amountWei}();
        paidInWei += amountWei;
    }

    function withdraw(uint256 who) external {
        address operator = addressOf(_names[bound(who, 0, 2)]);
        uint256 creditWei = settlement.creditWeiOf(operator);
        vm.prank(operator);
        try settlement.withdraw(payable(operator)) {
            paidOutWei += creditWei;
        } catch {
            vm.assertEq(creditWei, 0, "only an empty credit is refused");
        }
    }

    function creditsWei() external view returns (uint256 sumWei) {
        for (uint256 i = 0; i < 3; i++) {
            sumWei += settlement.creditWeiOf(vm.addr(keyOf(_names[i])));
        }
    }

    function books() external view returns (uint256 balanceWei, uint256 poolWei) {
        return (address(settlement).balance, settlement.poolWei());
    }
}

contract SettlementInvariants is Network {
    Crowd private _crowd;

    function setUp() public {
        vm.deal(address(this), POOL);
        _crowd = new Crowd{value: POOL}();
        targetContract(address(_crowd));
    }

    function invariant_poolAndCreditsAreCoveredByTheBalance() public view {
        (uint256 balanceWei, uint256 poolWei) = _crowd.books();
        vm.assertEq(poolWei + _crowd.creditsWei(), balanceWei, "pool + credits = balance");
    }

    function invariant_everyWeiIsAccountedFor() public view {
        (uint256 balanceWei,) = _crowd.books();
        vm.assertEq(balanceWei + _crowd.paidOutWei(), _crowd.paidInWei(), "in = out + left");
    }

    function invariant_noTaskIsSettledTwice() public view {
        vm.assertTrue(_crowd.refusedTwice() != type(uint256).max, "latched for good");
    }
}
