// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Bonds} from "./Bonds.sol";
import {Operators} from "./Operators.sol";
import {ProofTypes} from "./ProofTypes.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {CodeData} from "./libraries/CodeData.sol";
import {Latches} from "./libraries/Latches.sol";
import {Profiles} from "./libraries/Profiles.sol";
import {Messages} from "./types/Messages.sol";
import {Standing} from "./types/Standings.sol";

/// @dev Storage, after that of `Bonds`, `ProofTypes` and `Operators`:
/// | slot | content |
/// |---|---|
/// | 12 | `_periods`: index -> number -> `Period`, one word |
/// | 13 | `_indexPlusOneOfLeaseKey` |
/// | 14 | `_multiaddrs`: index -> address that was set apart from the profile |
/// Profiles are the code of accounts that this contract creates; the n-th has the contract's nonce n.
contract ProverRegistry is Operators, ProofTypes {
    /// @dev What is in force from an epoch on: | unused 0 | revokedAtBlock 32 | profile 32 | fromEpoch 32 | leaseKey 160 |
    struct Period {
        address leaseKey;
        uint32 fromEpoch;
        uint32 profile;
        uint32 revokedAtBlock;
    }

    uint256 private constant MULTIADDR_BYTES_MAX = 256;
    uint32 private constant PAGE_MAX = 64;

    mapping(uint256 index => mapping(uint256 number => Period)) private _periods;
    mapping(address leaseKey => uint32) private _indexPlusOneOfLeaseKey;
    mapping(uint256 index => string) private _multiaddrs;

    constructor(Terms memory terms) Bonds(terms) ProofTypes(terms.admin) {
        // C-46
        uint256 delayMin = (uint256(terms.lagEpochs) + 2) * terms.epochSeconds + terms.evidenceSeconds;
        if (
            terms.epochSeconds == 0 || terms.leaseCoverGwei == 0 || terms.bondGweiMin < terms.leaseCoverGwei
                || terms.exitDelaySeconds <= delayMin
        ) revert TermsRefused();
    }

    /// @inheritdoc IProverRegistry
    function register(
        address leaseKey,
        Profile calldata profile,
        bytes calldata keyClaim,
        uint64 bondGwei,
        Permit calldata permit
    ) external payable returns (uint32 index) {
        // C-10
        uint32 known = _indexPlusOneOfOperator[msg.sender];
        if (known != 0) revert AlreadyRegistered(msg.sender, known - 1);
        // C-11
        index = proverCount;
        if (index == Latches.PROVERS_MAX) revert TooManyProvers(Latches.PROVERS_MAX);
        // C-12
        if (bondGwei < bondGweiMin) revert BondRefused(bondGwei, bondGweiMin, BOND_GWEI_MAX);
        // C-13
        if (leaseKey == address(0) || _indexPlusOneOfLeaseKey[leaseKey] != 0) revert LeaseKeyRefused(leaseKey);
        uint8[] memory numbers = _check(profile);
        _checkClaim(leaseKey, profile.nodeKey, keyClaim);

        proverCount = index + 1;
        _indexPlusOneOfOperator[msg.sender] = index + 1;
        _indexPlusOneOfLeaseKey[leaseKey] = index + 1;
        _accounts[index] = Account(msg.sender, bondGwei, 1, false, false);
        uint32 fromEpoch = _nextEpoch();
        _periods[index][0] = Period(leaseKey, fromEpoch, _write(profile, numbers), 0);
        emit Registered(index, msg.sender, leaseKey, bondGwei);
        _permit(permit);
        _collect(bondGwei * WEI_PER_GWEI);
    }

    /// @inheritdoc IProverRegistry
    function change(address leaseKey, Profile calldata profile, bytes calldata keyClaim) external {
        // C-19
        uint32 index = _ownIndex();
        uint256 last = _accounts[index].periods - 1;
        Period memory period = _periods[index][last];
        // C-13
        bool isNew = leaseKey != period.leaseKey;
        if (isNew ? leaseKey == address(0) || _indexPlusOneOfLeaseKey[leaseKey] != 0 : period.revokedAtBlock != 0) {
            revert LeaseKeyRefused(leaseKey);
        }
        uint8[] memory numbers = _check(profile);
        if (isNew || profile.nodeKey != _profileOf(period).nodeKey) _checkClaim(leaseKey, profile.nodeKey, keyClaim);

        _indexPlusOneOfLeaseKey[leaseKey] = index + 1;
        uint32 fromEpoch = _nextEpoch();
        // A second change in one epoch replaces the first: no snapshot has seen that.
        if (period.fromEpoch != fromEpoch) {
            last++;
            // C-47
            // casting to 'uint16' is safe because there is at most one period an epoch, and C-47 bounds them
            // forge-lint: disable-next-line(unsafe-typecast)
            if (last == type(uint16).max) revert TermsRefused();
            // forge-lint: disable-next-line(unsafe-typecast)
            _accounts[index].periods = uint16(last + 1);
        }
        _periods[index][last] = Period(leaseKey, fromEpoch, _write(profile, numbers), 0);
        if (bytes(_multiaddrs[index]).length != 0) delete _multiaddrs[index];
        emit Changed(index, leaseKey, fromEpoch);
    }

    /// @inheritdoc IProverRegistry
    function setMultiaddr(string calldata multiaddr) external {
        // C-19
        uint32 index = _ownIndex();
        _checkMultiaddr(multiaddr);
        _multiaddrs[index] = multiaddr;
        emit MultiaddrChanged(index, multiaddr);
    }

    /// @inheritdoc IProverRegistry
    function revoke(uint32 index) external {
        _known(index);
        // C-48
        uint64 epoch = epochAt(uint64(block.timestamp));
        bool may = msg.sender == _operatorNow(index);
        bool done = false;
        for (uint256 n = _accounts[index].periods; n > 0; n--) {
            Period storage period = _periods[index][n - 1];
            if (period.revokedAtBlock == 0) {
                may = may || msg.sender == period.leaseKey;
                period.revokedAtBlock = uint32(block.number);
                done = true;
                emit KeyRevoked(index, period.leaseKey, uint32(block.number));
            }
            if (period.fromEpoch <= epoch) break;
        }
        if (!may) revert NotOwnKey(index, msg.sender);
        // C-49
        if (!done) revert AlreadyRevoked(index);
    }

    /// @inheritdoc IProverRegistry
    function condemn(uint32 index, uint64 epoch, uint64 otherEpoch, uint64 penaltyGwei, address reporter) external {
        // C-57
        if (msg.sender != judge) revert NotJudge(msg.sender);
        uint256 count = _accounts[index].periods;
        _periodAt(index, count, epoch).revokedAtBlock = 1;
        if (otherEpoch != epoch) _periodAt(index, count, otherEpoch).revokedAtBlock = 1;
        (uint64 takenGwei,) = _take(index, penaltyGwei, address(0), reporter);
        emit Condemned(index, takenGwei, reporter);
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
    function prover(uint32 index) public view returns (Prover memory shown) {
        Account memory account = _known(index);
        Period memory period = _periods[index][account.periods - 1];
        uint64 epoch = epochAt(uint64(block.timestamp)) + lagEpochs + 1;
        shown.index = index;
        shown.operator = _operatorAt(index, epoch);
        shown.leaseKey = period.revokedAtBlock == 0 ? period.leaseKey : address(0);
        shown.fromEpoch = period.fromEpoch;
        (uint64 exitGwei,) = exitOf(index);
        shown.bondGwei = account.bondGwei - _least(exitGwei, account.bondGwei);
        shown.quota = quota(index, epoch);
        shown.profile = _profileOf(period);
        if (bytes(_multiaddrs[index]).length != 0) shown.profile.multiaddr = _multiaddrs[index];
    }

    /// @inheritdoc IProverRegistry
    function provers(uint32 from, uint32 count) external view returns (Prover[] memory page) {
        // C-99
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
    function keyAt(uint32 index, uint64 epoch) external view returns (address) {
        Period storage period = _periodAt(index, _accounts[index].periods, epoch);
        return period.revokedAtBlock == 0 ? period.leaseKey : address(0);
    }

    /// @inheritdoc IProverRegistry
    function standing(uint32 index, bytes32 proofTypeId, uint64 epoch) external view returns (Standing memory shown) {
        Account storage account = _accounts[index];
        address operator = account.isHandingOver ? _operatorAt(index, epoch) : account.operator;
        shown.who = uint256(epochAt(uint64(block.timestamp))) << 160 | uint160(operator);
        Period storage period = _periodAt(index, account.periods, epoch);
        StoredType storage stored = _types[proofTypeId];
        assembly ("memory-safe") {
            mstore(add(shown, 32), sload(period.slot))
            mstore(add(shown, 64), sload(stored.slot))
        }
    }

    /// @inheritdoc IProverRegistry
    function signerAt(uint32 index, uint64 epoch) external view returns (address leaseKey, uint32 revokedAtBlock) {
        Period storage period = _periodAt(index, _accounts[index].periods, epoch);
        return (period.leaseKey, period.revokedAtBlock);
    }

    /// @dev The last period that is not after the epoch; if there is none, one that is always empty. Steps: one for each
    /// change after the epoch.
    function _periodAt(uint32 index, uint256 count, uint64 epoch) private view returns (Period storage period) {
        for (uint256 n = count; n > 0; n--) {
            period = _periods[index][n - 1];
            if (period.fromEpoch <= epoch) return period;
        }
        return _periods[index][type(uint256).max];
    }

    function _profileOf(Period memory period) private view returns (Profile memory) {
        return Profiles.decode(CodeData.read(CodeData.addressOf(address(this), period.profile)), _typeIds);
    }

    function _write(Profile calldata profile, uint8[] memory numbers) private returns (uint32 nonce) {
        nonce = ++_profiles;
        CodeData.write(Profiles.encode(profile, numbers));
    }

    /// @return numbers of the promised proof types
    function _check(Profile calldata profile) private view returns (uint8[] memory numbers) {
        // C-14
        if (profile.nodeKey == 0) revert NodeKeyRefused();
        _checkMultiaddr(profile.multiaddr);
        // C-16
        if (profile.capacity == 0) revert CapacityRefused(profile.capacity);
        // C-17
        uint256 count = profile.promises.length;
        if (count == 0 || count > Latches.TYPES_MAX) revert PromiseCountRefused(count, Latches.TYPES_MAX);
        numbers = new uint8[](count);
        uint256 seen = 0;
        for (uint256 i = 0; i < count; i++) {
            Promise calldata promised = profile.promises[i];
            StoredType storage stored = _types[promised.proofType];
            uint256 mark = 1 << (numbers[i] = stored.number);
            bool refused = address(stored.verifier) == address(0) || seen & mark != 0;
            for (uint256 band = 0; band < Profiles.BANDS; band++) {
                if (uint24(promised.msByBand >> 24 * band) == 0) refused = true;
            }
            if (refused) revert PromiseRefused(promised.proofType);
            seen |= mark;
        }
    }

    function _checkMultiaddr(string calldata multiaddr) private pure {
        // C-15
        uint256 size = bytes(multiaddr).length;
        if (size == 0 || size > MULTIADDR_BYTES_MAX) revert MultiaddrRefused(size, MULTIADDR_BYTES_MAX);
    }

    function _checkClaim(address leaseKey, bytes32 nodeKey, bytes calldata keyClaim) private view {
        // C-18
        (address recovered,,) = ECDSA.tryRecoverCalldata(keyClaimDigest(msg.sender, leaseKey, nodeKey), keyClaim);
        if (recovered != leaseKey) revert KeyClaimRefused(leaseKey, recovered);
    }
}
