// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who proved a block, for all its proof types in one word
/// @notice Words lie in a ring of 65,536 places, nine days of blocks, at block number mod 65,536:
/// | block number / 65,536: 40 | is paid, type 7 ... 0: 8 | entry of type 7 | ... | entry of type 0 |, an entry of 26 bits
/// being | term - 1: 4 | second prover + 1: 11 | first prover + 1: 11 |.
library Latches {
    uint256 internal constant PLACES = 1 << 16;
    uint256 internal constant TYPES_MAX = 8;
    uint256 internal constant PROVERS_MAX = 1024;
    uint256 internal constant TERM_MAX = 16;

    uint256 private constant ENTRY_BITS = 26;
    uint256 private constant PAID_SHIFT = 208;
    uint256 private constant ROUND_SHIFT = 216;
    uint256 private constant PLACE_BITS = 16;
    uint256 private constant PROVER_MASK = 0x7ff;

    /// @notice The word itself if it is about the block, else one that says that nothing is proven of it.
    function about(uint256 word, uint64 blockNumber) internal pure returns (uint256) {
        uint256 round = blockNumber >> PLACE_BITS;
        return word >> ROUND_SHIFT == round ? word : round << ROUND_SHIFT;
    }

    function entry(uint256 word, uint256 number)
        internal
        pure
        returns (uint32 firstPlusOne, uint32 secondPlusOne, uint32 term)
    {
        uint256 bits = word >> number * ENTRY_BITS;
        // casting to 'uint32' is safe because the masks leave 11 and 4 bits
        // forge-lint: disable-next-line(unsafe-typecast)
        firstPlusOne = uint32(bits & PROVER_MASK);
        // forge-lint: disable-next-line(unsafe-typecast)
        secondPlusOne = uint32(bits >> 11 & PROVER_MASK);
        // forge-lint: disable-next-line(unsafe-typecast)
        term = firstPlusOne == 0 ? 0 : uint32(bits >> 22 & 0xf) + 1;
    }

    function isPaid(uint256 word, uint256 number) internal pure returns (bool) {
        return word >> PAID_SHIFT + number & 1 == 1;
    }

    function withPaid(uint256 word, uint256 number) internal pure returns (uint256) {
        return word | 1 << PAID_SHIFT + number;
    }

    /// @dev The place must be empty.
    function withFirst(uint256 word, uint256 number, uint32 prover, uint32 term) internal pure returns (uint256) {
        return word | (uint256(prover) + 1 | uint256(term - 1) << 22) << number * ENTRY_BITS;
    }

    /// @dev The place must be empty.
    function withSecond(uint256 word, uint256 number, uint32 prover) internal pure returns (uint256) {
        return word | (uint256(prover) + 1) << number * ENTRY_BITS + 11;
    }

    /// @notice How many proof types of the block are proven.
    function count(uint256 word) internal pure returns (uint256 proven) {
        unchecked {
            for (uint256 bits = word & ((1 << PAID_SHIFT) - 1); bits != 0; bits >>= ENTRY_BITS) {
                if (bits & PROVER_MASK != 0) proven++;
            }
        }
    }
}
