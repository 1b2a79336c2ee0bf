// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Completion, Lease, Messages, Release} from "../src/types/Messages.sol";
import {Test} from "./base/Test.sol";

/// @title Our hashes and verdicts against those of another implementation: specs/vectors/eip712
contract Eip712VectorsTest is Test {
    string private _json;

    function setUp() public {
        _json = vm.readFile("../specs/vectors/eip712/leases.json");
    }

    function test_format_isTheOneThatThisTestKnows() public view {
        vm.assertEq(_uint(".format"), 1, "format");
    }

    function test_typeHashes_equalTheVectors() public view {
        vm.assertEq(Messages.LEASE_TYPE, _bytes32(".types.lease.typeHash"), "lease");
        vm.assertEq(Messages.RELEASE_TYPE, _bytes32(".types.release.typeHash"), "release");
        vm.assertEq(Messages.COMPLETION_TYPE, _bytes32(".types.completion.typeHash"), "completion");
    }

    function test_domainSeparators_equalTheVectors() public view {
        uint256 count = _count(".domains");
        vm.assertEq(count, 3, "domains");
        for (uint256 i = 0; i < count; i++) {
            string memory c = _at(".domains", i);
            vm.assertEq(_separator(c), _bytes32(string.concat(c, ".separator")), c);
        }
    }

    function test_taskIds_equalTheVectors() public view {
        uint256 count = _count(".tasks");
        vm.assertEq(count, 4, "tasks");
        for (uint256 i = 0; i < count; i++) {
            string memory c = _at(".tasks", i);
            bytes32 proofType = _bytes32(string.concat(c, ".proofType"));
            vm.assertEq(keccak256(bytes(_string(string.concat(c, ".proofTypeName")))), proofType, c);
            bytes32 taskId = Messages.taskIdOf(
                _uint(string.concat(c, ".chainId")),
                _bytes32(string.concat(c, ".blockHash")),
                proofType,
                uint32(_uint(string.concat(c, ".stage"))),
                uint32(_uint(string.concat(c, ".index"))),
                uint32(_uint(string.concat(c, ".count")))
            );
            vm.assertEq(taskId, _bytes32(string.concat(c, ".taskId")), c);
        }
    }

    function test_messages_hashAndRecoverAsInTheVectors() public view {
        vm.assertEq(_count(".messages"), 15, "messages");
        vm.assertEq(_count(".wide"), 3, "wide");
        for (uint256 i = 0; i < 15; i++) {
            _checkMessage(_at(".messages", i));
        }
        for (uint256 i = 0; i < 3; i++) {
            _checkMessage(_at(".wide", i));
        }
    }

    function test_signatures_getTheVerdictsOfTheVectors() public view {
        vm.assertEq(_count(".signatures"), 20, "signatures");
        for (uint256 i = 0; i < 20; i++) {
            string memory c = _at(".signatures", i);
            string memory name = _string(string.concat(c, ".name"));
            (address signer, ECDSA.RecoverError refusal,) =
                ECDSA.tryRecover(_bytes32(string.concat(c, ".digest")), _bytes(string.concat(c, ".signature")));
            bytes32 verdict = keccak256(bytes(_string(string.concat(c, ".verdict"))));
            vm.assertEq(uint256(refusal), uint256(_refusal(verdict)), name);
            if (verdict == keccak256("ok")) {
                vm.assertEq(signer, vm.parseJsonAddress(_json, string.concat(c, ".signer")), name);
            } else {
                vm.assertEq(signer, address(0), name);
            }
        }
    }

    function hashLease(Lease calldata lease) external pure returns (bytes32) {
        return Messages.hash(lease);
    }

    function _checkMessage(string memory c) private view {
        string memory name = _string(string.concat(c, ".name"));
        bytes32 structHash = _structHash(c);
        vm.assertEq(structHash, _bytes32(string.concat(c, ".structHash")), name);
        bytes32 digest = Messages.digest(_separator(string.concat(c, ".domain")), structHash);
        vm.assertEq(digest, _bytes32(string.concat(c, ".digest")), name);
        bytes memory signature = _bytes(string.concat(c, ".signature"));
        vm.assertEq(ECDSA.recover(digest, signature), vm.parseJsonAddress(_json, string.concat(c, ".signer")), name);
        vm.assertEq(sign(_uint(string.concat(c, ".key")), digest), signature, name);
    }

    function _structHash(string memory c) private view returns (bytes32) {
        string memory m = string.concat(c, ".message");
        bytes32 kind = keccak256(bytes(_string(string.concat(c, ".kind"))));
        if (kind == keccak256("lease")) {
            return this.hashLease(
                Lease({
                    taskId: _bytes32(string.concat(m, ".taskId")),
                    term: uint32(_uint(string.concat(m, ".term"))),
                    prover: uint32(_uint(string.concat(m, ".prover"))),
                    snapshotId: _bytes32(string.concat(m, ".snapshotId")),
                    prev: _bytes32(string.concat(m, ".prev")),
                    cause: uint8(_uint(string.concat(m, ".cause"))),
                    evidence: _bytes32(string.concat(m, ".evidence")),
                    lane: uint16(_uint(string.concat(m, ".lane"))),
                    nonce: uint64(_uint(string.concat(m, ".nonce"))),
                    beatKey: _bytes32(string.concat(m, ".beatKey")),
                    issuedAtMs: uint64(_uint(string.concat(m, ".issuedAtMs")))
                })
            );
        }
        if (kind == keccak256("release")) {
            return Messages.hash(
                Release({
                    leaseDigest: _bytes32(string.concat(m, ".leaseDigest")),
                    reason: uint8(_uint(string.concat(m, ".reason"))),
                    issuedAtMs: uint64(_uint(string.concat(m, ".issuedAtMs")))
                })
            );
        }
        vm.assertTrue(kind == keccak256("completion"), "unknown kind");
        return Messages.hash(
            Completion({
                leaseDigest: _bytes32(string.concat(m, ".leaseDigest")),
                proofHash: _bytes32(string.concat(m, ".proofHash")),
                sizeBytes: uint32(_uint(string.concat(m, ".sizeBytes")))
            })
        );
    }

    function _separator(string memory domain) private view returns (bytes32) {
        return Messages.domainSeparator(
            _uint(string.concat(domain, ".chainId")), vm.parseJsonAddress(_json, string.concat(domain, ".registry"))
        );
    }

    /// @dev The library leaves a wrong recovery id and a zero to the curve, and gives the curve's answer for them.
    function _refusal(bytes32 verdict) private pure returns (ECDSA.RecoverError) {
        if (verdict == keccak256("ok")) return ECDSA.RecoverError.NoError;
        if (verdict == keccak256("length")) return ECDSA.RecoverError.InvalidSignatureLength;
        if (verdict == keccak256("high-s")) return ECDSA.RecoverError.InvalidSignatureS;
        return ECDSA.RecoverError.InvalidSignature;
    }

    function _count(string memory list) private view returns (uint256 count) {
        while (vm.keyExistsJson(_json, _at(list, count))) count++;
    }

    function _at(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "]");
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(_json, key);
    }

    function _bytes32(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(_json, key);
    }

    function _bytes(string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(_json, key);
    }

    function _string(string memory key) private view returns (string memory) {
        return vm.parseJsonString(_json, key);
    }
}
