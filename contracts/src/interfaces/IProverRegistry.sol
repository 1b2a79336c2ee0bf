// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Standing} from "../types/Standings.sol";
import {IBonds} from "./IBonds.sol";
import {IProofTypes} from "./IProofTypes.sol";

/// @title Who may claim tasks, with which keys, from when on
/// @notice Operators register once, with a bond, and keep their index for good. The registry's address and chain
/// make the EIP-712 domain of everything that lease keys sign. Keys, capacity and promises change with the same lag
/// with which nodes take their snapshots, so that chain and nodes agree on them in every epoch.
interface IProverRegistry is IProofTypes, IBonds {
    /// @param admin adds proof types
    /// @param judge the only contract that may punish
    /// @param token what bonds are held in; zero for the chain's own coin
    /// @param genesisTime start of slot 0, seconds since the Unix epoch
    /// @param epochSeconds length of an epoch
    /// @param lagEpochs see `IBonds.lagEpochs`
    /// @param exitDelaySeconds from the request of an exit to its payment
    /// @param evidenceSeconds how long after an epoch its leases can be punished
    /// @param bondGweiMin least bond of a prover
    /// @param leaseCoverGwei bond that covers one lease
    struct Terms {
        address admin;
        address judge;
        IERC20 token;
        uint64 genesisTime;
        uint32 epochSeconds;
        uint32 lagEpochs;
        uint32 exitDelaySeconds;
        uint32 evidenceSeconds;
        uint64 bondGweiMin;
        uint64 leaseCoverGwei;
    }

    /// @param proofType id of the type that the prover offers
    /// @param msByBand proving times that it promises, in milliseconds, at least 1, one of 24 bits for each of eight gas
    /// bands, the lightest band's in the lowest bits
    struct Promise {
        bytes32 proofType;
        uint192 msByBand;
    }

    /// @param nodeKey Ed25519 public key of the libp2p node; the peer id follows from it
    /// @param multiaddr where the node listens, in text form
    /// @param capacity leases that the prover may hold at once, at least 1
    /// @param promises the offered proof types, each at most once
    struct Profile {
        bytes32 nodeKey;
        string multiaddr;
        uint16 capacity;
        Promise[] promises;
    }

    /// @param index permanent, counts up from 0; names the prover in leases
    /// @param operator cold account: bound in proofs, owns bond and rewards
    /// @param leaseKey address of the hot key that signs leases and posts anchors, the last one that was set; zero if revoked
    /// @param fromEpoch first epoch of the last key and profile
    /// @param bondGwei bond without what is on its way out
    /// @param quota leases in the first epoch that the last changes can be in force in
    struct Prover {
        uint32 index;
        address operator;
        address leaseKey;
        uint32 fromEpoch;
        uint64 bondGwei;
        uint32 quota;
        Profile profile;
    }

    error TermsRefused();
    error AlreadyRegistered(address operator, uint32 index);
    error TooManyProvers(uint256 proversMax);
    error LeaseKeyRefused(address leaseKey);
    error NodeKeyRefused();
    error MultiaddrRefused(uint256 multiaddrBytes, uint256 multiaddrBytesMax);
    error CapacityRefused(uint16 capacity);
    error PromiseCountRefused(uint256 promises, uint256 promisesMax);
    error PromiseRefused(bytes32 proofType);
    error KeyClaimRefused(address leaseKey, address recovered);
    error UnknownProver(uint32 index);
    error UnknownOperator(address operator);
    error NotOffered(uint32 index, address caller);
    error OfferRefused(address to);
    error HandoverPending(uint32 index, uint64 untilEpoch);
    error NotOwnKey(uint32 index, address caller);
    error AlreadyRevoked(uint32 index);
    error PageRefused(uint32 count, uint32 countMax);

    /// @dev The profile is in the call, and in `prover`.
    event Registered(uint32 indexed index, address indexed operator, address indexed leaseKey, uint64 bondGwei);
    event Changed(uint32 indexed index, address indexed leaseKey, uint32 fromEpoch);
    event MultiaddrChanged(uint32 indexed index, string multiaddr);
    event KeyRevoked(uint32 indexed index, address indexed leaseKey, uint32 atBlock);
    event Condemned(uint32 indexed index, uint64 takenGwei, address reporter);
    event OperatorOffered(uint32 indexed index, address indexed to);
    event OperatorChanged(uint32 indexed index, address indexed to, uint32 fromEpoch);

    /// @notice Registers the caller as operator. Two consents are needed: the caller's, and the lease key's.
    /// @param keyClaim signature of `leaseKey` over `KeyClaim(operator, leaseKey, nodeKey)`, so that nobody can
    /// register, and thereby block, another's key
    /// @param bondGwei comes along as value, or is taken as tokens
    function register(
        address leaseKey,
        Profile calldata profile,
        bytes calldata keyClaim,
        uint64 bondGwei,
        Permit calldata permit
    ) external payable returns (uint32 index);

    /// @notice Changes the caller's key and profile, from a later epoch on. The key may stay, and needs no claim then,
    /// unless the node key changes or it was revoked.
    function change(address leaseKey, Profile calldata profile, bytes calldata keyClaim) external;

    /// @notice Says where the caller's node listens from now on. A hint only: peers prove their node key themselves.
    function setMultiaddr(string calldata multiaddr) external;

    /// @notice Emergency: nothing is paid any more for what the key in force has signed, nor for what a key that would
    /// follow it signs, and both are void for tasks of this block or a later one. The operator or one of these keys may
    /// call.
    function revoke(uint32 index) external;

    /// @notice Takes a penalty and makes everything void that the keys of two epochs have signed or sign; only the judge
    /// may. The reporter gets a tenth, the rest is burnt.
    function condemn(uint32 index, uint64 epoch, uint64 otherEpoch, uint64 penaltyGwei, address reporter) external;

    /// @notice First step of a handover: names the account that may take the caller's prover. Zero names nobody.
    function offerOperator(address to) external;

    /// @notice Second step, by that account. It takes effect with the lag of all changes.
    function acceptOperator(uint32 index) external;

    /// @notice EIP-712 domain of all of Baton's signed messages: name "Baton", version "1", this chain, this contract.
    function domainSeparator() external view returns (bytes32);

    /// @notice Digest that the lease key signs for `register` and `change`.
    function keyClaimDigest(address operator, address leaseKey, bytes32 nodeKey) external view returns (bytes32);

    /// @notice The prover as nodes take it into the snapshot of the block. Reverts with `UnknownProver` for an index that was never given.
    function prover(uint32 index) external view returns (Prover memory);

    /// @notice Provers `from` to `from + count - 1`, or to the last one if there are fewer; `count` is at most 64.
    function provers(uint32 from, uint32 count) external view returns (Prover[] memory page);

    function indexOfLeaseKey(address leaseKey) external view returns (bool registered, uint32 index);

    function indexOfOperator(address operator) external view returns (bool registered, uint32 index);

    /// @notice The key that signs for the prover in an epoch; zero if it has none, or it was revoked.
    function keyAt(uint32 index, uint64 epoch) external view returns (address leaseKey);

    /// @notice The prover's account now, zero for an unknown index.
    function operatorOf(uint32 index) external view returns (address);

    /// @notice What settling needs, in one call. Does not revert: what is unknown is zero.
    function standing(uint32 index, bytes32 proofTypeId, uint64 epoch) external view returns (Standing memory);

    /// @notice The key that an epoch's leases are signed with, and from which block on it is void (0: never). Zero if there is none.
    function signerAt(uint32 index, uint64 epoch) external view returns (address leaseKey, uint32 revokedAtBlock);
}
