// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProverRegistry} from "./IProverRegistry.sol";

/// @title Which snapshots the network has used
/// @notice The snapshot of epoch e is the registry after the last block before epoch e - lag, in the order that the
/// randomness of the last block before epoch e - lag + 1 gives. Both are recognized from headers, by anybody, as long as
/// they are among the last 8,191 blocks. The first epochs have the network's genesis set.
interface ISnapshots {
    error EpochRefused(uint64 epoch);
    error NotCanonical(uint64 blockNumber, bytes32 hash);
    error NotLastBefore(uint64 time);

    event Recognized(uint64 indexed epoch, bytes32 snapshotId);

    /// @notice Recognizes the snapshot of an epoch.
    /// @param headers RLP of: the last block before epoch e - lag, its child, the last block before the epoch after that one, its
    /// child. The children show that there is no later block before the border.
    function recognize(uint64 epoch, bytes[4] calldata headers) external;

    /// @notice Whether that is the snapshot of the epoch. The last 256 recognized epochs are kept, in a ring.
    function isRecognized(uint64 epoch, bytes32 snapshotId) external view returns (bool);

    /// @notice Seed of the epochs of the genesis set.
    function genesisSeed() external view returns (bytes32);

    function registry() external view returns (IProverRegistry);
}
