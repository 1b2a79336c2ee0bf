// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProofVerifier} from "./IProofVerifier.sol";

/// @title Who may claim tasks, with which keys, and which proofs count
/// @notice Operators register once, with a bond, and keep their index for good. The registry's address and chain
/// make the EIP-712 domain of everything that lease keys sign. Bonds cannot be withdrawn yet: exits come with
/// delays, and keys and types by epoch, in a later version.
interface IProverRegistry {
    /// @param id keccak256 of the name
    /// @param name for people, and the origin of the id
    /// @param verifier checks proofs of this type
    struct ProofType {
        bytes32 id;
        string name;
        IProofVerifier verifier;
    }

    /// @param proofType id of the type that the prover offers
    /// @param promisedMs proving time that it promises, in milliseconds, at least 1
    struct Promise {
        bytes32 proofType;
        uint32 promisedMs;
    }

    /// @param leaseKey address of the hot key that signs leases and posts anchors; belongs to one prover only
    /// @param nodeKey Ed25519 public key of the libp2p node; the peer id follows from it
    /// @param multiaddr where the node listens, in text form
    /// @param capacity leases that the prover may hold at once, at least 1
    /// @param promises the offered proof types, each at most once
    struct Registration {
        address leaseKey;
        bytes32 nodeKey;
        string multiaddr;
        uint16 capacity;
        Promise[] promises;
    }

    /// @param index permanent, counts up from 0; names the prover in leases
    /// @param operator cold account that registered: bound in proofs, receives the rewards
    /// @param bondWei what the operator deposited
    /// @param registeredAtBlock block of the registration
    struct Prover {
        uint32 index;
        address operator;
        address leaseKey;
        bytes32 nodeKey;
        string multiaddr;
        uint16 capacity;
        uint96 bondWei;
        uint64 registeredAtBlock;
        Promise[] promises;
    }

    error NotAdmin(address caller);
    error NameRefused(uint256 nameBytes, uint256 nameBytesMax);
    error VersionsRefused(uint32 minimum, uint32 noticed);
    error NoticeRefused(uint256 noticeBytes, uint256 noticeBytesMax);
    error ProofTypeExists(bytes32 proofType);
    error TooManyProofTypes(uint256 proofTypesMax);
    error VerifierWithoutCode(address verifier);
    error AlreadyRegistered(address operator, uint32 index);
    error TooManyProvers(uint256 proversMax);
    error BondRefused(uint256 bondWei, uint256 bondWeiMin, uint256 bondWeiMax);
    error LeaseKeyRefused(address leaseKey);
    error NodeKeyRefused();
    error MultiaddrRefused(uint256 multiaddrBytes, uint256 multiaddrBytesMax);
    error CapacityRefused(uint16 capacity);
    error PromiseCountRefused(uint256 promises, uint256 promisesMax);
    error PromiseRefused(bytes32 proofType, uint32 promisedMs);
    error KeyClaimRefused(address leaseKey, address recovered);
    error UnknownProver(uint32 index);
    error UnknownOperator(address operator);
    error UnknownProofType(bytes32 proofType);
    error PageRefused(uint32 count, uint32 countMax);

    event ProofTypeAdded(bytes32 indexed proofType, string name, IProofVerifier verifier);
    event Registered(
        uint32 indexed index,
        address indexed operator,
        address indexed leaseKey,
        bytes32 nodeKey,
        string multiaddr,
        uint16 capacity,
        uint96 bondWei,
        Promise[] promises
    );
    event MultiaddrChanged(uint32 indexed index, string multiaddr);
    event VersionsChanged(uint32 minimum, uint32 noticed, string notice);

    /// @notice Admits a proof type for good. Its verifier can never be exchanged: another program is another type.
    function addProofType(string calldata name, IProofVerifier verifier) external returns (bytes32 id);

    /// @notice Tells the operators which releases the network expects. Nodes read it; the chain refuses nobody for it.
    /// @param minimum nodes of an older release stop claiming; 1,000,000 for each major, 1,000 for each minor version
    /// @param noticed nodes of an older release warn their operator with the notice; not below `minimum`
    function setVersions(uint32 minimum, uint32 noticed, string calldata notice) external;

    /// @notice Registers the caller as operator, with the value sent along as bond.
    /// @param keyClaim signature of `leaseKey` over `KeyClaim(operator, leaseKey, nodeKey)`, so that nobody can
    /// register, and thereby block, another's key
    function register(Registration calldata registration, bytes calldata keyClaim)
        external
        payable
        returns (uint32 index);

    /// @notice Says where the caller's node listens from now on. A hint only: peers prove their node key themselves.
    function setMultiaddr(string calldata multiaddr) external;

    function admin() external view returns (address);

    function bondWeiMin() external view returns (uint256);

    /// @notice EIP-712 domain of all of Baton's signed messages: name "Baton", version "1", this chain, this contract.
    function domainSeparator() external view returns (bytes32);

    /// @notice Digest that the lease key signs for `register`.
    function keyClaimDigest(address operator, address leaseKey, bytes32 nodeKey) external view returns (bytes32);

    function proverCount() external view returns (uint32);

    /// @notice Reverts with `UnknownProver` for an index that was never given.
    function versions() external view returns (uint32 minimum, uint32 noticed, string memory notice);

    function prover(uint32 index) external view returns (Prover memory);

    /// @notice Provers `from` to `from + count - 1`, or to the last one if there are fewer; `count` is at most 64.
    function provers(uint32 from, uint32 count) external view returns (Prover[] memory page);

    function indexOfLeaseKey(address leaseKey) external view returns (bool registered, uint32 index);

    function indexOfOperator(address operator) external view returns (bool registered, uint32 index);

    /// @notice Reverts with `UnknownProofType` for an id that was never added.
    function proofType(bytes32 id) external view returns (ProofType memory);

    /// @notice All proof types in the order in which they were added.
    function proofTypes() external view returns (ProofType[] memory);

    /// @notice What settling needs, in one call: who is paid, who signs, who checks. Reverts for an unknown prover or type.
    function standing(uint32 index, bytes32 proofTypeId)
        external
        view
        returns (address operator, address leaseKey, IProofVerifier verifier);
}
