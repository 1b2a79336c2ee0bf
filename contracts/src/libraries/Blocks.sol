// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Hashes of past blocks
/// @notice The last 256 by opcode, the last 8,191 from the history contract of EIP-2935.
library Blocks {
    address internal constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 internal constant RECENT = 256;
    uint256 internal constant SERVED = 8191;

    /// @notice Zero for a block that is not among the last 8,191, for the present one and for one to come, and beyond
    /// the last 256 also where the chain has no history contract.
    function hashOf(uint256 blockNumber) internal view returns (bytes32 found) {
        if (blockNumber >= block.number || blockNumber + SERVED < block.number) return 0;
        if (blockNumber + RECENT >= block.number) return blockhash(blockNumber);
        assembly ("memory-safe") {
            mstore(0, blockNumber)
            let ok := staticcall(gas(), HISTORY, 0, 32, 0, 32)
            if and(ok, eq(returndatasize(), 32)) { found := mload(0) }
        }
    }
}
