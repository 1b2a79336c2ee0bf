// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProofVerifier} from "../interfaces/IProofVerifier.sol";

/// @title Asking a verifier without trusting it
library Verification {
    /// @dev What the caller needs after the call.
    uint256 private constant RESERVE = 100_000;

    /// @notice Whether so much gas is left that the verifier gets all it may use, of which the caller keeps 1/64
    /// (EIP-150): else whoever relays a proof could have it refused by sending too little.
    function hasGas(uint256 gasMax) internal view returns (bool) {
        return gasleft() >= gasMax + gasMax / 63 + RESERVE;
    }

    /// @notice A verifier that fails, runs out of its gas, answers something else or no, has not verified.
    function holds(IProofVerifier verifier, uint256 gasMax, bytes32 taskId, address operator, bytes calldata proof)
        internal
        view
        returns (bool valid)
    {
        bytes memory query = abi.encodeCall(IProofVerifier.verify, (taskId, operator, proof));
        assembly ("memory-safe") {
            mstore(0, 0)
            let ok := staticcall(gasMax, verifier, add(query, 32), mload(query), 0, 32)
            valid := and(and(ok, eq(returndatasize(), 32)), eq(mload(0), 1))
        }
    }
}
