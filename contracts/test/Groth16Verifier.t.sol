// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16Verifier} from "../src/Groth16Verifier.sol";
import {Groth16} from "../src/libraries/Groth16.sol";
import {Keys} from "./base/Keys.sol";
import {Test} from "./base/Test.sol";

/// @title The verifier on a real SP1 proof, whole and damaged
contract Groth16VerifierTest is Test {
    Groth16Verifier private _verifier;
    uint256[] private _inputs;
    bytes private _proof;
    bytes private _key;

    function setUp() public {
        _key = Keys.sp1Key();
        (_inputs, _proof) = Keys.sp1Proof();
        _verifier = new Groth16Verifier(_key);
    }

    function test_verifyProof_acceptsARealProof() public view {
        vm.assertEq(_verifier.inputCount(), 2, "inputs");
        vm.assertTrue(_verifier.verifyProof(_inputs, _proof), "SP1 proof");
    }

    function test_verificationKey_isKeptWhole() public view {
        vm.assertEq(_verifier.verificationKey(), _key, "key");
    }

    function testFuzz_verifyProof_refusesAnyFlippedBit(uint256 bit) public view {
        bytes memory proof = _proof;
        bit = bound(bit, 0, 8 * 256 - 1);
        proof[bit / 8] ^= bytes1(uint8(1 << bit % 8));
        vm.assertFalse(_verifier.verifyProof(_inputs, proof), "flipped bit");
    }

    function testFuzz_verifyProof_refusesOtherInputs(uint256 which, uint256 value) public view {
        uint256[] memory inputs = _inputs;
        which = bound(which, 0, 1);
        vm.assume(value % Groth16.R != inputs[which]);
        inputs[which] = value;
        vm.assertFalse(_verifier.verifyProof(inputs, _proof), "other input");
    }

    function test_verifyProof_refusesInputsThatAreEqualModuloTheOrder() public view {
        for (uint256 i = 0; i < 2; i++) {
            uint256[] memory inputs = _inputs;
            inputs[i] += Groth16.R;
            vm.assertFalse(_verifier.verifyProof(inputs, _proof), "input + r");
        }
    }

    function test_verifyProof_refusesCoordinatesThatAreEqualModuloTheField() public view {
        for (uint256 word = 0; word < 8; word++) {
            bytes memory proof = _proof;
            uint256 value = _word(proof, word);
            if (value > type(uint256).max - Groth16.P) continue;
            _setWord(proof, word, value + Groth16.P);
            vm.assertFalse(_verifier.verifyProof(_inputs, proof), "coordinate + p");
        }
    }

    function test_verifyProof_refusesPointsAtInfinity() public view {
        uint256[2][3] memory ranges = [[uint256(0), 2], [uint256(2), 6], [uint256(6), 8]];
        for (uint256 i = 0; i < 3; i++) {
            bytes memory proof = _proof;
            for (uint256 word = ranges[i][0]; word < ranges[i][1]; word++) {
                _setWord(proof, word, 0);
            }
            vm.assertFalse(_verifier.verifyProof(_inputs, proof), "infinity");
        }
    }

    function test_verifyProof_refusesANegatedPoint() public view {
        bytes memory proof = _proof;
        _setWord(proof, 1, Groth16.P - _word(proof, 1));
        vm.assertFalse(_verifier.verifyProof(_inputs, proof), "-A");
        _setWord(proof, 4, Groth16.P - _word(proof, 4));
        _setWord(proof, 5, Groth16.P - _word(proof, 5));
        // Both negated are the same pairing: Groth16 proofs are malleable, which is why they identify nothing.
        vm.assertTrue(_verifier.verifyProof(_inputs, proof), "-A, -B");
    }

    function testFuzz_verifyProof_refusesGarbage(bytes calldata garbage) public view {
        vm.assertFalse(_verifier.verifyProof(_inputs, garbage), "garbage");
    }

    function testFuzz_verifyProof_refusesOtherSizes(uint256 size) public view {
        size = bound(size, 0, 512);
        vm.assume(size != 256);
        bytes memory proof = new bytes(size);
        for (uint256 i = 0; i < size && i < 256; i++) {
            proof[i] = _proof[i];
        }
        vm.assertFalse(_verifier.verifyProof(_inputs, proof), "size");
    }

    function test_verifyProof_refusesOtherNumbersOfInputs() public view {
        vm.assertFalse(_verifier.verifyProof(new uint256[](0), _proof), "none");
        uint256[] memory three = new uint256[](3);
        (three[0], three[1]) = (_inputs[0], _inputs[1]);
        vm.assertFalse(_verifier.verifyProof(three, _proof), "three");
    }

    function testFuzz_constructor_C40_refusesAKeyWithAFlippedBit(uint256 bit) public {
        bytes memory key = _key;
        bit = bound(bit, 0, 8 * key.length - 1);
        key[bit / 8] ^= bytes1(uint8(1 << bit % 8));
        _expectRefused(key);
    }

    function test_constructor_C40_refusesKeysOfOtherSizes() public {
        _expectRefused("");
        _expectRefused(_resized(448 + 64));
        _expectRefused(_resized(_key.length - 1));
        _expectRefused(_resized(_key.length + 1));
        _expectRefused(_resized(_key.length + 32));
        _expectRefused(_resized(448 + 64 * 66));
    }

    function test_constructor_C40_refusesInfinityInTheKey() public {
        uint256[2][4] memory ranges = [[uint256(0), 2], [uint256(2), 6], [uint256(6), 10], [uint256(10), 14]];
        for (uint256 i = 0; i < 4; i++) {
            bytes memory key = _key;
            for (uint256 word = ranges[i][0]; word < ranges[i][1]; word++) {
                _setWord(key, word, 0);
            }
            _expectRefused(key);
        }
    }

    function test_constructor_C40_refusesTheKeyOfAnUnfinishedCeremony() public {
        bytes memory key = _key;
        for (uint256 word = 6; word < 10; word++) {
            _setWord(key, word + 4, _word(key, word));
        }
        _expectRefused(key);
    }

    function _expectRefused(bytes memory key) private {
        vm.expectRevert(abi.encodeWithSelector(Groth16Verifier.KeyRefused.selector, key.length));
        new Groth16Verifier(key);
    }

    function _resized(uint256 size) private view returns (bytes memory key) {
        key = new bytes(size);
        for (uint256 i = 0; i < size; i++) {
            key[i] = _key[i < _key.length ? i : 448 + (i - 448) % 64];
        }
    }

    function _word(bytes memory data, uint256 index) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(data, 32), mul(index, 32)))
        }
    }

    function _setWord(bytes memory data, uint256 index, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 32), mul(index, 32)), value)
        }
    }
}
