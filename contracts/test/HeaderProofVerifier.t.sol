// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderProofVerifier} from "../src/HeaderProofVerifier.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Messages} from "../src/types/Messages.sol";
import {Keys} from "./base/Keys.sol";
import {Network} from "./base/Network.sol";

/// @title Real proofs of both reference types, checked and settled
contract HeaderProofVerifierTest is Network {
    struct Sample {
        bytes32 taskId;
        bytes32 blockHash;
        uint64 blockNumber;
        address operator;
        bytes proof;
    }

    string[2] private _types = ["header-sponge-v1", "header-tree-v1"];
    HeaderProofVerifier[2] private _verifiers;
    Sample[2] private _samples;

    function setUp() public {
        setUpNetwork();
        for (uint256 i = 0; i < 2; i++) {
            _verifiers[i] = new HeaderProofVerifier(Keys.referenceKey(_types[i]));
            string memory json = Keys.referenceSample(_types[i]);
            _samples[i] = Sample({
                taskId: vm.parseJsonBytes32(json, ".input.taskId"),
                blockHash: vm.parseJsonBytes32(json, ".input.blockHash"),
                blockNumber: uint64(vm.parseJsonUint(json, ".input.blockNumber")),
                operator: vm.parseJsonAddress(json, ".input.prover"),
                proof: vm.parseJsonBytes(json, ".proof")
            });
        }
    }

    function test_verify_acceptsARealProofOfEachType() public view {
        for (uint256 i = 0; i < 2; i++) {
            Sample memory s = _samples[i];
            vm.assertTrue(_verifiers[i].verify(s.taskId, s.operator, s.proof), _types[i]);
        }
    }

    function test_verify_refusesTheOtherTypesProof() public view {
        for (uint256 i = 0; i < 2; i++) {
            Sample memory s = _samples[1 - i];
            vm.assertFalse(_verifiers[i].verify(s.taskId, s.operator, s.proof), _types[i]);
        }
    }

    function testFuzz_verify_C42_refusesOtherTasksAndOperators(bytes32 taskId, address operator) public view {
        Sample memory s = _samples[0];
        vm.assume(taskId != s.taskId && operator != s.operator);
        vm.assertFalse(_verifiers[0].verify(taskId, s.operator, s.proof), "task");
        vm.assertFalse(_verifiers[0].verify(s.taskId, operator, s.proof), "operator");
    }

    function testFuzz_verify_C43_refusesAnyFlippedBit(uint256 bit) public view {
        Sample memory s = _samples[1];
        bit = bound(bit, 0, 8 * 288 - 1);
        s.proof[bit / 8] ^= bytes1(uint8(1 << bit % 8));
        vm.assertFalse(_verifiers[1].verify(s.taskId, s.operator, s.proof), "flipped bit");
    }

    function testFuzz_verify_C42_refusesOtherSizes(bytes calldata proof) public view {
        vm.assume(proof.length != 288);
        vm.assertFalse(_verifiers[0].verify(_samples[0].taskId, _samples[0].operator, proof), "size");
    }

    function test_constructor_C41_refusesKeysForOtherNumbersOfInputs() public {
        bytes memory key = Keys.sp1Key();
        vm.expectRevert(abi.encodeWithSelector(HeaderProofVerifier.InputCountRefused.selector, 2));
        new HeaderProofVerifier(key);
    }

    /// forge-config: default.isolate = true
    /// forge-config: long.isolate = true
    function test_settle_paysForARealProofOfEachType() public {
        vm.chainId(31_337);
        uint32 index = _registerOperatorOfSamples();
        for (uint256 i = 0; i < 2; i++) {
            proofType = addType(_types[i], _verifiers[i]);
            vm.roll(_samples[i].blockNumber + 1);
            vm.setBlockhash(_samples[i].blockNumber, _samples[i].blockHash);
            sponsorType(proofType, 1, RATE);
            settlement.settle(_item(index, _samples[i]));
            vm.snapshotGasLastCall("gas", string.concat("settle, cold, ", _types[i]));
            vm.assertEq(settlement.latchOf(proofType, _samples[i].blockNumber).first, index, _types[i]);
            vm.assertTrue(settlement.latchOf(proofType, _samples[i].blockNumber).isProven, _types[i]);
        }
    }

    function test_settle_C39_refusesADamagedProof() public {
        vm.chainId(31_337);
        uint32 index = _registerOperatorOfSamples();
        proofType = addType(_types[0], _verifiers[0]);
        vm.roll(_samples[0].blockNumber + 1);
        vm.setBlockhash(_samples[0].blockNumber, _samples[0].blockHash);
        ISettlement.Item memory damaged = _item(index, _samples[0]);
        damaged.proof[287] ^= 0x01;
        vm.expectRevert(abi.encodeWithSelector(ISettlement.Refused.selector, ISettlement.Refusal.PROOF_REFUSED));
        settlement.settle(damaged);
    }

    /// @dev Both samples are of one operator.
    function _registerOperatorOfSamples() private returns (uint32 index) {
        vm.assertEq(_samples[0].operator, _samples[1].operator, "one operator");
        address operator = _samples[0].operator;
        index = registerWith(operator, "sampler", profileOf("sampler"), keyClaim(operator, "sampler"), BOND);
        skipToEffect();
    }

    function _item(uint32 index, Sample memory s) private returns (ISettlement.Item memory made) {
        made = itemOf("sampler", index, s.blockNumber);
        made.lease.taskId = Messages.taskIdOf(block.chainid, s.blockHash, proofType, 0, 0, 1);
        resign(made, leaseSecretOf("sampler"));
        vm.assertEq(made.lease.taskId, s.taskId, "task id");
        made.proof = s.proof;
    }
}
