// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CodeData} from "./libraries/CodeData.sol";
import {Groth16} from "./libraries/Groth16.sol";

/// @title Checks Groth16 proofs under one verification key that is given as data
/// @notice The key's layout is drawn in `Groth16`. It is kept as the code of an account of its own.
contract Groth16Verifier {
    /// @notice The key has a wrong size, a point outside its group, or is forgeable.
    error KeyRefused(uint256 keyBytes);

    address private immutable _keyAccount;

    uint256 public immutable inputCount;

    /// @param key verification key in the layout of `Groth16`
    constructor(bytes memory key) {
        // C-40
        if (!Groth16.keyIsSound(key)) revert KeyRefused(key.length);
        inputCount = Groth16.inputCount(key);
        _keyAccount = CodeData.write(key);
    }

    /// @notice Says whether `proof` (256 bytes) holds for the public inputs. Never reverts for a bad proof.
    function verifyProof(uint256[] calldata inputs, bytes calldata proof) external view returns (bool) {
        return _verify(inputs, proof);
    }

    function verificationKey() public view returns (bytes memory) {
        return CodeData.read(_keyAccount);
    }

    function _verify(uint256[] memory inputs, bytes calldata proof) internal view returns (bool) {
        return Groth16.verify(verificationKey(), inputs, proof);
    }
}
