// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISnapshots} from "../src/interfaces/ISnapshots.sol";
import {Headers} from "../src/libraries/Headers.sol";
import {Messages} from "../src/types/Messages.sol";
import {Network} from "./base/Network.sol";

/// @title Snapshots recognized from headers
contract SnapshotsTest is Network {
    uint64 private constant E = 20;
    uint64 private constant BORDER = GENESIS + (E - LAG) * EPOCH;

    function setUp() public {
        setUpNetwork();
    }

    function test_recognize_takesRegistryBlockAndSeedOfTheRightBorders() public {
        bytes[4] memory headers = _headers(BORDER - 1, BORDER, BORDER + EPOCH - 1, BORDER + EPOCH);
        bytes32 id = Messages.snapshotIdOf(E, keccak256(headers[0]), bytes32(uint256(0xAA02)));
        vm.assertFalse(snapshots.isRecognized(E, id), "not yet");
        vm.expectEmit(address(snapshots));
        emit ISnapshots.Recognized(E, id);
        snapshots.recognize(E, headers);
        vm.assertTrue(snapshots.isRecognized(E, id), "recognized");
        vm.assertFalse(snapshots.isRecognized(E, keccak256("x")), "that one alone");
        vm.assertFalse(snapshots.isRecognized(E + 256, id), "that epoch alone");
    }

    function test_recognize_C73_borders() public {
        int8[4][5] memory shifts = [
            [int8(0), 0, -1, 0],
            [int8(-1), -1, -1, 0],
            [int8(-1), 0, 0, 0],
            [int8(-1), 0, -1, -1],
            [int8(-100), 100, -50, 50]
        ];
        for (uint256 i = 0; i < 5; i++) {
            bytes[4] memory headers = _headers(
                _shift(BORDER, shifts[i][0]),
                _shift(BORDER, shifts[i][1]),
                _shift(BORDER + EPOCH, shifts[i][2]),
                _shift(BORDER + EPOCH, shifts[i][3])
            );
            if (i < 4) vm.expectPartialRevert(ISnapshots.NotLastBefore.selector);
            snapshots.recognize(E, headers);
        }
    }

    function test_recognize_C71_C72_refusesWhatIsNotOfThisChain() public {
        bytes[4] memory headers = _headers(BORDER - 1, BORDER, BORDER + EPOCH - 1, BORDER + EPOCH);
        bytes memory good = headers[0];
        headers[0] = _header(bytes32(0), 998, BORDER - 2, 0);
        vm.expectPartialRevert(ISnapshots.NotCanonical.selector);
        snapshots.recognize(E, headers);
        headers[0] = good;
        headers[1] = _header(keccak256(good), 999, BORDER + 1, 0);
        vm.expectPartialRevert(ISnapshots.NotCanonical.selector);
        snapshots.recognize(E, headers);
    }

    function test_recognize_C70_epochs() public {
        bytes[4] memory headers = _headers(BORDER - 1, BORDER, BORDER + EPOCH - 1, BORDER + EPOCH);
        vm.expectRevert(abi.encodeWithSelector(ISnapshots.EpochRefused.selector, LAG));
        snapshots.recognize(LAG, headers);
        vm.expectRevert(abi.encodeWithSelector(ISnapshots.EpochRefused.selector, uint64(1) << 32));
        snapshots.recognize(uint64(1) << 32, headers);
    }

    function test_recognize_ofLaterEpochTakesThePlace_andIsNotReplacedByAnEarlierOne() public {
        snapshots.recognize(E, _headers(BORDER - 1, BORDER, BORDER + EPOCH - 1, BORDER + EPOCH));
        uint64 later = BORDER + 256 * EPOCH;
        bytes[4] memory headers = _headers(later - 1, later, later + EPOCH - 1, later + EPOCH);
        bytes32 id = Messages.snapshotIdOf(E + 256, keccak256(headers[0]), bytes32(uint256(0xAA02)));
        snapshots.recognize(E + 256, headers);
        vm.assertTrue(snapshots.isRecognized(E + 256, id), "the later one");
        headers = _headers(BORDER - 1, BORDER, BORDER + EPOCH - 1, BORDER + EPOCH);
        vm.expectRevert(abi.encodeWithSelector(ISnapshots.EpochRefused.selector, E));
        snapshots.recognize(E, headers);
    }

    function test_isRecognized_genesisEpochs() public view {
        vm.assertTrue(snapshots.isRecognized(LAG, Messages.snapshotIdOf(LAG, 0, GENESIS_SEED)), "last of them");
        vm.assertFalse(snapshots.isRecognized(LAG + 1, Messages.snapshotIdOf(LAG + 1, 0, GENESIS_SEED)), "the next");
        vm.assertFalse(snapshots.isRecognized(1, Messages.snapshotIdOf(1, 0, "x")), "another seed");
    }

    /// @dev Headers of real blocks, whose hashes and fields are known from elsewhere.
    function test_parse_readsTheVectors() public view {
        string memory json = vm.readFile("../specs/vectors/header/headers.json");
        uint256 read = 0;
        for (uint256 i = 0; vm.keyExistsJson(json, _at(i, "")); i++) {
            if (!vm.keyExistsJson(json, _at(i, ".hash"))) continue;
            Headers.Header memory header = this.parse(vm.parseJsonBytes(json, _at(i, ".rlp")));
            vm.assertEq(header.hash, vm.parseJsonBytes32(json, _at(i, ".hash")), "hash");
            vm.assertEq(header.number, vm.parseJsonUint(json, _at(i, ".number")), "number");
            read++;
        }
        vm.assertTrue(read > 0, "there are vectors");
    }

    function testFuzz_parse_refusesOrReadsInside(bytes calldata noise, uint16 cut) public {
        bytes memory header = _header(keccak256("p"), 7, 8, 9);
        bytes memory short = new bytes(bound(cut, 0, header.length - 1));
        for (uint256 i = 0; i < short.length; i++) {
            short[i] = header[i];
        }
        vm.expectRevert(Headers.HeaderRefused.selector);
        this.parse(short);
        if (noise.length < 300) {
            vm.expectRevert(Headers.HeaderRefused.selector);
            this.parse(noise);
        }
    }

    function test_parse_refusesOtherForms() public {
        for (uint256 i = 0; i < 5; i++) {
            bytes memory header = _header(keccak256("p"), 7, 8, 9);
            if (i == 0) header[0] = 0xf8;
            if (i == 1) header[2] ^= 0x01;
            if (i == 2) header[3] = 0x9f;
            if (i == 3) header[3] = 0xc0;
            if (i == 4) header[3] = 0xba;
            vm.expectRevert(Headers.HeaderRefused.selector);
            this.parse(header);
        }
    }

    function parse(bytes calldata rlp) external pure returns (Headers.Header memory) {
        return Headers.parse(rlp);
    }

    function _at(uint256 i, string memory field) private pure returns (string memory) {
        return string.concat(".headers[", vm.toString(i), "]", field);
    }

    function _shift(uint64 time, int8 by) private pure returns (uint64) {
        // casting is safe because times are far from the bounds
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(int64(time) + by);
    }

    function _headers(uint64 a, uint64 b, uint64 c, uint64 d) private returns (bytes[4] memory headers) {
        headers[0] = _header(bytes32(0), 998, a, 0xAA00);
        headers[1] = _header(keccak256(headers[0]), 999, b, 0xAA01);
        headers[2] = _header(bytes32(0), 999, c, 0xAA02);
        headers[3] = _header(keccak256(headers[2]), BLOCK, d, 0xAA03);
        vm.setBlockhash(999, keccak256(headers[1]));
        vm.setBlockhash(BLOCK, keccak256(headers[3]));
    }

    function _header(bytes32 parent, uint64 number, uint64 time, uint256 random) private pure returns (bytes memory) {
        bytes memory fields = bytes.concat(
            hex"a0",
            parent,
            _words(1),
            hex"94",
            bytes20(address(1)),
            _words(3),
            hex"b90100",
            new bytes(256),
            hex"80",
            hex"88",
            bytes8(number),
            hex"8203e8",
            hex"05",
            hex"88",
            bytes8(time)
        );
        fields = bytes.concat(fields, hex"821234", hex"a0", bytes32(random), hex"88", bytes8(0));
        return bytes.concat(hex"f9", bytes2(uint16(fields.length)), fields);
    }

    function _words(uint256 count) private pure returns (bytes memory words) {
        for (uint256 i = 0; i < count; i++) {
            words = bytes.concat(words, hex"a0", keccak256(abi.encode(i)));
        }
    }
}
