// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProofTypes} from "./interfaces/IProofTypes.sol";
import {IProofVerifier} from "./interfaces/IProofVerifier.sol";
import {Latches} from "./libraries/Latches.sol";

/// @dev Storage, after that of `Operators`:
/// | slot | content |
/// |---|---|
/// | 8 | `_typeIds` |
/// | 9 | `_types`: id -> unused 48, bindsProver 8, number 8, verifyGasMax 32, verifier 160; then the name |
/// | 10-11 | unused 192, noticed version 32, minimum version 32; notice |
abstract contract ProofTypes is IProofTypes {
    struct StoredType {
        IProofVerifier verifier;
        uint32 verifyGasMax;
        uint8 number;
        bool bindsProver;
        string name;
    }

    struct Versions {
        uint32 minimum;
        uint32 noticed;
        string notice;
    }

    uint256 private constant NAME_BYTES_MAX = 64;
    uint256 private constant NOTICE_BYTES_MAX = 256;
    uint32 private constant VERIFY_GAS_MIN = 10_000;
    uint32 private constant VERIFY_GAS_MAX = 5_000_000;

    address public immutable admin;

    bytes32[] internal _typeIds;
    mapping(bytes32 id => StoredType) internal _types;
    Versions private _versions;

    constructor(address admin_) {
        admin = admin_;
    }

    /// @inheritdoc IProofTypes
    function addProofType(string calldata name, IProofVerifier verifier, uint32 verifyGasMax, bool bindsProver)
        external
        returns (bytes32 id)
    {
        // C-01
        if (msg.sender != admin) revert NotAdmin(msg.sender);
        // C-02
        uint256 nameBytes = bytes(name).length;
        if (nameBytes == 0 || nameBytes > NAME_BYTES_MAX) revert NameRefused(nameBytes, NAME_BYTES_MAX);
        // C-03
        id = keccak256(bytes(name));
        if (_isProofType(id)) revert ProofTypeExists(id);
        // C-04
        uint256 number = _typeIds.length;
        if (number == Latches.TYPES_MAX) revert TooManyProofTypes(Latches.TYPES_MAX);
        // C-05
        if (address(verifier).code.length == 0) revert VerifierWithoutCode(address(verifier));
        // C-09
        if (verifyGasMax < VERIFY_GAS_MIN || verifyGasMax > VERIFY_GAS_MAX) {
            revert VerifyGasRefused(verifyGasMax, VERIFY_GAS_MIN, VERIFY_GAS_MAX);
        }

        _typeIds.push(id);
        // casting to 'uint8' is safe because C-04 bounds the number
        // forge-lint: disable-next-line(unsafe-typecast)
        _types[id] = StoredType(verifier, verifyGasMax, uint8(number), bindsProver, name);
        // forge-lint: disable-next-line(unsafe-typecast)
        emit ProofTypeAdded(id, name, uint8(number), verifier, verifyGasMax, bindsProver);
    }

    /// @inheritdoc IProofTypes
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

    /// @inheritdoc IProofTypes
    function versions() external view returns (uint32 minimum, uint32 noticed, string memory notice) {
        return (_versions.minimum, _versions.noticed, _versions.notice);
    }

    /// @inheritdoc IProofTypes
    function proofType(bytes32 id) public view returns (ProofType memory) {
        if (!_isProofType(id)) revert UnknownProofType(id);
        StoredType storage stored = _types[id];
        return ProofType(id, stored.name, stored.number, stored.verifier, stored.verifyGasMax, stored.bindsProver);
    }

    /// @inheritdoc IProofTypes
    function proofTypes() external view returns (ProofType[] memory all) {
        all = new ProofType[](_typeIds.length);
        for (uint256 i = 0; i < all.length; i++) {
            all[i] = proofType(_typeIds[i]);
        }
    }

    function _isProofType(bytes32 id) internal view returns (bool) {
        return address(_types[id].verifier) != address(0);
    }
}
