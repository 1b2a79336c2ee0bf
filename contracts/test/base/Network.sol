// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LeaseAnchor} from "../../src/LeaseAnchor.sol";
import {ProverRegistry} from "../../src/ProverRegistry.sol";
import {Settlement} from "../../src/Settlement.sol";
import {IProofVerifier} from "../../src/interfaces/IProofVerifier.sol";
import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {ISettlement} from "../../src/interfaces/ISettlement.sol";
import {Lease, Messages} from "../../src/types/Messages.sol";
import {Test} from "./Test.sol";

/// @dev Stands in for a real verifier where a test is about something else: a proof is good if its first 20 bytes name
/// the operator and the next 32 the task.
contract StubVerifier is IProofVerifier {
    function verify(bytes32 taskId, address operator, bytes calldata proof) external pure returns (bool) {
        return proof.length >= 52 && address(bytes20(proof[:20])) == operator && bytes32(proof[20:52]) == taskId;
    }
}

/// @title A small network: contracts with a stub verifier, and what its people do
abstract contract Network is Test {
    uint256 internal constant BOND = 1 ether;
    uint256 internal constant REWARD = 0.01 ether;
    uint256 internal constant POOL = 1 ether;
    uint64 internal constant BLOCK = 1000;
    bytes32 internal constant BLOCK_HASH = keccak256("block");

    address internal admin;
    ProverRegistry internal registry;
    LeaseAnchor internal anchor;
    Settlement internal settlement;
    StubVerifier internal verifier;
    bytes32 internal proofType;

    function setUpNetwork() internal {
        vm.roll(BLOCK + 1);
        vm.setBlockhash(BLOCK, BLOCK_HASH);
        admin = addressOf("admin");
        registry = new ProverRegistry(admin, BOND);
        anchor = new LeaseAnchor(registry);
        settlement = new Settlement{value: POOL}(registry, REWARD);
        verifier = new StubVerifier();
        proofType = addType("stub-v1", verifier);
    }

    function addType(string memory name, IProofVerifier checks) internal returns (bytes32) {
        vm.prank(admin);
        return registry.addProofType(name, checks);
    }

    function register(string memory name) internal returns (uint32) {
        return registerWith(addressOf(name), registration(name), keyClaim(addressOf(name), name), BOND);
    }

    function registerWith(
        address operator,
        IProverRegistry.Registration memory form,
        bytes memory claim,
        uint256 bondWei
    ) internal returns (uint32) {
        vm.deal(operator, bondWei);
        vm.prank(operator);
        return registry.register{value: bondWei}(form, claim);
    }

    function registration(string memory name) internal returns (IProverRegistry.Registration memory form) {
        form.leaseKey = leaseKeyOf(name);
        form.nodeKey = keccak256(bytes(string.concat(name, " node")));
        form.multiaddr = string.concat("/dns4/", name, ".example/tcp/4001");
        form.capacity = 2;
        form.promises = new IProverRegistry.Promise[](1);
        form.promises[0] = IProverRegistry.Promise(proofType, 1500);
    }

    function keyClaim(address operator, string memory name) internal returns (bytes memory) {
        IProverRegistry.Registration memory form = registration(name);
        return sign(leaseSecretOf(name), registry.keyClaimDigest(operator, form.leaseKey, form.nodeKey));
    }

    function leaseKeyOf(string memory name) internal returns (address) {
        return addressOf(string.concat(name, " lease"));
    }

    function leaseSecretOf(string memory name) internal pure returns (uint256) {
        return keyOf(string.concat(name, " lease"));
    }

    /// @dev A complete, good item for the prover with that name and index.
    function item(string memory name, uint32 index) internal returns (ISettlement.Item memory) {
        return itemOfBlock(name, index, BLOCK, BLOCK_HASH);
    }

    function itemOfBlock(string memory name, uint32 index, uint64 number, bytes32 blockHash)
        internal
        returns (ISettlement.Item memory made)
    {
        made.blockNumber = number;
        made.blockHash = blockHash;
        made.proofType = proofType;
        made.lease.taskId = Messages.taskIdOf(block.chainid, blockHash, proofType, 0, 0, 1);
        made.lease.term = 1;
        made.lease.prover = index;
        made.lease.snapshotId = keccak256("snapshot");
        made.lease.nonce = 1;
        made.lease.beatKey = keccak256("beat key");
        made.lease.issuedAtMs = 1_795_000_004_123;
        made.proof = stubProof(made.lease.taskId, addressOf(name));
        resign(made, leaseSecretOf(name));
    }

    function resign(ISettlement.Item memory made, uint256 secret) internal view {
        made.signature = sign(secret, this.leaseDigest(made.lease));
    }

    function leaseDigest(Lease calldata lease) external view returns (bytes32) {
        return Messages.digest(registry.domainSeparator(), Messages.hash(lease));
    }

    /// @dev As long as a proof of the reference types, and without zero bytes to speak of, so that it costs as much to carry.
    function stubProof(bytes32 taskId, address operator) internal pure returns (bytes memory proof) {
        proof = abi.encodePacked(operator, taskId);
        for (bytes32 filler = keccak256(proof); proof.length < 288; filler = keccak256(abi.encode(filler))) {
            proof = abi.encodePacked(proof, filler);
        }
        assembly ("memory-safe") {
            mstore(proof, 288)
        }
    }
}
