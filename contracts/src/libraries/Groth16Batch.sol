// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16} from "./Groth16.sol";

/// @title Checks several Groth16 proofs of one key in one pairing
/// @notice The equations of the proofs, each to the power of a factor that hangs on all of them, are multiplied: for n
/// proofs n + 3 pairings instead of 4 n. A false one passes with a chance of 2^-128 a try (the small-exponents test of
/// Bellare, Garay and Rabin, Eurocrypt 1998; the factors are a hash of key, inputs and proofs).
library Groth16Batch {
    uint256 private constant PROOF_WORDS = 8;
    uint256 private constant PAIR_WORDS = 6;

    /// @dev A sum in G1: words 0-1 hold it, infinity being (0, 0). Words 2-4 hold point and factor for the
    /// multiplication, which leaves its product in 2-3.
    struct Sum {
        uint256[5] work;
        bool failed;
    }

    /// @notice Says whether all proofs hold under a sound key. False, never a revert, for anything else.
    /// @param inputs public inputs of the first proof, then those of the second, and so on
    /// @param points 8 words for each proof, as in `Groth16`
    function verify(bytes memory key, uint256[] memory inputs, uint256[] memory points) internal view returns (bool) {
        uint256 count = points.length / PROOF_WORDS;
        uint256 perProof = Groth16.inputCount(key);
        if (count == 0 || points.length != count * PROOF_WORDS || inputs.length != count * perProof) return false;
        for (uint256 i = 0; i < inputs.length; i++) {
            if (inputs[i] >= Groth16.R) return false;
        }
        for (uint256 i = 0; i < points.length; i++) {
            if (points[i] >= Groth16.P) return false;
        }
        bytes32 seed = keccak256(abi.encode(keccak256(key), inputs, points));
        uint256[] memory pairs = new uint256[]((count + 3) * PAIR_WORDS);
        uint256[] memory factors = new uint256[](perProof + 1);
        Sum memory sum;
        for (uint256 i = 0; i < count; i++) {
            uint256 factor = i == 0 ? 1 : uint256(keccak256(abi.encode(seed, i))) >> 128;
            factors[0] += factor;
            for (uint256 j = 0; j < perProof; j++) {
                factors[1 + j] = addmod(factors[1 + j], mulmod(factor, inputs[i * perProof + j], Groth16.R), Groth16.R);
            }
            if (!_addProof(pairs, points, i, factor, sum)) return false;
        }
        uint256 place = count * PAIR_WORDS;
        _put(pairs, place + 2 * PAIR_WORDS, sum, key, 10); // C, delta
        _clear(sum);
        for (uint256 j = 0; j <= perProof; j++) {
            _addTimes(sum, Groth16.word(key, 14 + 2 * j), Groth16.word(key, 15 + 2 * j), factors[j]);
        }
        _put(pairs, place + PAIR_WORDS, sum, key, 6); // V, gamma
        _clear(sum);
        _addTimes(sum, Groth16.word(key, 0), Groth16.word(key, 1), factors[0]);
        _put(pairs, place, sum, key, 2); // alpha, beta
        return !sum.failed && _pairingIsOne(pairs);
    }

    /// @dev Puts (-A to the factor, B) among the pairs and adds C to the factor.
    function _addProof(uint256[] memory pairs, uint256[] memory points, uint256 proof, uint256 factor, Sum memory sum)
        private
        view
        returns (bool)
    {
        uint256 from = proof * PROOF_WORDS;
        uint256 to = proof * PAIR_WORDS;
        if (!Groth16.isCurvePoint(points[from], points[from + 1])) return false;
        if (!Groth16.isCurvePoint(points[from + 6], points[from + 7])) return false;
        Sum memory first;
        _addTimes(first, points[from], Groth16.P - points[from + 1], factor);
        pairs[to] = first.work[0];
        pairs[to + 1] = first.work[1];
        for (uint256 i = 2; i < PAIR_WORDS; i++) {
            pairs[to + i] = points[from + i];
        }
        _addTimes(sum, points[from + 6], points[from + 7], factor);
        return !first.failed;
    }

    function _addTimes(Sum memory sum, uint256 x, uint256 y, uint256 factor) private view {
        uint256[5] memory work = sum.work;
        work[2] = x;
        work[3] = y;
        work[4] = factor;
        bool done;
        assembly ("memory-safe") {
            done := staticcall(gas(), 7, add(work, 64), 96, add(work, 64), 64)
            done := and(done, staticcall(gas(), 6, work, 128, work, 64))
        }
        if (!done) sum.failed = true;
    }

    function _clear(Sum memory sum) private pure {
        sum.work[0] = 0;
        sum.work[1] = 0;
    }

    /// @dev A pair of the sum and the key's point in G2 that begins at the word.
    function _put(uint256[] memory pairs, uint256 place, Sum memory sum, bytes memory key, uint256 keyWord)
        private
        pure
    {
        pairs[place] = sum.work[0];
        pairs[place + 1] = sum.work[1];
        for (uint256 i = 0; i < 4; i++) {
            pairs[place + 2 + i] = Groth16.word(key, keyWord + i);
        }
    }

    function _pairingIsOne(uint256[] memory pairs) private view returns (bool one) {
        assembly ("memory-safe") {
            let ok := staticcall(gas(), 8, add(pairs, 32), mul(mload(pairs), 32), 0, 32)
            one := and(ok, eq(mload(0), 1))
        }
    }
}
