// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILeaseAnchor} from "./interfaces/ILeaseAnchor.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {AnchorTree} from "./libraries/AnchorTree.sol";

/// @dev Storage:
/// | slot | content |
/// |---|---|
/// | 0 | `_enrolled`: lease key -> prover index + 1 |
/// | 1 | `_rings`: lease key -> slot mod 256 -> `Entry` |
contract LeaseAnchor is ILeaseAnchor {
    /// @dev One word: | first 26 bytes of the root 208 | slot 48 |. Two trees that share 208 bits take 2^104 hashes to
    /// find; a second word for the rest of the root would cost another 22,100 gas.
    struct Entry {
        uint48 slot;
        bytes26 rootPrefix;
    }

    uint256 private constant RING_PLACES = 256;
    uint64 private constant SLOT_MAX = type(uint48).max;
    uint32 private constant LEAVES_MAX = 1 << 16;
    uint256 private constant PATH_MAX = 16;

    IProverRegistry public immutable registry;

    mapping(address leaseKey => uint32 indexPlusOne) private _enrolled;
    mapping(address leaseKey => mapping(uint256 place => Entry)) private _rings;

    constructor(IProverRegistry registry_) {
        registry = registry_;
    }

    /// @inheritdoc ILeaseAnchor
    function anchor(uint64 slot, bytes32 root, uint32 leaves) external {
        // C-20
        if (slot > SLOT_MAX) revert SlotRefused(slot, SLOT_MAX);
        // C-21
        bytes26 prefix = _prefixOf(root);
        if (prefix == 0) revert RootRefused();
        // C-22
        if (leaves == 0 || leaves > LEAVES_MAX) revert LeavesRefused(leaves, LEAVES_MAX);
        // C-23
        uint32 prover = enrol(msg.sender);
        // C-24
        Entry storage entry = _rings[msg.sender][slot % RING_PLACES];
        (uint48 slotInPlace, bytes26 prefixInPlace) = (entry.slot, entry.rootPrefix);
        if (slotInPlace > slot) revert SlotTooOld(slot, slotInPlace);
        if (slotInPlace == slot && prefixInPlace != 0) revert AlreadyAnchored(slot);

        _rings[msg.sender][slot % RING_PLACES] =
        // casting to 'uint48' is safe because C-20 bounds the slot
        // forge-lint: disable-next-line(unsafe-typecast)
        Entry(uint48(slot), prefix);
        emit Anchored(slot, prover, root, leaves);
    }

    /// @inheritdoc ILeaseAnchor
    function enrol(address poster) public returns (uint32 prover) {
        uint32 indexPlusOne = _enrolled[poster];
        if (indexPlusOne != 0) return indexPlusOne - 1;
        bool registered;
        (registered, prover) = registry.indexOfLeaseKey(poster);
        if (!registered) revert NotRegistered(poster);
        _enrolled[poster] = prover + 1;
        emit Enrolled(poster, prover);
    }

    /// @inheritdoc ILeaseAnchor
    function contains(address poster, uint64 slot, bytes32 digest, bytes32[] calldata path)
        external
        view
        returns (bool)
    {
        // C-25
        if (path.length > PATH_MAX) revert PathTooLong(path.length, PATH_MAX);
        bytes26 prefix = rootPrefix(poster, slot);
        return prefix != 0 && prefix == _prefixOf(AnchorTree.rootOf(digest, path));
    }

    /// @inheritdoc ILeaseAnchor
    function rootPrefix(address poster, uint64 slot) public view returns (bytes26) {
        Entry memory entry = _rings[poster][slot % RING_PLACES];
        return entry.slot == slot ? entry.rootPrefix : bytes26(0);
    }

    function _prefixOf(bytes32 root) private pure returns (bytes26) {
        // casting to 'bytes26' is safe because the cut is what an entry keeps
        // forge-lint: disable-next-line(unsafe-typecast)
        return bytes26(root);
    }
}
