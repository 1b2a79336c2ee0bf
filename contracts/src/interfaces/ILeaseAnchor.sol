// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProverRegistry} from "./IProverRegistry.sol";

/// @title Merkle roots of a slot's leases and results, one per poster and slot
/// @notice A root proves that what it covers existed before its block, and nothing else; absence means nothing. Each
/// poster has a ring of 256 places, so state is bounded and old roots give way to new ones.
interface ILeaseAnchor {
    error NotRegistered(address poster);
    error RootRefused();
    error LeavesRefused(uint32 leaves, uint32 leavesMax);
    error SlotRefused(uint64 slot, uint64 slotMax);
    error AlreadyAnchored(uint64 slot);
    error SlotTooOld(uint64 slot, uint64 slotInPlace);
    error PathTooLong(uint256 path, uint256 pathMax);

    event Enrolled(address indexed poster, uint32 indexed prover);
    event Anchored(uint64 indexed slot, uint32 indexed prover, bytes32 root, uint32 leaves);

    /// @notice Stores the caller's root of `slot`. The caller is a registered lease key; the first call enrols it.
    /// @param root of the tree that `AnchorTree` describes
    /// @param leaves number of digests below the root
    function anchor(uint64 slot, bytes32 root, uint32 leaves) external;

    /// @notice Notes that a lease key is registered, so that its anchors need not ask the registry. Anybody may call.
    function enrol(address poster) external returns (uint32 prover);

    /// @notice Says whether `digest` is below the root that `poster` anchored for `slot`.
    /// @param path siblings from the leaf up; a promoted node has none
    /// @return false also where no root is stored or a later one took its place
    function contains(address poster, uint64 slot, bytes32 digest, bytes32[] calldata path) external view returns (bool);

    /// @notice The first 26 bytes of the root of `slot`, or zero if the place holds none or another slot's.
    function rootPrefix(address poster, uint64 slot) external view returns (bytes26);

    function registry() external view returns (IProverRegistry);
}
