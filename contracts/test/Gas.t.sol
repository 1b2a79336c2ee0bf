// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJudge} from "../src/interfaces/IJudge.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Lease} from "../src/types/Messages.sol";
import {NullVerifier} from "./base/Doubles.sol";
import {Network} from "./base/Network.sol";

/// @title What each operation costs as a transaction of its own, with the bounds that we promise
/// @dev Named without addition: what it costs in a network that runs, where accounts have non-zero balances and rings have gone round
/// once. "cold": the first time. Proofs are empty and verified by a contract that takes any; the real verifications
/// are in HeaderProofVerifier.t.sol and Sp1Verifier.t.sol.
/// forge-config: default.isolate = true
/// forge-config: long.isolate = true
contract GasTest is Network {
    uint64 private constant LATER = BLOCK + 65_536;

    function setUp() public {
        setUpNetwork();
        proofType = addType("null-v1", new NullVerifier());
        for (uint256 i = 0; i < 8; i++) {
            register(_name(i));
        }
        skipToEffect();
        anchor.enrol(leaseKeyOf(_name(0)));
        sponsorEras(40);
        mine(BLOCK, 1);
    }

    function test_gas_register() public {
        register("carol");
        vm.assertLe(vm.snapshotGasLastCall("gas", "register"), 200_000, "register");
    }

    function test_gas_enrol() public {
        anchor.enrol(leaseKeyOf(_name(1)));
        vm.assertLe(vm.snapshotGasLastCall("gas", "enrol"), 60_000, "enrol");
    }

    function test_gas_anchor() public {
        address alice = leaseKeyOf(_name(0));
        vm.prank(alice);
        anchor.anchor(1000, keccak256("root"), 12);
        vm.assertLe(vm.snapshotGasLastCall("gas", "anchor, cold"), 50_000, "cold");
        vm.prank(alice);
        anchor.anchor(1256, keccak256("later root"), 65_536);
        vm.assertLe(vm.snapshotGasLastCall("gas", "anchor"), 50_000, "anchor");
    }

    function test_gas_settle() public {
        mine(BLOCK, 1);
        settlement.settle(_item(0, BLOCK));
        vm.snapshotGasLastCall("gas", "settle, cold");
        mine(LATER, 1);
        settlement.settle(_item(0, LATER));
        vm.assertLe(vm.snapshotGasLastCall("gas", "settle"), 60_000, "settle");
        settlement.settle(_item(1, LATER));
        vm.snapshotGasLastCall("gas", "settle, second");
    }

    function test_gas_settleBatch8() public {
        _settleEight(BLOCK);
        vm.snapshotGasLastCall("gas", "settleBatch8, cold");
        _settleEight(LATER);
        vm.assertLe(vm.snapshotGasLastCall("gas", "settleBatch8"), 8 * 30_000, "batch");
    }

    function test_gas_equivocation() public {
        mine(BLOCK, 1);
        address reporter = addressOf("reporter");
        _equivocate(0, reporter);
        vm.snapshotGasLastCall("gas", "equivocation, cold");
        _equivocate(1, reporter);
        vm.assertLe(vm.snapshotGasLastCall("gas", "equivocation"), 80_000, "equivocation");
    }

    function test_gas_withdraw() public {
        mine(BLOCK, 1);
        settlement.settle(_item(0, BLOCK));
        vm.roll(BLOCK + 257);
        settlement.collect(proofType, _blocks(BLOCK, 1));
        vm.snapshotGasLastCall("gas", "collect, cold");
        address payable alice = payable(addressOf(_name(0)));
        vm.prank(alice);
        settlement.withdraw(alice);
        vm.assertLe(vm.snapshotGasLastCall("gas", "withdraw"), 50_000, "withdraw");
    }

    function test_gas_collect32() public {
        for (uint64 i = 0; i < 32; i++) {
            mine(BLOCK + i, 1);
            settlement.settle(_item(i % 8, BLOCK + i));
        }
        vm.roll(BLOCK + 32 + 257);
        settlement.collect(proofType, _blocks(BLOCK, 32));
        vm.assertLe(vm.snapshotGasLastCall("gas", "collect 32, 8 operators' first credit"), 700_000, "collect");
    }

    function _blocks(uint64 first, uint64 count) private pure returns (uint64[] memory blocks) {
        blocks = new uint64[](count);
        for (uint64 i = 0; i < count; i++) {
            blocks[i] = first + i;
        }
    }

    function _settleEight(uint64 first) private {
        ISettlement.Item[] memory items = new ISettlement.Item[](8);
        for (uint64 i = 0; i < 8; i++) {
            mine(first + i, 1);
        }
        for (uint64 i = 0; i < 8; i++) {
            items[i] = _item(0, first + i);
        }
        settlement.settleBatch(items);
    }

    function _equivocate(uint32 index, address reporter) private {
        IJudge.Claim memory claim;
        claim.blockNumber = BLOCK;
        claim.proofType = proofType;
        claim.signed = _signed(index, leaseOf(index, BLOCK, 1));
        Lease memory other = leaseOf(index, BLOCK, 1);
        other.nonce = 2;
        other.beatKey = keccak256("other");
        IJudge.SignedLease memory signed = _signed(index, other);
        vm.prank(reporter);
        judge.equivocation(claim, signed);
    }

    function _signed(uint32 index, Lease memory lease) private view returns (IJudge.SignedLease memory) {
        bytes memory signature = sign(leaseSecretOf(_name(index)), digestOf(lease));
        return IJudge.SignedLease(lease, signature, epochNow(), REGISTRY_HASH, SEED);
    }

    function _item(uint64 prover, uint64 number) private returns (ISettlement.Item memory made) {
        made = itemOf(_name(prover), uint32(prover), number);
        made.proof = "";
    }

    function _name(uint256 i) private pure returns (string memory) {
        return string.concat("prover ", vm.toString(i));
    }
}
