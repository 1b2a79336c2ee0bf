// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IPurse} from "./interfaces/IPurse.sol";

/// @dev Storage, first of the contract: slot 0 is `creditWeiOf`.
abstract contract Purse is IPurse {
    using SafeERC20 for IERC20;

    uint256 internal constant WEI_PER_GWEI = 1e9;

    IERC20 public immutable token;

    mapping(address account => uint256) public creditWeiOf;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @inheritdoc IPurse
    function withdraw(address payable to) external {
        // C-80
        uint256 amountWei = creditWeiOf[msg.sender];
        if (amountWei == 0) revert NothingToWithdraw(msg.sender);
        creditWeiOf[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amountWei);
        _send(to, amountWei);
    }

    /// @dev Takes exactly this amount from the caller: the value that came along, or tokens.
    function _collect(uint256 amountWei) internal {
        // C-82
        if (address(token) == address(0)) {
            if (msg.value != amountWei) revert PaymentRefused(msg.value, amountWei);
            return;
        }
        if (msg.value != 0) revert PaymentRefused(msg.value, 0);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amountWei);
        uint256 got = token.balanceOf(address(this)) - before;
        if (got != amountWei) revert PaymentRefused(got, amountWei);
    }

    /// @dev A permit that somebody has used up before us must not stop the caller: if the allowance is there, all is well.
    function _permit(Permit calldata permit) internal {
        if (permit.valueWei == 0 || address(token) == address(0)) return;
        if (token.allowance(msg.sender, address(this)) >= permit.valueWei) return;
        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), permit.valueWei, permit.deadline, permit.v, permit.r, permit.s) {}
            catch {}
    }

    /// @dev Only as the last step of a call: the receiver may call back.
    function _send(address payable to, uint256 amountWei) internal {
        if (address(token) != address(0)) {
            token.safeTransfer(to, amountWei);
            return;
        }
        // C-81
        (bool paid,) = to.call{value: amountWei}("");
        if (!paid) revert WithdrawalFailed(to, amountWei);
    }

    function _credit(address account, uint256 amountWei) internal {
        if (amountWei != 0) creditWeiOf[account] += amountWei;
    }
}
