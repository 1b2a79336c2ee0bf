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
}
