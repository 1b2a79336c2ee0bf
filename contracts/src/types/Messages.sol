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

    /// @dev `abi.encode` refuses calldata whose small integers have dirty upper bits.
    function hash(Lease calldata lease) internal pure returns (bytes32) {
        return keccak256(abi.encode(LEASE_TYPE, lease));
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

    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }
}
