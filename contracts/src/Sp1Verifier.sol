// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16Verifier} from "./Groth16Verifier.sol";
import {IProofVerifier} from "./interfaces/IProofVerifier.sol";
import {Groth16} from "./libraries/Groth16.sol";

/// @title Verifier of SP1 programs whose proofs are wrapped in Groth16
/// @notice Proof bytes: selector of the wrapping circuit (4), Groth16 proof (256), the program's public values. The circuit's
/// public inputs are the program's key and the first 253 bits of the public values' SHA-256 hash.
/// @dev A program for this network writes the task id and the operator first, each as a word.
contract Sp1Verifier is Groth16Verifier, IProofVerifier {
    error ProgramRefused(uint256 programKey, uint256 inputs);

    uint256 private constant SELECTOR_BYTES = 4;
    uint256 private constant HEAD_BYTES = SELECTOR_BYTES + Groth16.PROOF_BYTES;

    uint256 public immutable programKey;
    bytes4 public immutable selector;

    /// @param key of the wrapping circuit, in the layout of `Groth16`
    /// @param programKey_ what SP1 calls the vkey
    /// @param selector_ with which proofs of that circuit begin
    constructor(bytes memory key, uint256 programKey_, bytes4 selector_) Groth16Verifier(key) {
        // C-120
        if (programKey_ == 0 || programKey_ >= Groth16.R || Groth16.inputCount(key) != 2) {
            revert ProgramRefused(programKey_, Groth16.inputCount(key));
        }
        programKey = programKey_;
        selector = selector_;
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes32 taskId, address operator, bytes calldata proof) external view returns (bool) {
        // C-121
        if (proof.length < HEAD_BYTES || bytes4(proof[:SELECTOR_BYTES]) != selector) return false;
        // C-122
        bytes calldata publicValues = proof[HEAD_BYTES:];
        if (!_binds(publicValues, taskId, operator)) return false;
        // C-123
        uint256[] memory inputs = new uint256[](2);
        inputs[0] = programKey;
        inputs[1] = uint256(sha256(publicValues)) & ((1 << 253) - 1);
        return _verify(inputs, proof[SELECTOR_BYTES:HEAD_BYTES]);
    }

    /// @dev Whether a program's public values are about the task and name the operator.
    function _binds(bytes calldata publicValues, bytes32 taskId, address operator)
        internal
        pure
        virtual
        returns (bool)
    {
        return publicValues.length >= 64 && bytes32(publicValues[:32]) == taskId
            && uint256(bytes32(publicValues[32:64])) == uint160(operator);
    }
}
