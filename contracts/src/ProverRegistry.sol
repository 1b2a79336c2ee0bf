// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IProofVerifier} from "./interfaces/IProofVerifier.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Messages} from "./types/Messages.sol";

/// @dev Storage:
/// | slot | content |
/// |---|---|
/// | 0 | `proverCount` |
/// | 1 | `_provers`: index -> `Stored` |
/// | 2 | `_indexPlusOneOfLeaseKey` |
/// | 3 | `_indexPlusOneOfOperator` |
/// | 4 | `_proofTypeIds` |
/// | 5 | `_proofTypes`: id -> name and verifier |
/// | 6 | unused 192, noticed version 32, minimum version 32 |
/// | 7 | notice |
contract ProverRegistry is IProverRegistry {
    /// @dev Words of a stored prover:
    /// | word | content |
    /// |---|---|
    /// | 0 | unused 16, capacity 16, registeredAtBlock 64, operator 160 |
    /// | 1 | bondWei 96, leaseKey 160 |
    /// | 2 | nodeKey |
    /// | 3 | multiaddr |
    /// | 4 | promises |
    struct Stored {
        address operator;
        uint64 registeredAtBlock;
        uint16 capacity;
        address leaseKey;
        uint96 bondWei;
        bytes32 nodeKey;
        string multiaddr;
        Promise[] promises;
    }

    struct Versions {
        uint32 minimum;
        uint32 noticed;
        string notice;
    }

    uint256 private constant PROVERS_MAX = 1024;
    uint256 private constant PROOF_TYPES_MAX = 16;
    uint256 private constant NAME_BYTES_MAX = 64;
    uint256 private constant NOTICE_BYTES_MAX = 256;
    uint256 private constant MULTIADDR_BYTES_MAX = 256;
    uint32 private constant PAGE_MAX = 64;

    address public immutable admin;
    uint256 public immutable bondWeiMin;

    uint32 public proverCount;
    mapping(uint256 index => Stored) private _provers;
    mapping(address leaseKey => uint32) private _indexPlusOneOfLeaseKey;
    mapping(address operator => uint32) private _indexPlusOneOfOperator;
    bytes32[] private _proofTypeIds;
    mapping(bytes32 id => ProofType) private _proofTypes;
    Versions private _versions;

    constructor(address admin_, uint256 bondWeiMin_) {
        admin = admin_;
        bondWeiMin = bondWeiMin_;
    }

    /// @inheritdoc IProverRegistry
    function addProofType(string calldata name, IProofVerifier verifier) external returns (bytes32 id) {
        // C-01
        if (msg.sender != admin) revert NotAdmin(msg.sender);
        // C-02
        uint256 nameBytes = bytes(name).length;
        if (nameBytes == 0 || nameBytes > NAME_BYTES_MAX) revert NameRefused(nameBytes, NAME_BYTES_MAX);
        // C-03
        id = keccak256(bytes(name));
        if (_isProofType(id)) revert ProofTypeExists(id);
        // C-04
        if (_proofTypeIds.length == PROOF_TYPES_MAX) revert TooManyProofTypes(PROOF_TYPES_MAX);
        // C-05
        if (address(verifier).code.length == 0) revert VerifierWithoutCode(address(verifier));

        _proofTypeIds.push(id);
        _proofTypes[id] = ProofType(id, name, verifier);
        emit ProofTypeAdded(id, name, verifier);
    }

    /// @inheritdoc IProverRegistry
    function setVersions(uint32 minimum, uint32 noticed, string calldata notice) external {
        // C-06
        if (msg.sender != admin) revert NotAdmin(msg.sender);
        // C-07
        if (noticed < minimum) revert VersionsRefused(minimum, noticed);
        // C-08
        uint256 noticeBytes = bytes(notice).length;
        if (noticeBytes > NOTICE_BYTES_MAX) revert NoticeRefused(noticeBytes, NOTICE_BYTES_MAX);

        _versions = Versions(minimum, noticed, notice);
        emit VersionsChanged(minimum, noticed, notice);
    }

    /// @inheritdoc IProverRegistry
    function register(Registration calldata registration, bytes calldata keyClaim)
        external
        payable
        returns (uint32 index)
    {
        // C-10
        uint32 known = _indexPlusOneOfOperator[msg.sender];
        if (known != 0) revert AlreadyRegistered(msg.sender, known - 1);
        // C-11
        index = proverCount;
        if (index == PROVERS_MAX) revert TooManyProvers(PROVERS_MAX);
        // C-12
        if (msg.value < bondWeiMin || msg.value > type(uint96).max) {
            revert BondRefused(msg.value, bondWeiMin, type(uint96).max);
        }
        // C-13
        address leaseKey = registration.leaseKey;
        if (leaseKey == address(0) || _indexPlusOneOfLeaseKey[leaseKey] != 0) revert LeaseKeyRefused(leaseKey);
        // C-14
        if (registration.nodeKey == 0) revert NodeKeyRefused();
        // C-15
        _checkMultiaddr(registration.multiaddr);
        // C-16
        if (registration.capacity == 0) revert CapacityRefused(registration.capacity);
        // C-17
        _checkPromises(registration.promises);
        // C-18
        (address recovered,,) =
            ECDSA.tryRecoverCalldata(keyClaimDigest(msg.sender, leaseKey, registration.nodeKey), keyClaim);
        if (recovered != leaseKey) revert KeyClaimRefused(leaseKey, recovered);

        _store(index, registration, uint96(msg.value));
        _announce(index, registration, uint96(msg.value));
    }

    /// @inheritdoc IProverRegistry
    function setMultiaddr(string calldata multiaddr) external {
        // C-19
        uint32 known = _indexPlusOneOfOperator[msg.sender];
        if (known == 0) revert UnknownOperator(msg.sender);
        // C-15
        _checkMultiaddr(multiaddr);

        _provers[known - 1].multiaddr = multiaddr;
        emit MultiaddrChanged(known - 1, multiaddr);
    }

    /// @inheritdoc IProverRegistry
    function versions() external view returns (uint32 minimum, uint32 noticed, string memory notice) {
        return (_versions.minimum, _versions.noticed, _versions.notice);
    }

    /// @inheritdoc IProverRegistry
    function domainSeparator() public view returns (bytes32) {
        return Messages.domainSeparator(block.chainid, address(this));
    }

    /// @inheritdoc IProverRegistry
    function keyClaimDigest(address operator, address leaseKey, bytes32 nodeKey) public view returns (bytes32) {
        return Messages.digest(domainSeparator(), Messages.keyClaimHash(operator, leaseKey, nodeKey));
    }

    /// @inheritdoc IProverRegistry
    function prover(uint32 index) public view returns (Prover memory) {
        Stored storage stored = _provers[index];
        if (stored.operator == address(0)) revert UnknownProver(index);
        return Prover({
            index: index,
            operator: stored.operator,
            leaseKey: stored.leaseKey,
            nodeKey: stored.nodeKey,
            multiaddr: stored.multiaddr,
            capacity: stored.capacity,
            bondWei: stored.bondWei,
            registeredAtBlock: stored.registeredAtBlock,
            promises: stored.promises
        });
    }

    /// @inheritdoc IProverRegistry
    function provers(uint32 from, uint32 count) external view returns (Prover[] memory page) {
        if (count > PAGE_MAX) revert PageRefused(count, PAGE_MAX);
        uint32 left = from < proverCount ? proverCount - from : 0;
        page = new Prover[](count < left ? count : left);
        for (uint32 i = 0; i < page.length; i++) {
            page[i] = prover(from + i);
        }
    }

    /// @inheritdoc IProverRegistry
    function indexOfLeaseKey(address leaseKey) external view returns (bool registered, uint32 index) {
        return _found(_indexPlusOneOfLeaseKey[leaseKey]);
    }

    /// @inheritdoc IProverRegistry
    function indexOfOperator(address operator) external view returns (bool registered, uint32 index) {
        return _found(_indexPlusOneOfOperator[operator]);
    }

    /// @inheritdoc IProverRegistry
    function proofType(bytes32 id) external view returns (ProofType memory) {
        if (!_isProofType(id)) revert UnknownProofType(id);
        return _proofTypes[id];
    }

    /// @inheritdoc IProverRegistry
    function proofTypes() external view returns (ProofType[] memory all) {
        all = new ProofType[](_proofTypeIds.length);
        for (uint256 i = 0; i < all.length; i++) {
            all[i] = _proofTypes[_proofTypeIds[i]];
        }
    }

    /// @inheritdoc IProverRegistry
    function standing(uint32 index, bytes32 proofTypeId)
        external
        view
        returns (address operator, address leaseKey, IProofVerifier verifier)
    {
        operator = _provers[index].operator;
        if (operator == address(0)) revert UnknownProver(index);
        leaseKey = _provers[index].leaseKey;
        verifier = _proofTypes[proofTypeId].verifier;
        if (address(verifier) == address(0)) revert UnknownProofType(proofTypeId);
    }

    function _store(uint32 index, Registration calldata registration, uint96 bondWei) private {
        proverCount = index + 1;
        _indexPlusOneOfOperator[msg.sender] = index + 1;
        _indexPlusOneOfLeaseKey[registration.leaseKey] = index + 1;
        Stored storage stored = _provers[index];
        stored.operator = msg.sender;
        stored.registeredAtBlock = uint64(block.number);
        stored.capacity = registration.capacity;
        stored.leaseKey = registration.leaseKey;
        stored.bondWei = bondWei;
        stored.nodeKey = registration.nodeKey;
        stored.multiaddr = registration.multiaddr;
        for (uint256 i = 0; i < registration.promises.length; i++) {
            stored.promises.push(registration.promises[i]);
        }
    }

    function _announce(uint32 index, Registration calldata registration, uint96 bondWei) private {
        emit Registered(
            index,
            msg.sender,
            registration.leaseKey,
            registration.nodeKey,
            registration.multiaddr,
            registration.capacity,
            bondWei,
            registration.promises
        );
    }

    function _checkMultiaddr(string calldata multiaddr) private pure {
        uint256 size = bytes(multiaddr).length;
        if (size == 0 || size > MULTIADDR_BYTES_MAX) revert MultiaddrRefused(size, MULTIADDR_BYTES_MAX);
    }

    function _checkPromises(Promise[] calldata promises) private view {
        if (promises.length == 0 || promises.length > PROOF_TYPES_MAX) {
            revert PromiseCountRefused(promises.length, PROOF_TYPES_MAX);
        }
        for (uint256 i = 0; i < promises.length; i++) {
            Promise calldata promised = promises[i];
            bool repeated = false;
            for (uint256 j = 0; j < i; j++) {
                if (promises[j].proofType == promised.proofType) repeated = true;
            }
            if (repeated || promised.promisedMs == 0 || !_isProofType(promised.proofType)) {
                revert PromiseRefused(promised.proofType, promised.promisedMs);
            }
        }
    }

    function _isProofType(bytes32 id) private view returns (bool) {
        return address(_proofTypes[id].verifier) != address(0);
    }

    function _found(uint32 indexPlusOne) private pure returns (bool, uint32) {
        return indexPlusOne == 0 ? (false, 0) : (true, indexPlusOne - 1);
    }
}
