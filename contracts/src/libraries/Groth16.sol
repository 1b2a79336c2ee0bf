// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The Groth16 check on BN254 with the precompiles of EIP-196 and EIP-197
/// @notice A verification key is bytes of 32-byte big-endian words, points as EIP-197 writes them (the `u` part of an
/// Fp2 element first):
/// | word | content |
/// |---|---|
/// | 0-1 | alpha, in G1 |
/// | 2-5 | beta, in G2 |
/// | 6-9 | gamma, in G2 |
/// | 10-13 | delta, in G2 |
/// | 14-15 | IC 0, in G1 |
/// | 16-17 ... | IC i for public input i, in G1 |
/// A proof is 8 words: A in G1, B in G2, C in G1.
library Groth16 {
    /// @notice Order of the base field: coordinates are below it.
    uint256 internal constant P =
        21_888_242_871_839_275_222_246_405_745_257_275_088_696_311_157_297_823_662_689_037_894_645_226_208_583;
    /// @notice Order of the groups: public inputs are below it.
    uint256 internal constant R =
        21_888_242_871_839_275_222_246_405_745_257_275_088_548_364_400_416_034_343_698_204_186_575_808_495_617;

    uint256 internal constant PROOF_BYTES = 256;
    uint256 internal constant INPUTS_MAX = 64;

    uint256 private constant FIXED_KEY_BYTES = 448;
    uint256 private constant POINT_BYTES = 64;

    /// @notice Number of public inputs that the key is for; reverts nowhere and gives 0 for a key of no valid size.
    function inputCount(bytes memory key) internal pure returns (uint256) {
        if (key.length < FIXED_KEY_BYTES + 2 * POINT_BYTES) return 0;
        uint256 points = (key.length - FIXED_KEY_BYTES) / POINT_BYTES;
        if (key.length != FIXED_KEY_BYTES + points * POINT_BYTES || points > INPUTS_MAX + 1) return 0;
        return points - 1;
    }

    /// @notice Says whether the key's points are points of the right groups, with none of alpha, beta, gamma and delta
    /// at infinity and gamma different from delta. A key with gamma = delta, which an unfinished ceremony leaves
    /// behind, would let anybody forge proofs.
    function keyIsSound(bytes memory key) internal view returns (bool) {
        uint256 inputs = inputCount(key);
        if (inputs == 0) return false;
        if (!isCurvePoint(word(key, 0), word(key, 1))) return false;
        for (uint256 i = 0; i <= inputs; i++) {
            if (!isCurvePoint(word(key, 14 + 2 * i), word(key, 15 + 2 * i))) return false;
        }
        for (uint256 i = 2; i < 14; i += 4) {
            if (!_isTwistPoint(word(key, i), word(key, i + 1), word(key, i + 2), word(key, i + 3))) {
                return false;
            }
        }
        for (uint256 i = 0; i < 4; i++) {
            if (word(key, 6 + i) != word(key, 10 + i)) return true;
        }
        return false;
    }

    /// @notice Says whether `proof` holds for `inputs` under a sound key: e(-A, B) e(alpha, beta) e(V, gamma) e(C, delta) = 1
    /// with V = IC 0 + sum of input i times IC i. False, never a revert, for anything else.
    function verify(bytes memory key, uint256[] memory inputs, bytes calldata proof) internal view returns (bool) {
        if (proof.length != PROOF_BYTES) return false;
        if (inputs.length != inputCount(key)) return false;
        for (uint256 i = 0; i < inputs.length; i++) {
            if (inputs[i] >= R) return false;
        }
        uint256[8] memory points = abi.decode(proof, (uint256[8]));
        for (uint256 i = 0; i < 8; i++) {
            if (points[i] >= P) return false;
        }
        if (!isCurvePoint(points[0], points[1])) return false;
        if (!isCurvePoint(points[6], points[7])) return false;

        (bool summed, uint256 x, uint256 y) = _combine(key, inputs);
        if (!summed) return false;

        uint256[24] memory pairs;
        pairs[0] = points[0];
        pairs[1] = P - points[1];
        for (uint256 i = 2; i < 6; i++) {
            pairs[i] = points[i];
        }
        for (uint256 i = 0; i < 6; i++) {
            pairs[6 + i] = word(key, i);
        }
        pairs[12] = x;
        pairs[13] = y;
        pairs[18] = points[6];
        pairs[19] = points[7];
        for (uint256 i = 0; i < 4; i++) {
            pairs[14 + i] = word(key, 6 + i);
            pairs[20 + i] = word(key, 10 + i);
        }
        return _pairingIsOne(pairs, 24 * 32);
    }

    /// @dev IC 0 + sum of input i times IC i.
    function _combine(bytes memory key, uint256[] memory inputs)
        private
        view
        returns (bool summed, uint256 x, uint256 y)
    {
        // Words 0-1 hold the sum; words 2-4 hold point and factor for the multiplication, which leaves its product in 2-3.
        uint256[5] memory work;
        work[0] = word(key, 14);
        work[1] = word(key, 15);
        summed = true;
        for (uint256 i = 0; i < inputs.length && summed; i++) {
            work[2] = word(key, 16 + 2 * i);
            work[3] = word(key, 17 + 2 * i);
            work[4] = inputs[i];
            assembly ("memory-safe") {
                summed := staticcall(gas(), 7, add(work, 64), 96, add(work, 64), 64)
                summed := and(summed, staticcall(gas(), 6, work, 128, work, 64))
            }
        }
        return (summed, work[0], work[1]);
    }

    /// @dev y^2 = x^3 + 3; infinity, written (0, 0), does not satisfy it. G1 is the whole curve.
    function isCurvePoint(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= P || y >= P) return false;
        return mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
    }

    /// @dev Has the pairing precompile check curve and subgroup, by pairing with infinity; infinity itself is no key.
    function _isTwistPoint(uint256 xu, uint256 x, uint256 yu, uint256 y) private view returns (bool) {
        if (xu | x | yu | y == 0) return false;
        uint256[24] memory pairs;
        pairs[2] = xu;
        pairs[3] = x;
        pairs[4] = yu;
        pairs[5] = y;
        return _pairingIsOne(pairs, 6 * 32);
    }

    function _pairingIsOne(uint256[24] memory pairs, uint256 size) private view returns (bool one) {
        assembly ("memory-safe") {
            let ok := staticcall(gas(), 8, pairs, size, 0, 32)
            one := and(ok, eq(mload(0), 1))
        }
    }

    /// @dev The caller has checked the key's size.
    function word(bytes memory data, uint256 index) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(data, 32), mul(index, 32)))
        }
    }
}
