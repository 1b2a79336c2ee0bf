// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProofVerifier} from "../interfaces/IProofVerifier.sol";

/// @notice What settling needs to know of a prover and a proof type, in three words, two of them as the registry stores them.
/// @param who | epoch of the present block 96 | operator 160 |
/// @param key | revoked at block 32 | profile 32 | from epoch 32 | lease key 160 |
/// @param how | unused 48 | binds the prover 8 | type number 8 | gas for a verification 32 | verifier 160 |
struct Standing {
    uint256 who;
    uint256 key;
    uint256 how;
}

/// @title Fields of a `Standing`; zero means unknown
library Standings {
    function operator(Standing memory s) internal pure returns (address) {
        return address(uint160(s.who));
    }

    function epochNow(Standing memory s) internal pure returns (uint256) {
        return s.who >> 160;
    }

    function leaseKey(Standing memory s) internal pure returns (address) {
        return address(uint160(s.key));
    }

    function revokedAtBlock(Standing memory s) internal pure returns (uint256) {
        return s.key >> 224;
    }

    function verifier(Standing memory s) internal pure returns (IProofVerifier) {
        return IProofVerifier(address(uint160(s.how)));
    }

    function verifyGasMax(Standing memory s) internal pure returns (uint256) {
        return s.how >> 160 & type(uint32).max;
    }

    function typeNumber(Standing memory s) internal pure returns (uint256) {
        return s.how >> 192 & 0xff;
    }
}
