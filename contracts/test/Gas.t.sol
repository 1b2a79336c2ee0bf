// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Network} from "./base/Network.sol";

/// @title What each operation costs as a transaction of its own, with the bounds that we promise
/// @dev Settling is measured with a stub for the verifier; the real verifications are in HeaderProofVerifier.t.sol.
/// forge-config: default.isolate = true
/// forge-config: long.isolate = true
contract GasTest is Network {
    function setUp() public {
        setUpNetwork();
        register("alice");
        register("bob");
        anchor.enrol(leaseKeyOf("alice"));
    }

    function test_gas_register() public {
        register("carol");
        vm.assertLe(vm.snapshotGasLastCall("gas", "register"), 300_000, "register");
    }

    function test_gas_enrol() public {
        anchor.enrol(leaseKeyOf("bob"));
        vm.assertLe(vm.snapshotGasLastCall("gas", "enrol"), 60_000, "enrol");
    }

    function test_gas_anchor() public {
        address alice = leaseKeyOf("alice");
        vm.prank(alice);
        anchor.anchor(1000, keccak256("root"), 12);
        vm.assertLe(vm.snapshotGasLastCall("gas", "anchor, new place"), 50_000, "new place");
        vm.prank(alice);
        anchor.anchor(1256, keccak256("later root"), 12);
        vm.assertLe(vm.snapshotGasLastCall("gas", "anchor, used place"), 35_000, "used place");
    }

    function test_gas_settle() public {
        _settle("alice", 0, BLOCK);
        vm.snapshotGasLastCall("gas", "settle, new place and first credit, stub verifier");
        _settle("alice", 0, BLOCK + 1);
        vm.snapshotGasLastCall("gas", "settle, new place, stub verifier");
        _settle("alice", 0, BLOCK + 256);
        vm.assertLe(vm.snapshotGasLastCall("gas", "settle, used place, stub verifier"), 75_000, "used place");
    }

    function test_gas_withdraw() public {
        _settle("alice", 0, BLOCK);
        address payable alice = payable(addressOf("alice"));
        vm.prank(alice);
        settlement.withdraw(alice);
        vm.assertLe(vm.snapshotGasLastCall("gas", "withdraw"), 50_000, "withdraw");
    }

    function _settle(string memory name, uint32 index, uint64 number) private {
        bytes32 blockHash = keccak256(abi.encode(number));
        vm.roll(number + 1);
        vm.setBlockhash(number, blockHash);
        ISettlement.Item memory made = itemOfBlock(name, index, number, blockHash);
        settlement.settle(made);
    }
}
