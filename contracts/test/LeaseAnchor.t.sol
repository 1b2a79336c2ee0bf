// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILeaseAnchor} from "../src/interfaces/ILeaseAnchor.sol";
import {AnchorTree} from "../src/libraries/AnchorTree.sol";
import {Network} from "./base/Network.sol";

contract LeaseAnchorTest is Network {
    bytes32 private constant ROOT = keccak256("root");

    address private _poster;

    function setUp() public {
        setUpNetwork();
        register("alice");
        register("bob");
        _poster = leaseKeyOf("bob");
    }

    function test_anchor_enrolsAnnouncesAndKeepsTheRoot() public {
        vm.expectEmit(address(anchor));
        emit ILeaseAnchor.Enrolled(_poster, 1);
        vm.expectEmit(address(anchor));
        emit ILeaseAnchor.Anchored(7, 1, ROOT, 5);
        _anchor(7, ROOT, 5);
        vm.assertTrue(anchor.rootPrefix(_poster, 7) == bytes26(ROOT), "kept");
        vm.assertTrue(anchor.rootPrefix(_poster, 8) == 0, "other slot");
        vm.assertTrue(anchor.rootPrefix(leaseKeyOf("alice"), 7) == 0, "other poster");
    }

    function test_anchor_takesSlotZero() public {
        _anchor(0, ROOT, 1);
        vm.assertTrue(anchor.rootPrefix(_poster, 0) == bytes26(ROOT), "kept");
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.AlreadyAnchored.selector, 0), 0, ROOT, 1);
    }

    function test_anchor_C20_refusesSlotsOfMoreThan48Bits() public {
        uint64 most = type(uint48).max;
        bytes memory refusal = abi.encodeWithSelector(ILeaseAnchor.SlotRefused.selector, most + 1, most);
        _expectRefused(refusal, most + 1, 0, 0);
        _anchor(most, ROOT, 1);
    }

    function test_anchor_C21_refusesAnEmptyRoot() public {
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.RootRefused.selector), 7, 0, 0);
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.RootRefused.selector), 7, bytes32((uint256(1) << 48) - 1), 0);
    }

    function test_anchor_C22_refusesNoLeavesAndTooMany() public {
        uint32 most = 1 << 16;
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.LeavesRefused.selector, 0, most), 7, ROOT, 0);
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.LeavesRefused.selector, most + 1, most), 7, ROOT, most + 1);
    }

    function test_anchor_C23_refusesStrangersAndOperators() public {
        vm.expectRevert(abi.encodeWithSelector(ILeaseAnchor.NotRegistered.selector, address(this)));
        anchor.anchor(7, ROOT, 1);
        vm.prank(addressOf("bob"));
        vm.expectRevert(abi.encodeWithSelector(ILeaseAnchor.NotRegistered.selector, addressOf("bob")));
        anchor.anchor(7, ROOT, 1);
    }

    function test_anchor_C24_refusesASecondRootForASlot() public {
        _anchor(7, ROOT, 1);
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.AlreadyAnchored.selector, 7), 7, keccak256("other"), 1);
        vm.prank(leaseKeyOf("alice"));
        anchor.anchor(7, ROOT, 1);
    }

    function test_anchor_C24_laterSlotsTakeThePlaceAndNeverGiveItBack() public {
        _anchor(7, ROOT, 1);
        _anchor(7 + 256, keccak256("later"), 1);
        vm.assertTrue(anchor.rootPrefix(_poster, 7) == 0, "given way");
        vm.assertTrue(anchor.rootPrefix(_poster, 7 + 256) == bytes26(keccak256("later")), "in place");
        _expectRefused(abi.encodeWithSelector(ILeaseAnchor.SlotTooOld.selector, 7, 7 + 256), 7, ROOT, 1);
    }

    function test_anchor_keepsTheLast256SlotsOverTwoTurnsOfTheRing() public {
        for (uint64 slot = 1; slot <= 600; slot++) {
            _anchor(slot, keccak256(abi.encode(slot)), 1);
        }
        for (uint64 slot = 1; slot <= 600; slot++) {
            bytes26 expected = slot > 600 - 256 ? bytes26(keccak256(abi.encode(slot))) : bytes26(0);
            vm.assertTrue(anchor.rootPrefix(_poster, slot) == expected, vm.toString(slot));
        }
    }

    function test_enrol_mayBeCalledByAnybodyAndAgain() public {
        vm.assertEq(anchor.enrol(_poster), 1, "first");
        vm.assertEq(anchor.enrol(_poster), 1, "again");
        vm.expectRevert(abi.encodeWithSelector(ILeaseAnchor.NotRegistered.selector, address(this)));
        anchor.enrol(address(this));
    }

    function testFuzz_contains_findsEveryLeafAndNothingElse(uint256 count, uint256 which, bytes32 stranger) public {
        count = bound(count, 1, 40);
        which = bound(which, 0, count - 1);
        bytes32[] memory digests = _digests(count);
        (bytes32 root, bytes32[] memory path) = _tree(digests, which);
        _anchor(7, root, uint32(count));
        vm.assertTrue(anchor.contains(_poster, 7, digests[which], path), "leaf");
        vm.assertFalse(anchor.contains(_poster, 8, digests[which], path), "other slot");
        vm.assertFalse(anchor.contains(leaseKeyOf("alice"), 7, digests[which], path), "other poster");
        vm.assume(stranger != digests[which]);
        vm.assertFalse(anchor.contains(_poster, 7, stranger, path), "stranger");
        if (path.length > 0) {
            path[which % path.length] ^= bytes32(uint256(1));
            vm.assertFalse(anchor.contains(_poster, 7, digests[which], path), "other path");
        }
    }

    function test_contains_C25_refusesLongPathsAndInnerNodesAsLeaves() public {
        bytes32[] memory digests = _digests(4);
        (bytes32 root, bytes32[] memory path) = _tree(digests, 0);
        _anchor(7, root, 4);
        bytes32 inner = AnchorTree.pair(AnchorTree.leaf(digests[0]), AnchorTree.leaf(digests[1]));
        bytes32[] memory rest = new bytes32[](1);
        rest[0] = path[1];
        vm.assertFalse(anchor.contains(_poster, 7, inner, rest), "inner node");
        vm.assertFalse(anchor.contains(_poster, 7, root, new bytes32[](0)), "root");
        vm.expectRevert(abi.encodeWithSelector(ILeaseAnchor.PathTooLong.selector, 17, 16));
        anchor.contains(_poster, 7, digests[0], new bytes32[](17));
    }

    function test_contains_agreesWithTheVectorsOfTheTree() public {
        string memory json = vm.readFile("../specs/vectors/merkle/trees.json");
        vm.assertEq(vm.parseJsonUint(json, ".format"), 1, "format");
        uint64 slot = 0;
        for (; vm.keyExistsJson(json, _element(".trees", slot)); slot++) {
            string memory tree = _element(".trees", slot);
            _anchor(slot, vm.parseJsonBytes32(json, string.concat(tree, ".root")), 1);
            string memory leaves = string.concat(tree, ".leaves");
            for (uint256 i = 0; vm.keyExistsJson(json, _element(leaves, i)); i++) {
                _checkVector(json, _element(leaves, i), slot, true);
            }
        }
        vm.assertTrue(slot >= 3, "trees");
        for (uint256 i = 0; vm.keyExistsJson(json, _element(".refused", i)); i++) {
            string memory refused = _element(".refused", i);
            _anchor(slot, vm.parseJsonBytes32(json, string.concat(refused, ".root")), 1);
            _checkVector(json, refused, slot++, false);
        }
    }

    function _checkVector(string memory json, string memory c, uint64 slot, bool expected) private {
        bytes32 digest = vm.parseJsonBytes32(json, string.concat(c, ".digest"));
        bytes32[] memory path = vm.parseJsonBytes32Array(json, string.concat(c, ".proof"));
        if (path.length > 16) {
            vm.expectRevert(abi.encodeWithSelector(ILeaseAnchor.PathTooLong.selector, path.length, 16));
            anchor.contains(_poster, slot, digest, path);
        } else {
            vm.assertTrue(anchor.contains(_poster, slot, digest, path) == expected, c);
        }
    }

    function _element(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "]");
    }

    function _anchor(uint64 slot, bytes32 root, uint32 leaves) private {
        vm.prank(_poster);
        anchor.anchor(slot, root, leaves);
    }

    function _expectRefused(bytes memory refusal, uint64 slot, bytes32 root, uint32 leaves) private {
        vm.prank(_poster);
        vm.expectRevert(refusal);
        anchor.anchor(slot, root, leaves);
    }

    function _digests(uint256 count) private pure returns (bytes32[] memory digests) {
        digests = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            digests[i] = bytes32((i + 1) << 200 | uint256(keccak256(abi.encode(i))) >> 60);
        }
    }

    /// @dev Plain second implementation of the whole tree, level by level.
    function _tree(bytes32[] memory digests, uint256 which) private pure returns (bytes32, bytes32[] memory) {
        bytes32[] memory level = new bytes32[](digests.length);
        for (uint256 i = 0; i < level.length; i++) {
            level[i] = AnchorTree.leaf(digests[i]);
        }
        bytes32[] memory path = new bytes32[](0);
        while (level.length > 1) {
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < above.length; i++) {
                bool paired = 2 * i + 1 < level.length;
                above[i] = paired ? AnchorTree.pair(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            uint256 sibling = which ^ 1;
            if (sibling < level.length) path = _with(path, level[sibling]);
            level = above;
            which /= 2;
        }
        return (level[0], path);
    }

    function _with(bytes32[] memory list, bytes32 last) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; i++) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }
}
