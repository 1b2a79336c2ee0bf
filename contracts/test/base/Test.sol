// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title What every test contract starts from
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    address[] private _targets;

    /// @dev Asked by forge: the contracts that an invariant run calls.
    function targetContracts() public view returns (address[] memory) {
        return _targets;
    }

    function targetContract(address target) internal {
        _targets.push(target);
    }

    /// @dev Maps any value into the range, small ones to themselves, so that fuzzed edges stay edges.
    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        if (value >= least && value <= most) return value;
        uint256 span = most - least + 1;
        return span == 0 ? value : least + value % span;
    }

    /// @dev Puts the history contract of EIP-2935 where it is, with the code of the EIP.
    function setUpHistory() internal {
        vm.etch(
            HISTORY,
            hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500"
        );
    }

    function setHistory(uint64 number, bytes32 blockHash) internal {
        vm.store(HISTORY, bytes32(uint256(number) % 8191), blockHash);
    }

    /// @dev 65 bytes r, s, v.
    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function addressOf(string memory name) internal returns (address account) {
        account = vm.addr(keyOf(name));
        vm.label(account, name);
    }

    function keyOf(string memory name) internal pure returns (uint256) {
        return uint256(keccak256(bytes(name)));
    }
}
