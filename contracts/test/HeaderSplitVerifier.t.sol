// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderSplitVerifier} from "../src/HeaderSplitVerifier.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Messages} from "../src/types/Messages.sol";
import {Keys} from "./base/Keys.sol";
import {Network} from "./base/Network.sol";

/// @title A real proof in three parts with its seal, checked and settled
contract HeaderSplitVerifierTest is Network {
    string private constant TYPE = "header-split-v1";
    uint256 private constant PROOF_BYTES = 43 * 32;

    HeaderSplitVerifier private _verifier;
    bytes32 private _taskId;
    bytes32 private _blockHash;
    uint64 private _blockNumber;
    address private _operator;
    bytes private _proof;

    function setUp() public {
        setUpNetwork();
        _verifier = new HeaderSplitVerifier(Keys.referenceKey(TYPE));
        string memory json = Keys.referenceSample(TYPE);
        _taskId = vm.parseJsonBytes32(json, ".input.taskId");
        _blockHash = vm.parseJsonBytes32(json, ".input.blockHash");
        _blockNumber = uint64(vm.parseJsonUint(json, ".input.blockNumber"));
        _operator = vm.parseJsonAddress(json, ".input.prover");
        _proof = vm.parseJsonBytes(json, ".proof");
    }

    function test_verify_acceptsARealProof() public view {
        vm.assertEq(_proof.length, PROOF_BYTES, "size");
        vm.assertTrue(_verifier.verify(_taskId, _operator, _proof), "proof");
    }

    function testFuzz_verify_C125_refusesOtherTasksAndOperators(bytes32 taskId, address operator) public view {
        vm.assume(taskId != _taskId && operator != _operator);
        vm.assertFalse(_verifier.verify(taskId, _operator, _proof), "task");
        vm.assertFalse(_verifier.verify(_taskId, operator, _proof), "operator");
    }

    function testFuzz_verify_C126_refusesAnyFlippedBit(uint256 bit) public view {
        bytes memory proof = _proof;
        bit = bound(bit, 0, 8 * PROOF_BYTES - 1);
        proof[bit / 8] ^= bytes1(uint8(1 << bit % 8));
        vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "flipped bit");
    }

    function testFuzz_verify_C125_refusesOtherSizes(bytes calldata proof) public view {
        vm.assume(proof.length != PROOF_BYTES);
        vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "size");
    }

    /// @dev Where factors hung on nothing, errors could be made to cancel each other.
    function test_verify_C126_refusesProofsInTheOthersPlaces() public view {
        for (uint256 i = 0; i < 3; i++) {
            bytes memory proof = _proof;
            for (uint256 byteIndex = 0; byteIndex < 256; byteIndex++) {
                uint256 a = (10 + 11 * i) * 32 + byteIndex;
                uint256 b = i == 2 ? byteIndex : (21 + 11 * i) * 32 + byteIndex;
                (proof[a], proof[b]) = (proof[b], proof[a]);
            }
            vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "swapped");
        }
    }

    /// @dev A and C are negated in pairs: each single equation fails, their plain product might not.
    function test_verify_C126_refusesErrorsThatCancelEachOther() public view {
        bytes memory proof = _proof;
        _negate(proof, 10 * 32 + 192);
        vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "one C negated");
        _negate(proof, 21 * 32 + 192);
        vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "two Cs negated");
        proof = _proof;
        for (uint256 i = 0; i < 64; i++) {
            (proof[10 * 32 + 192 + i], proof[21 * 32 + 192 + i]) = (proof[21 * 32 + 192 + i], proof[10 * 32 + 192 + i]);
        }
        vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "Cs swapped: their sum is the same");
    }

    function test_verify_C126_refusesInputsBeyondTheField() public view {
        bytes memory proof = _proof;
        uint256 state;
        assembly {
            state := mload(add(add(proof, 32), mul(20, 32)))
            mstore(
                add(add(proof, 32), mul(20, 32)),
                add(state, 21888242871839275222246405745257275088548364400416034343698204186575808495617)
            )
        }
        vm.assertFalse(_verifier.verify(_taskId, _operator, proof), "state + r");
    }

    function test_constructor_C124_refusesKeysForOtherNumbersOfInputs() public {
        bytes memory key = Keys.referenceKey("header-tree-v1");
        vm.expectRevert(abi.encodeWithSelector(HeaderSplitVerifier.InputCountRefused.selector, 3));
        new HeaderSplitVerifier(key);
    }

    /// forge-config: default.isolate = true
    /// forge-config: long.isolate = true
    function test_settle_paysForARealProof() public {
        vm.chainId(31_337);
        uint32 index = registerWith(_operator, "sampler", profileOf("sampler"), keyClaim(_operator, "sampler"), BOND);
        skipToEffect();
        proofType = addType(TYPE, _verifier);
        vm.roll(_blockNumber + 1);
        vm.setBlockhash(_blockNumber, _blockHash);
        sponsorType(proofType, 1, RATE);
        ISettlement.Item memory item = itemOf("sampler", index, _blockNumber);
        item.lease.taskId = Messages.taskIdOf(block.chainid, _blockHash, proofType, 0, 0, 1);
        resign(item, leaseSecretOf("sampler"));
        vm.assertEq(item.lease.taskId, _taskId, "task id");
        item.proof = _proof;
        settlement.settle(item);
        vm.snapshotGasLastCall("gas", string.concat("settle, cold, ", TYPE));
        vm.assertTrue(settlement.latchOf(proofType, _blockNumber).isProven, "latched");
    }

    function _negate(bytes memory proof, uint256 start) private pure {
        assembly {
            let y := add(add(proof, 64), start)
            mstore(y, sub(21888242871839275222246405745257275088696311157297823662689037894645226208583, mload(y)))
        }
    }
}
