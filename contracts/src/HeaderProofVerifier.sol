// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16Verifier} from "./Groth16Verifier.sol";
import {IProofVerifier} from "./interfaces/IProofVerifier.sol";
import {Groth16} from "./libraries/Groth16.sol";

/// @title Verifier of the reference proof types: a Groth16 proof over a header commitment, bound to task and operator
/// @notice Proof bytes: 256 bytes of Groth16 proof, then the 32-byte commitment. Public inputs of the circuit:
/// commitment, task id mod r, operator address.
/// @dev Does not know the header: whether the commitment is that of the task's block is for the nodes to check.
contract HeaderProofVerifier is Groth16Verifier, IProofVerifier {
    error InputCountRefused(uint256 inputCount);

    uint256 private constant PROOF_BYTES = Groth16.PROOF_BYTES + 32;

    constructor(bytes memory key) Groth16Verifier(key) {
        // C-41
        if (Groth16.inputCount(key) != 3) revert InputCountRefused(Groth16.inputCount(key));
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes32 taskId, address operator, bytes calldata proof) external view returns (bool) {
        // C-42
        if (proof.length != PROOF_BYTES) return false;
        uint256[] memory inputs = new uint256[](3);
        inputs[0] = uint256(bytes32(proof[Groth16.PROOF_BYTES:]));
        inputs[1] = uint256(taskId) % Groth16.R;
        inputs[2] = uint160(operator);
        // C-43
        return _verify(inputs, proof[:Groth16.PROOF_BYTES]);
    }
}
