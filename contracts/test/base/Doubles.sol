// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IProofVerifier} from "../../src/interfaces/IProofVerifier.sol";

/// @dev Stands in for a real verifier where a test is about something else: a proof is good if its first 20 bytes name
/// the operator and the next 32 the task.
contract StubVerifier is IProofVerifier {
    function verify(bytes32 taskId, address operator, bytes calldata proof) external pure returns (bool) {
        return proof.length >= 52 && address(bytes20(proof[:20])) == operator && bytes32(proof[20:52]) == taskId;
    }
}

/// @dev Takes any proof, for gas without verification.
contract NullVerifier is IProofVerifier {
    function verify(bytes32, address, bytes calldata) external pure returns (bool) {
        return true;
    }
}

/// @dev Fails in the ways that a verifier can.
contract HostileVerifier is IProofVerifier {
    enum Way {
        REVERT,
        BURN_GAS,
        ANSWER_TWO,
        ANSWER_SHORT,
        ANSWER_LONG
    }

    Way private immutable _way;

    constructor(Way way) {
        _way = way;
    }

    function verify(bytes32, address, bytes calldata) external view returns (bool) {
        Way way = _way;
        if (way == Way.REVERT) revert("no");
        if (way == Way.BURN_GAS) {
            for (uint256 i = 0; i < type(uint256).max; i++) {}
        }
        assembly {
            mstore(0, 1)
            if eq(way, 2) { mstore(0, 2) }
            if eq(way, 3) { return(0, 31) }
            if eq(way, 4) { return(0, 100000) }
            return(0, 32)
        }
    }
}

contract TestToken is ERC20, ERC20Permit {
    bool public takesFee;

    constructor() ERC20("Money", "MNY") ERC20Permit("Money") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function takeFee() external {
        takesFee = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (takesFee && from != address(0) && to != address(0)) super._update(to, address(0), 1);
    }
}
