// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPurse} from "./IPurse.sol";

/// @title Who pays for proofs
/// @notice A sponsor pays a rate per block for the blocks of whole eras (256 blocks) and one proof type; rates of several
/// sponsors add up. What an era does not pay out goes back to its sponsors.
interface ISponsors is IPurse {
    /// @param sponsor whose credit pays
    /// @param proofType id of the type whose proofs are paid
    /// @param fromEra first era, which is block number / 256; not a past one
    /// @param eras how many, at most 64
    /// @param rateGwei for each block
    /// @param nonce the sponsor's next one
    /// @param validUntil last second at which the offer can be used
    struct Offer {
        address sponsor;
        bytes32 proofType;
        uint64 fromEra;
        uint32 eras;
        uint64 rateGwei;
        uint64 nonce;
        uint64 validUntil;
    }

    /// @dev One word.
    struct Budget {
        uint64 rateGwei;
        uint128 leftGwei;
    }

    error OfferRefused(uint64 fromEra, uint32 eras, uint64 rateGwei);
    error OfferExpired(uint64 validUntil);
    error NonceRefused(uint64 nonce, uint64 next);
    error SponsorSignatureRefused(address sponsor);
    error CreditTooLow(uint256 creditWei, uint256 neededWei);
    error EraOpen(uint64 era);

    event Deposited(address indexed account, uint256 amountWei);
    event Sponsored(bytes32 indexed proofType, address indexed sponsor, uint64 fromEra, uint32 eras, uint64 rateGwei);
    event Reclaimed(bytes32 indexed proofType, address indexed sponsor, uint64 era, uint256 amountWei);

    /// @notice Adds to an account's credit, from which its offers are paid.
    function deposit(address account, uint256 amountWei, Permit calldata permit) external payable;

    /// @notice Sponsors in the caller's name; paid from its credit. The offer's sponsor must be the caller; nonce and
    /// validity are not looked at.
    function sponsor(Offer calldata offer) external;

    /// @notice The same in the name of whoever signed the offer: an account with a key, or a contract that answers by ERC-1271
    /// within 100,000 gas.
    function sponsorBySignature(Offer calldata offer, bytes calldata signature) external;

    /// @notice Credits what an era has left to one of its sponsors, by its part of the rate. Anybody may call, once nothing
    /// of the era can be settled or collected any more.
    function reclaim(bytes32 proofType, uint64 era, address sponsor_) external;

    function budgetOf(bytes32 proofType, uint64 era) external view returns (Budget memory);

    /// @notice A sponsor's part of an era's rate.
    function shareGweiOf(bytes32 proofType, uint64 era, address sponsor_) external view returns (uint64);

    function nonceOf(address sponsor_) external view returns (uint64);

    /// @notice Digest that a sponsor signs; the domain is that of the registry.
    function offerDigest(Offer calldata offer) external view returns (bytes32);
}
