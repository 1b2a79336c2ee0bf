// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title Reads verification keys and proofs from files into the layout of `Groth16`
library Keys {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string private constant SP1 = "test/fixtures/sp1/";
    string private constant REFERENCE = "../prover-bridge/reference/";

    function sp1Key() internal view returns (bytes memory) {
        return _key(vm.readFile(string.concat(SP1, "groth16-vk.json")), ".alpha1", ".beta2", ".gamma2", ".delta2");
    }

    /// @return inputs program key, and the hash of the public values cut to 253 bits
    /// @return proof without the selector in front
    function sp1Proof() internal view returns (uint256[] memory inputs, bytes memory proof) {
        string memory json = vm.readFile(string.concat(SP1, "groth16-proof.json"));
        bytes memory selected = vm.parseJsonBytes(json, ".proof");
        proof = new bytes(selected.length - 4);
        for (uint256 i = 0; i < proof.length; i++) {
            proof[i] = selected[i + 4];
        }
        inputs = new uint256[](2);
        inputs[0] = vm.parseJsonUint(json, ".vkey");
        inputs[1] = uint256(sha256(vm.parseJsonBytes(json, ".publicValues"))) & ((1 << 253) - 1);
    }

    function referenceKey(string memory proofType) internal view returns (bytes memory) {
        string memory json = vm.readFile(string.concat(REFERENCE, "keys/", proofType, ".vkey.json"));
        return _key(json, ".vk_alpha_1", ".vk_beta_2", ".vk_gamma_2", ".vk_delta_2");
    }

    function referenceSample(string memory proofType) internal view returns (string memory json) {
        return vm.readFile(string.concat(REFERENCE, "samples/", proofType, ".json"));
    }

    function _key(string memory json, string memory alpha, string memory beta, string memory gamma, string memory delta)
        private
        view
        returns (bytes memory key)
    {
        key = bytes.concat(_g1(json, alpha), _g2(json, beta), _g2(json, gamma), _g2(json, delta));
        for (uint256 i = 0; vm.keyExistsJson(json, string.concat(".IC[", vm.toString(i), "]")); i++) {
            key = bytes.concat(key, _g1(json, string.concat(".IC[", vm.toString(i), "]")));
        }
    }

    function _g1(string memory json, string memory place) private pure returns (bytes memory) {
        return abi.encode(_number(json, place, "[0]"), _number(json, place, "[1]"));
    }

    /// @dev Files have [c0, c1], EIP-197 wants c1 first.
    function _g2(string memory json, string memory place) private pure returns (bytes memory) {
        return abi.encode(
            _number(json, place, "[0][1]"),
            _number(json, place, "[0][0]"),
            _number(json, place, "[1][1]"),
            _number(json, place, "[1][0]")
        );
    }

    function _number(string memory json, string memory place, string memory element) private pure returns (uint256) {
        return vm.parseJsonUint(json, string.concat(place, element));
    }
}
