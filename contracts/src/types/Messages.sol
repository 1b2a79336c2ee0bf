// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The claim of one prover on one term of one task; fields as in specs/wire.md.
struct Lease {
    bytes32 taskId;
    uint32 term;
    uint32 prover;
    bytes32 snapshotId;
    bytes32 prev;
    uint8 cause;
    bytes32 evidence;
    uint16 lane;
    uint64 nonce;
    bytes32 beatKey;
    uint64 issuedAtMs;
}

/// @notice The holder gives its lease up.
struct Release {
    bytes32 leaseDigest;
    uint8 reason;
    uint64 issuedAtMs;
}

/// @notice The holder says that it has a proof.
struct Completion {
    bytes32 leaseDigest;
    bytes32 proofHash;
    uint32 sizeBytes;
}

/// @title Task ids and EIP-712 hashes of what lease keys sign
/// @dev Pinned by specs/vectors/eip712.
library Messages {
    bytes32 internal constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant DOMAIN_NAME = keccak256("Baton");
    bytes32 internal constant DOMAIN_VERSION = keccak256("1");
    bytes32 internal constant LEASE_TYPE = keccak256(
        "Lease(bytes32 taskId,uint32 term,uint32 prover,bytes32 snapshotId,bytes32 prev,uint8 cause,bytes32 evidence,uint16 lane,uint64 nonce,bytes32 beatKey,uint64 issuedAtMs)"
    );
    bytes32 internal constant RELEASE_TYPE = keccak256("Release(bytes32 leaseDigest,uint8 reason,uint64 issuedAtMs)");
    bytes32 internal constant COMPLETION_TYPE =
        keccak256("Completion(bytes32 leaseDigest,bytes32 proofHash,uint32 sizeBytes)");
    bytes32 internal constant KEY_CLAIM_TYPE = keccak256("KeyClaim(address operator,address leaseKey,bytes32 nodeKey)");

    bytes32 internal constant OFFER_TYPE = keccak256(
        "Offer(address sponsor,bytes32 proofType,uint64 fromEra,uint32 eras,uint64 rateGwei,uint64 nonce,uint64 validUntil)"
    );

    /// @param registry the `ProverRegistry`, which is the verifying contract for all messages
    function domainSeparator(uint256 chainId, address registry) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, DOMAIN_NAME, DOMAIN_VERSION, chainId, registry));
    }

    /// @param stage and `index`, `count`: part of the proof type's workflow; 0, 0 and 1 for types of one part
    function taskIdOf(uint256 chainId, bytes32 blockHash, bytes32 proofType, uint32 stage, uint32 index, uint32 count)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(chainId, blockHash, proofType, stage, index, count));
    }

    /// @param registryBlockHash and `seed`: zero and the network's genesis seed for the first epochs
    function snapshotIdOf(uint64 epoch, bytes32 registryBlockHash, bytes32 seed) internal pure returns (bytes32) {
        return keccak256(abi.encode(epoch, registryBlockHash, seed));
    }

    /// @dev As `keccak256(abi.encode(LEASE_TYPE, lease))`, which would refuse too what has dirty upper bits in a small
    /// integer: a third of the gas. The fields lie one after the other, a word each.
    function hash(Lease calldata lease) internal pure returns (bytes32 hashed) {
        bytes32 leaseType = LEASE_TYPE;
        assembly ("memory-safe") {
            let dirty := or(shr(32, calldataload(add(lease, 32))), shr(32, calldataload(add(lease, 64))))
            dirty := or(dirty, shr(8, calldataload(add(lease, 160))))
            dirty := or(dirty, shr(16, calldataload(add(lease, 224))))
            dirty := or(dirty, or(shr(64, calldataload(add(lease, 256))), shr(64, calldataload(add(lease, 320)))))
            if dirty { revert(0, 0) }
            let free := mload(64)
            mstore(free, leaseType)
            calldatacopy(add(free, 32), lease, 352)
            hashed := keccak256(free, 384)
        }
    }

    function hash(Release memory release) internal pure returns (bytes32) {
        return keccak256(abi.encode(RELEASE_TYPE, release));
    }

    function hash(Completion memory completion) internal pure returns (bytes32) {
        return keccak256(abi.encode(COMPLETION_TYPE, completion));
    }

    function keyClaimHash(address operator, address leaseKey, bytes32 nodeKey) internal pure returns (bytes32) {
        return keccak256(abi.encode(KEY_CLAIM_TYPE, operator, leaseKey, nodeKey));
    }

    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32 hashed) {
        assembly ("memory-safe") {
            let free := mload(64)
            mstore(free, shl(240, 0x1901))
            mstore(add(free, 2), separator)
            mstore(add(free, 34), structHash)
            hashed := keccak256(free, 66)
        }
    }
}
