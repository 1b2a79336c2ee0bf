// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {ISnapshots} from "./interfaces/ISnapshots.sol";
import {Blocks} from "./libraries/Blocks.sol";
import {Headers} from "./libraries/Headers.sol";
import {Messages} from "./types/Messages.sol";

/// @dev Storage: slot 0 is `_ring`: epoch mod 256 -> first 26 bytes of the id 208, epoch 48.
contract Snapshots is ISnapshots {
    struct Entry {
        uint48 epoch;
        bytes26 idPrefix;
    }

    uint64 private constant PLACES = 256;

    IProverRegistry public immutable registry;
    bytes32 public immutable genesisSeed;
    uint64 private immutable _genesisTime;
    uint32 private immutable _epochSeconds;
    uint32 private immutable _lagEpochs;

    mapping(uint256 place => Entry) private _ring;

    constructor(IProverRegistry registry_, bytes32 genesisSeed_) {
        registry = registry_;
        genesisSeed = genesisSeed_;
        _genesisTime = registry_.genesisTime();
        _epochSeconds = registry_.epochSeconds();
        _lagEpochs = registry_.lagEpochs();
    }

    /// @inheritdoc ISnapshots
    function recognize(uint64 epoch, bytes[4] calldata headers) external {
        // C-70
        if (epoch <= _lagEpochs || epoch > type(uint32).max) revert EpochRefused(epoch);
        if (_ring[epoch % PLACES].epoch > epoch) revert EpochRefused(epoch);
        uint64 border = _genesisTime + (epoch - _lagEpochs) * _epochSeconds;
        Headers.Header memory registered = _lastBefore(border, headers[0], headers[1]);
        Headers.Header memory seeding = _lastBefore(border + _epochSeconds, headers[2], headers[3]);

        bytes32 id = Messages.snapshotIdOf(epoch, registered.hash, seeding.mixHash);
        // casting is safe because C-70 bounds the epoch, and the cut is what an entry keeps
        // forge-lint: disable-next-line(unsafe-typecast)
        _ring[epoch % PLACES] = Entry(uint48(epoch), bytes26(id));
        emit Recognized(epoch, id);
    }

    /// @inheritdoc ISnapshots
    function isRecognized(uint64 epoch, bytes32 snapshotId) external view returns (bool) {
        if (epoch <= _lagEpochs) return snapshotId == Messages.snapshotIdOf(epoch, 0, genesisSeed);
        Entry memory entry = _ring[epoch % PLACES];
        // casting to 'bytes26' is safe because the cut is what an entry keeps
        // forge-lint: disable-next-line(unsafe-typecast)
        return entry.epoch == epoch && entry.idPrefix != 0 && entry.idPrefix == bytes26(snapshotId);
    }

    function _lastBefore(uint64 border, bytes calldata rlp, bytes calldata childRlp)
        private
        view
        returns (Headers.Header memory header)
    {
        Headers.Header memory child = Headers.parse(childRlp);
        // C-71
        if (Blocks.hashOf(child.number) != child.hash) revert NotCanonical(child.number, child.hash);
        header = Headers.parse(rlp);
        // C-72
        if (child.parentHash != header.hash) revert NotCanonical(header.number, header.hash);
        // C-73
        if (header.timestamp >= border || child.timestamp < border) revert NotLastBefore(border);
    }
}
