// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Purse} from "./Purse.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {ISponsors} from "./interfaces/ISponsors.sol";
import {Latches} from "./libraries/Latches.sol";
import {Messages} from "./types/Messages.sol";

/// @dev Storage:
/// | slot | content |
/// |---|---|
/// | 0 | `creditWeiOf` (Purse) |
/// | 1 | `_budgets`: proof type -> era -> unused 64, leftGwei 128, rateGwei 64 |
/// | 2 | `shareGweiOf`: proof type -> era -> sponsor -> rate |
/// | 3 | `nonceOf` |
abstract contract Sponsors is Purse, ISponsors {
    uint64 internal constant ERA_BLOCKS = 256;
    uint32 private constant ERAS_MAX = 64;
    uint64 private constant RATE_GWEI_MAX = type(uint48).max;
    uint256 private constant WALLET_GAS_MAX = 100_000;

    IProverRegistry internal immutable _registry;
    uint256 private immutable _chainId;
    bytes32 private immutable _separator;

    mapping(bytes32 proofType => mapping(uint64 era => Budget)) internal _budgets;
    mapping(bytes32 proofType => mapping(uint64 era => mapping(address sponsor => uint64))) public shareGweiOf;
    mapping(address sponsor => uint64) public nonceOf;

    constructor(IProverRegistry registry_) Purse(registry_.token()) {
        _registry = registry_;
        _chainId = block.chainid;
        _separator = Messages.domainSeparator(block.chainid, address(registry_));
    }

    /// @inheritdoc ISponsors
    function deposit(address account, uint256 amountWei, Permit calldata permit) external payable {
        _credit(account, amountWei);
        emit Deposited(account, amountWei);
        _permit(permit);
        _collect(amountWei);
    }

    /// @inheritdoc ISponsors
    function sponsor(Offer calldata offer) external {
        // C-60
        if (offer.sponsor != msg.sender) revert SponsorSignatureRefused(offer.sponsor);
        _sponsor(offer);
    }

    /// @inheritdoc ISponsors
    function sponsorBySignature(Offer calldata offer, bytes calldata signature) external {
        // C-61
        if (block.timestamp > offer.validUntil) revert OfferExpired(offer.validUntil);
        // C-62
        uint64 next = nonceOf[offer.sponsor];
        if (offer.nonce != next) revert NonceRefused(offer.nonce, next);
        nonceOf[offer.sponsor] = next + 1;
        // C-60
        if (!_signed(offer.sponsor, offerDigest(offer), signature)) revert SponsorSignatureRefused(offer.sponsor);
        _sponsor(offer);
    }

    /// @inheritdoc ISponsors
    function reclaim(bytes32 proofType, uint64 era, address sponsor_) external {
        // C-66
        if ((uint256(era) + 1) * ERA_BLOCKS + Latches.PLACES > block.number) revert EraOpen(era);
        Budget memory budget = _budgets[proofType][era];
        uint64 share = shareGweiOf[proofType][era][sponsor_];
        // C-67
        if (share == 0) revert NothingToWithdraw(sponsor_);
        // casting is safe because a part is not above the whole
        // forge-lint: disable-next-line(unsafe-typecast)
        uint128 backGwei = uint128(uint256(budget.leftGwei) * share / budget.rateGwei);
        delete shareGweiOf[proofType][era][sponsor_];
        _budgets[proofType][era] = Budget(budget.rateGwei - share, budget.leftGwei - backGwei);
        _credit(sponsor_, backGwei * WEI_PER_GWEI);
        emit Reclaimed(proofType, sponsor_, era, backGwei * WEI_PER_GWEI);
    }

    /// @inheritdoc ISponsors
    function budgetOf(bytes32 proofType, uint64 era) external view returns (Budget memory) {
        return _budgets[proofType][era];
    }

    /// @inheritdoc ISponsors
    function offerDigest(Offer calldata offer) public view returns (bytes32) {
        return Messages.digest(_domainSeparator(), keccak256(abi.encode(Messages.OFFER_TYPE, offer)));
    }

    function _sponsor(Offer calldata offer) private {
        // C-63
        if (
            offer.fromEra < block.number / ERA_BLOCKS || offer.eras == 0 || offer.eras > ERAS_MAX
                || offer.fromEra > type(uint32).max || offer.rateGwei == 0 || offer.rateGwei > RATE_GWEI_MAX
        ) revert OfferRefused(offer.fromEra, offer.eras, offer.rateGwei);
        // C-64
        _registry.proofType(offer.proofType);
        // C-65
        uint128 eraGwei = uint128(offer.rateGwei) * ERA_BLOCKS;
        uint256 neededWei = eraGwei * WEI_PER_GWEI * offer.eras;
        uint256 creditWei = creditWeiOf[offer.sponsor];
        if (creditWei < neededWei) revert CreditTooLow(creditWei, neededWei);

        creditWeiOf[offer.sponsor] = creditWei - neededWei;
        for (uint64 era = offer.fromEra; era < offer.fromEra + offer.eras; era++) {
            Budget memory budget = _budgets[offer.proofType][era];
            _budgets[offer.proofType][era] = Budget(budget.rateGwei + offer.rateGwei, budget.leftGwei + eraGwei);
            shareGweiOf[offer.proofType][era][offer.sponsor] += offer.rateGwei;
        }
        emit Sponsored(offer.proofType, offer.sponsor, offer.fromEra, offer.eras, offer.rateGwei);
    }

    /// @dev A wallet that reverts, burns its gas or answers at length has not signed. Its answer is read into one word.
    function _signed(address signer, bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (signer.code.length == 0) {
            (address recovered,,) = ECDSA.tryRecoverCalldata(digest, signature);
            return recovered == signer && signer != address(0);
        }
        bytes memory query = abi.encodeWithSelector(0x1626ba7e, digest, signature);
        bytes32 answer;
        bool ok;
        assembly ("memory-safe") {
            mstore(0, 0)
            ok := staticcall(WALLET_GAS_MAX, signer, add(query, 32), mload(query), 0, 32)
            ok := and(ok, gt(returndatasize(), 31))
            answer := mload(0)
        }
        return ok && answer == bytes32(bytes4(0x1626ba7e));
    }

    /// @dev Made anew only on a chain that split off after deployment.
    function _domainSeparator() internal view returns (bytes32) {
        return block.chainid == _chainId ? _separator : Messages.domainSeparator(block.chainid, address(_registry));
    }
}
