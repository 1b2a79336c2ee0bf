// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProofVerifier} from "./IProofVerifier.sol";

/// @title Which proofs count
interface IProofTypes {
    /// @param id keccak256 of the name
    /// @param name for people, and the origin of the id
    /// @param number 0, 1, 2 ... in the order in which types were added, at most 7
    /// @param verifier checks proofs of this type
    /// @param verifyGasMax gas that a verification may use
    /// @param bindsProver whether a valid proof shows who made it; proofs of other types are latched and not paid
    struct ProofType {
        bytes32 id;
        string name;
        uint8 number;
        IProofVerifier verifier;
        uint32 verifyGasMax;
        bool bindsProver;
    }

    error NotAdmin(address caller);
    error NameRefused(uint256 nameBytes, uint256 nameBytesMax);
    error ProofTypeExists(bytes32 proofType);
    error TooManyProofTypes(uint256 proofTypesMax);
    error VerifierWithoutCode(address verifier);
    error VerifyGasRefused(uint32 gasMax, uint32 least, uint32 most);
    error VersionsRefused(uint32 minimum, uint32 noticed);
    error NoticeRefused(uint256 noticeBytes, uint256 noticeBytesMax);
    error UnknownProofType(bytes32 proofType);

    event ProofTypeAdded(
        bytes32 indexed proofType,
        string name,
        uint8 number,
        IProofVerifier verifier,
        uint32 verifyGasMax,
        bool bindsProver
    );
    event VersionsChanged(uint32 minimum, uint32 noticed, string notice);

    /// @notice Admits a proof type for good. Its verifier can never be exchanged: another program is another type.
    function addProofType(string calldata name, IProofVerifier verifier, uint32 verifyGasMax, bool bindsProver)
        external
        returns (bytes32 id);

    /// @notice Tells the operators which releases the network expects. Nodes read it; the chain refuses nobody for it.
    /// @param minimum nodes of an older release stop claiming; 1,000,000 for each major, 1,000 for each minor version
    /// @param noticed nodes of an older release warn their operator with the notice; not below `minimum`
    function setVersions(uint32 minimum, uint32 noticed, string calldata notice) external;

    function admin() external view returns (address);

    function versions() external view returns (uint32 minimum, uint32 noticed, string memory notice);

    /// @notice Reverts with `UnknownProofType` for an id that was never added.
    function proofType(bytes32 id) external view returns (ProofType memory);

    /// @notice All proof types in the order of their numbers.
    function proofTypes() external view returns (ProofType[] memory);
}
