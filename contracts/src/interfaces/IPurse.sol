// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Money that waits to be fetched
/// @notice Held in the chain's own coin, or in one ERC-20 token that is fixed at deployment and must neither take fees
/// nor change balances by itself. Contracts never push money to anybody: they credit, the owner withdraws.
interface IPurse {
    /// @notice An ERC-2612 permit for this contract; empty (`valueWei` 0) where the allowance is there or the coin is used.
    struct Permit {
        uint256 valueWei;
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    error PaymentRefused(uint256 sentWei, uint256 neededWei);
    error NothingToWithdraw(address account);
    error WithdrawalFailed(address to, uint256 amountWei);

    event Withdrawn(address indexed account, address indexed to, uint256 amountWei);

    /// @notice Pays the caller's whole credit to `to`.
    function withdraw(address payable to) external;

    function creditWeiOf(address account) external view returns (uint256);

    /// @notice The token, or zero for the chain's own coin.
    function token() external view returns (IERC20);
}
