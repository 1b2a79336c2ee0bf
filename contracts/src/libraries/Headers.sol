// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What is read from the RLP of a block header
/// @notice Fields are as in specs/wire.md. Only headers whose hash is known to be a block's are read, so the encoding is
/// taken to be canonical; anything else reverts.
library Headers {
    error HeaderRefused();

    /// @param hash keccak256 of the RLP
    /// @param timestamp seconds since the Unix epoch
    /// @param mixHash randomness of the beacon chain
    struct Header {
        bytes32 hash;
        bytes32 parentHash;
        uint64 number;
        uint64 timestamp;
        bytes32 mixHash;
    }

    uint256 private constant BYTES_MAX = 4096;

    function parse(bytes calldata rlp) internal pure returns (Header memory header) {
        // A list of more than 255 bytes: f9, two bytes of length, the fields.
        if (rlp.length < 300 || rlp.length > BYTES_MAX || rlp[0] != 0xf9) revert HeaderRefused();
        if (uint256(uint8(rlp[1])) << 8 | uint8(rlp[2]) != rlp.length - 3) revert HeaderRefused();
        header.hash = keccak256(rlp);
        uint256 place = 3;
        for (uint256 field = 0; field < 14; field++) {
            (uint256 start, uint256 size) = _item(rlp, place);
            if (field == 0) header.parentHash = _word(rlp, start, size);
            else if (field == 8) header.number = _number(rlp, start, size);
            else if (field == 11) header.timestamp = _number(rlp, start, size);
            else if (field == 13) header.mixHash = _word(rlp, start, size);
            place = start + size;
        }
    }

    /// @dev A string: one byte below 0x80, up to 55 bytes, or up to 65,535.
    function _item(bytes calldata rlp, uint256 place) private pure returns (uint256 start, uint256 size) {
        if (place >= rlp.length) revert HeaderRefused();
        uint256 first = uint8(rlp[place]);
        if (first < 0x80) (start, size) = (place, 1);
        else if (first < 0xb8) (start, size) = (place + 1, first - 0x80);
        else if (first == 0xb8) (start, size) = (place + 2, uint8(rlp[place + 1]));
        else if (first == 0xb9) (start, size) = (place + 3, uint256(uint8(rlp[place + 1])) << 8 | uint8(rlp[place + 2]));
        else revert HeaderRefused();
        if (start + size > rlp.length) revert HeaderRefused();
    }

    function _word(bytes calldata rlp, uint256 start, uint256 size) private pure returns (bytes32) {
        if (size != 32) revert HeaderRefused();
        return bytes32(rlp[start:start + 32]);
    }

    function _number(bytes calldata rlp, uint256 start, uint256 size) private pure returns (uint64 value) {
        if (size > 8) revert HeaderRefused();
        for (uint256 i = 0; i < size; i++) {
            value = value << 8 | uint8(rlp[start + i]);
        }
    }
}
