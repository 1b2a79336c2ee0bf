// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IJudge} from "./interfaces/IJudge.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Blocks} from "./libraries/Blocks.sol";
import {Lease, Messages} from "./types/Messages.sol";

/// @dev What makes a signed lease evidence. No storage.
abstract contract Evidence is IJudge {
    using Messages for Lease;

    IProverRegistry public immutable registry;
    uint256 private immutable _chainId;
    bytes32 private immutable _separator;

    constructor(IProverRegistry registry_) {
        registry = registry_;
        _chainId = block.chainid;
        _separator = Messages.domainSeparator(block.chainid, address(registry_));
    }

    /// @inheritdoc IJudge
    function leaseDigest(Lease calldata lease) public view returns (bytes32) {
        return Messages.digest(_domainSeparator(), lease.hash());
    }

    /// @dev More than `least` and at most `most` blocks ago.
    function _checkAge(uint64 blockNumber, uint64 least, uint64 most) internal view {
        uint256 from = uint256(blockNumber) + least + 1;
        uint256 to = uint256(blockNumber) + most;
        // C-101
        if (block.number < from || block.number > to) revert EvidenceOutside(blockNumber, from, to);
    }

    function _checkClaim(Claim calldata claim) internal view returns (bytes32 digest) {
        _checkTask(claim);
        return _checkSigned(claim.signed, claim.blockNumber);
    }

    function _checkTask(Claim calldata claim) internal view {
        // C-102
        bytes32 blockHash = Blocks.hashOf(claim.blockNumber);
        if (blockHash == 0) revert BlockUnknown(claim.blockNumber);
        // C-103
        bytes32 taskId = Messages.taskIdOf(block.chainid, blockHash, claim.proofType, 0, 0, 1);
        if (claim.signed.lease.taskId != taskId) revert WrongTask(claim.signed.lease.taskId, taskId);
    }

    function _checkSnapshot(SignedLease calldata signed) internal pure {
        // C-104
        if (signed.lease.snapshotId != Messages.snapshotIdOf(signed.epoch, signed.registryBlockHash, signed.seed)) {
            revert SnapshotRefused(signed.lease.snapshotId);
        }
    }

    /// @dev Signed by the key that is the prover's in the epoch of the lease's snapshot, and was not revoked by `blockNumber`.
    function _checkSigned(SignedLease calldata signed, uint64 blockNumber) internal view returns (bytes32) {
        _checkSnapshot(signed);
        return _checkSigner(signed, _signer(signed.lease.prover, signed.epoch, blockNumber));
    }

    function _signer(uint32 prover, uint64 epoch, uint64 blockNumber) internal view returns (address key) {
        uint32 revokedAt;
        (key, revokedAt) = registry.signerAt(prover, epoch);
        // C-105
        if (key == address(0) || (revokedAt != 0 && blockNumber >= revokedAt)) revert KeyVoid(prover);
    }

    function _checkSigner(SignedLease calldata signed, address key) internal view returns (bytes32 digest) {
        digest = leaseDigest(signed.lease);
        // C-106
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, signed.signature);
        if (recovered != key) revert WrongSigner(signed.lease.prover, recovered);
    }

    function _isSigner(address key, bytes32 digest, bytes calldata signature) internal pure returns (bool) {
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, signature);
        return recovered == key && key != address(0);
    }

    /// @dev Made anew only on a chain that split off after deployment.
    function _domainSeparator() internal view returns (bytes32) {
        return block.chainid == _chainId ? _separator : Messages.domainSeparator(block.chainid, address(registry));
    }
}
