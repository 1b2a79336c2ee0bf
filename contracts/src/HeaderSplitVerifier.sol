// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16Verifier} from "./Groth16Verifier.sol";
import {IProofVerifier} from "./interfaces/IProofVerifier.sol";
import {Groth16} from "./libraries/Groth16.sol";
import {Groth16Batch} from "./libraries/Groth16Batch.sol";

/// @title Verifier of header-split-v1: three proofs of parts of a header commitment and a seal, of one circuit
/// @notice The circuit's public inputs: state after, state before, task id mod r, operator. Proof bytes, in 32-byte words:
/// | word | content |
/// |---|---|
/// | 0-7 | Groth16 proof of the seal |
/// | 8 | state after the seal |
/// | 9 | state before the first part: the header's size in bytes |
/// | 10-17, 21-28, 32-39 | Groth16 proofs of the parts |
/// | 18-19, 29-30, 40-41 | whom each part is bound to: task and operator |
/// | 20, 31, 42 | state after each part; the last is the commitment and the state before the seal |
/// @dev The seal is bound to task and operator of the whole, the parts to those of whoever made them. Does not know the
/// header: whether the commitment is that of the task's block is for the nodes to check.
contract HeaderSplitVerifier is Groth16Verifier, IProofVerifier {
    error InputCountRefused(uint256 inputCount);

    uint256 private constant PARTS = 3;
    uint256 private constant PART_WORDS = 11;
    uint256 private constant FIRST_PART = 10;
    uint256 private constant PROOF_BYTES = 32 * (FIRST_PART + PARTS * PART_WORDS);
    uint256 private constant INPUTS = 4;

    constructor(bytes memory key) Groth16Verifier(key) {
        // C-124
        if (Groth16.inputCount(key) != INPUTS) revert InputCountRefused(Groth16.inputCount(key));
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes32 taskId, address operator, bytes calldata proof) external view returns (bool) {
        // C-125
        if (proof.length != PROOF_BYTES) return false;
        uint256[] memory inputs = new uint256[]((PARTS + 1) * INPUTS);
        uint256[] memory points = new uint256[]((PARTS + 1) * 8);
        uint256 state = _word(proof, FIRST_PART - 1);
        for (uint256 part = 0; part < PARTS; part++) {
            uint256 first = FIRST_PART + part * PART_WORDS;
            _copyPoints(proof, first, points, part * 8);
            uint256 stateAfter = _word(proof, first + 10);
            inputs[part * INPUTS] = stateAfter;
            inputs[part * INPUTS + 1] = state;
            inputs[part * INPUTS + 2] = _word(proof, first + 8);
            inputs[part * INPUTS + 3] = _word(proof, first + 9);
            state = stateAfter;
        }
        _copyPoints(proof, 0, points, PARTS * 8);
        inputs[PARTS * INPUTS] = _word(proof, 8);
        inputs[PARTS * INPUTS + 1] = state;
        inputs[PARTS * INPUTS + 2] = uint256(taskId) % Groth16.R;
        inputs[PARTS * INPUTS + 3] = uint160(operator);
        // C-126
        return Groth16Batch.verify(verificationKey(), inputs, points);
    }

    function _copyPoints(bytes calldata proof, uint256 fromWord, uint256[] memory points, uint256 to) private pure {
        for (uint256 i = 0; i < 8; i++) {
            points[to + i] = _word(proof, fromWord + i);
        }
    }

    function _word(bytes calldata proof, uint256 index) private pure returns (uint256) {
        return uint256(bytes32(proof[32 * index:]));
    }
}
