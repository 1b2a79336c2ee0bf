// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProverRegistry} from "../interfaces/IProverRegistry.sol";

/// @title What a prover registers beside its keys, as bytes
/// @notice | node key 32 | capacity 2 | n 1 | n promises of 25 bytes | multiaddr |, a promise being the proof type's
/// number (1) and its times as `IProverRegistry.Promise` packs them (24).
library Profiles {
    uint256 internal constant BANDS = 8;
    uint256 private constant HEAD_BYTES = 35;
    uint256 private constant PROMISE_BYTES = 25;

    /// @param numbers of the promised proof types, in the order of the promises
    function encode(IProverRegistry.Profile calldata profile, uint8[] memory numbers)
        internal
        pure
        returns (bytes memory data)
    {
        uint256 count = numbers.length;
        data = bytes.concat(profile.nodeKey, bytes2(profile.capacity), bytes1(uint8(count)));
        for (uint256 i = 0; i < count; i++) {
            data = bytes.concat(data, bytes1(numbers[i]), bytes24(profile.promises[i].msByBand));
        }
        data = bytes.concat(data, bytes(profile.multiaddr));
    }

    /// @param ids of the proof types by number
    function decode(bytes memory data, bytes32[] memory ids)
        internal
        pure
        returns (IProverRegistry.Profile memory profile)
    {
        profile.nodeKey = bytes32(_take(data, 0, 32));
        profile.capacity = uint16(_take(data, 32, 2));
        uint256 count = _take(data, 34, 1);
        profile.promises = new IProverRegistry.Promise[](count);
        for (uint256 i = 0; i < count; i++) {
            uint256 packed = _take(data, HEAD_BYTES + i * PROMISE_BYTES, PROMISE_BYTES);
            profile.promises[i].proofType = ids[packed >> 192];
            profile.promises[i].msByBand = uint192(packed);
        }
        uint256 start = HEAD_BYTES + count * PROMISE_BYTES;
        bytes memory multiaddr = new bytes(data.length - start);
        for (uint256 i = 0; i < multiaddr.length; i++) {
            multiaddr[i] = data[start + i];
        }
        profile.multiaddr = string(multiaddr);
    }

    function _take(bytes memory data, uint256 start, uint256 size) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, mul(8, size)), mload(add(add(data, 32), start)))
        }
    }
}
