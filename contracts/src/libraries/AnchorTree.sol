// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The Merkle tree below an anchored root
/// @notice Leaves are digests, each once, in ascending order. A leaf hashes to `keccak256(0x00 || digest)`, a pair to
/// `keccak256(0x01 || smaller || larger)`; the odd one at the end of a level goes up as it is. The two prefixes keep
/// an inner node from passing for a leaf.
library AnchorTree {
    function rootOf(bytes32 digest, bytes32[] calldata path) internal pure returns (bytes32 node) {
        node = leaf(digest);
        for (uint256 i = 0; i < path.length; i++) {
            node = pair(node, path[i]);
        }
    }

    function leaf(bytes32 digest) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x00), digest));
    }

    function pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(bytes1(0x01), a, b)) : keccak256(abi.encodePacked(bytes1(0x01), b, a));
    }
}
