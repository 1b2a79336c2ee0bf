// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Constant bytes kept as the code of an account
/// @notice Reading costs one cold account and 3 gas a word, where storage costs 2,100 a word.
library CodeData {
    error WriteFailed();

    /// @dev 24,576 bytes of code are allowed, of which one is the stop that keeps the data from running.
    uint256 internal constant BYTES_MAX = 24_575;

    /// @notice Creates the account that holds `data`.
    function write(bytes memory data) internal returns (address account) {
        if (data.length > BYTES_MAX) revert WriteFailed();
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN; then STOP and the data.
        bytes memory creation = abi.encodePacked(hex"61", uint16(data.length + 1), hex"80600a3d393df3", hex"00", data);
        assembly ("memory-safe") {
            account := create(0, add(creation, 32), mload(creation))
        }
        if (account == address(0)) revert WriteFailed();
    }

    /// @notice All bytes of an account that `write` made.
    function read(address account) internal view returns (bytes memory data) {
        uint256 size = account.code.length - 1;
        data = new bytes(size);
        assembly ("memory-safe") {
            extcodecopy(account, add(data, 32), 1, size)
        }
    }

    /// @notice Address of the account that `creator` creates as its `nonce`-th, so that storage need only keep the number.
    function addressOf(address creator, uint32 nonce) internal pure returns (address) {
        bytes memory list;
        if (nonce < 0x80) {
            list = abi.encodePacked(bytes2(0xd694), creator, uint8(nonce));
        } else if (nonce < 1 << 8) {
            list = abi.encodePacked(bytes2(0xd794), creator, bytes1(0x81), uint8(nonce));
        } else if (nonce < 1 << 16) {
            list = abi.encodePacked(bytes2(0xd894), creator, bytes1(0x82), uint16(nonce));
        } else if (nonce < 1 << 24) {
            list = abi.encodePacked(bytes2(0xd994), creator, bytes1(0x83), uint24(nonce));
        } else {
            list = abi.encodePacked(bytes2(0xda94), creator, bytes1(0x84), nonce);
        }
        return address(uint160(uint256(keccak256(list))));
    }
}
