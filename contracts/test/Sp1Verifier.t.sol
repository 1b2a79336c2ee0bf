// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sp1Verifier} from "../src/Sp1Verifier.sol";
import {Keys} from "./base/Keys.sol";
import {Test} from "./base/Test.sol";

/// @dev The fixture's program writes an offset first and the same hash in the words after it: taken here for task and operator.
contract FixtureVerifier is Sp1Verifier {
    constructor(bytes memory key, uint256 programKey, bytes4 selector) Sp1Verifier(key, programKey, selector) {}

    function _binds(bytes calldata values, bytes32 taskId, address operator) internal pure override returns (bool) {
        return bytes32(values[32:64]) == taskId && address(uint160(uint256(bytes32(values[64:96])))) == operator;
    }
}

/// @title The SP1 adapter on a real proof
contract Sp1VerifierTest is Test {
    FixtureVerifier private _fixture;
    Sp1Verifier private _real;
    bytes private _proof;
    bytes32 private _task;
    address private _operator;

    function setUp() public {
        (uint256[] memory inputs,) = Keys.sp1Proof();
        string memory json = vm.readFile("test/fixtures/sp1/groth16-proof.json");
        bytes memory values = vm.parseJsonBytes(json, ".publicValues");
        bytes memory proof = vm.parseJsonBytes(json, ".proof");
        bytes4 selector = bytes4(proof);
        _fixture = new FixtureVerifier(Keys.sp1Key(), inputs[0], selector);
        _real = new Sp1Verifier(Keys.sp1Key(), inputs[0], selector);
        _proof = bytes.concat(proof, values);
        _task = bytes32(_slice(values, 32));
        _operator = address(uint160(uint256(_slice(values, 64))));
    }

    function test_verify_acceptsTheRealProof() public view {
        vm.assertTrue(_fixture.verify(_task, _operator, _proof), "real");
    }

    function test_verify_C122_refusesAnotherTaskOrOperator() public view {
        vm.assertFalse(_fixture.verify(keccak256("x"), _operator, _proof), "task");
        vm.assertFalse(_fixture.verify(_task, address(1), _proof), "operator");
        vm.assertFalse(_real.verify(_task, _operator, _proof), "the fixture's program does not bind in our layout");
    }

    function test_verify_C122_layoutOfOurPrograms() public view {
        bytes memory proof = new bytes(260);
        bytes4 selector = _real.selector();
        for (uint256 i = 0; i < 4; i++) {
            proof[i] = selector[i];
        }
        vm.assertFalse(_real.verify(_task, _operator, proof), "no values");
        vm.assertFalse(
            _real.verify(_task, _operator, bytes.concat(proof, abi.encode(_task, _operator))), "values, no proof"
        );
    }

    function testFuzz_verify_refusesAnyFlippedBit(uint256 bit) public view {
        bytes memory proof = _proof;
        bit = bound(bit, 0, 8 * 260 - 1);
        // casting to 'uint8' is safe because it is one bit of eight
        // forge-lint: disable-next-line(unsafe-typecast)
        proof[bit / 8] ^= bytes1(uint8(1 << bit % 8));
        vm.assertFalse(_fixture.verify(_task, _operator, proof), "flipped");
    }

    function testFuzz_verify_refusesChangedValues(uint256 place, bytes1 change) public view {
        vm.assume(change != 0);
        bytes memory proof = _proof;
        proof[bound(place, 260 + 96, proof.length - 1)] ^= change;
        vm.assertFalse(_fixture.verify(_task, _operator, proof), "changed");
    }

    function testFuzz_verify_C121_refusesShortOnes(uint16 size) public view {
        bytes memory proof = _proof;
        size = uint16(bound(size, 0, 259));
        assembly ("memory-safe") {
            mstore(proof, size)
        }
        vm.assertFalse(_real.verify(_task, _operator, proof), "short");
    }

    function test_constructor_C120_refusesOtherKeys() public {
        bytes memory key = Keys.sp1Key();
        vm.expectPartialRevert(Sp1Verifier.ProgramRefused.selector);
        new Sp1Verifier(key, 0, 0);
        vm.expectPartialRevert(Sp1Verifier.ProgramRefused.selector);
        new Sp1Verifier(key, type(uint256).max, 0);
        key = Keys.referenceKey("header-sponge-v1");
        vm.expectPartialRevert(Sp1Verifier.ProgramRefused.selector);
        new Sp1Verifier(key, 1, 0);
    }

    function _slice(bytes memory data, uint256 start) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), start))
        }
    }
}
