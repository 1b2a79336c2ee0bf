// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Sponsors} from "./Sponsors.sol";
import {IProofTypes} from "./interfaces/IProofTypes.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Blocks} from "./libraries/Blocks.sol";
import {Latches} from "./libraries/Latches.sol";
import {Verification} from "./libraries/Verification.sol";
import {Lease, Messages} from "./types/Messages.sol";
import {Standing, Standings} from "./types/Standings.sol";

/// @dev Storage, after that of `Sponsors`:
/// | slot | content |
/// |---|---|
/// | 4 | `_ring`: block number mod 65,536 -> word of `Latches` |
/// | 5 | unused 128, `_headTo` 64, `_headFrom` 64 |
/// Only the last 8,191 blocks can be settled, so no latch is overwritten while its block could still be settled.
contract Settlement is Sponsors, ISettlement {
    using Messages for Lease;
    using Standings for Standing;

    uint256 private constant FIRST_PERCENT = 85;
    uint256 private constant ITEMS_MAX = 64;
    uint256 private constant PROOF_BYTES_MAX = 4096;
    /// @dev Later keys are not asked for; so a key that is still to come, or long gone, settles nothing.
    uint64 private constant EPOCHS_BACK = 1024;

    uint8 public immutable provenTypes;
    uint64 public immutable secondBlocks;

    mapping(uint256 place => uint256 word) private _ring;
    uint64 private _headFrom;
    uint64 private _headTo;

    /// @param provenTypes_ proof types that make a block proven, 1 to 8
    /// @param secondBlocks_ blocks within which a second proof earns its share
    /// @param startBlock the head is counted from the block after it
    constructor(IProverRegistry registry_, uint8 provenTypes_, uint64 secondBlocks_, uint64 startBlock)
        Sponsors(registry_)
    {
        provenTypes = provenTypes_;
        secondBlocks = secondBlocks_;
        _headFrom = startBlock + 1;
        _headTo = startBlock;
    }

    /// @inheritdoc ISettlement
    function settle(Item calldata item) external {
        Refusal reason = _settle(item, _standing(item));
        if (reason != Refusal.NONE) revert Refused(reason);
    }

    /// @inheritdoc ISettlement
    function settleBatch(Item[] calldata items) external returns (uint256 settled) {
        // C-44
        if (items.length > ITEMS_MAX) revert BatchTooLarge(items.length, ITEMS_MAX);
        Standing memory s;
        for (uint256 i = 0; i < items.length; i++) {
            if (i == 0 || !_isAlike(items[i], items[i - 1])) s = _standing(items[i]);
            Refusal reason = _settle(items[i], s);
            if (reason == Refusal.NONE) settled++;
            else emit Skipped(i, reason);
        }
    }

    /// @inheritdoc ISettlement
    function collect(bytes32 proofType, uint64[] calldata blockNumbers) external {
        // C-45
        IProofTypes.ProofType memory kind = _registry.proofType(proofType);
        if (!kind.bindsProver) return;
        for (uint256 i = 0; i < blockNumbers.length; i++) {
            uint64 blockNumber = blockNumbers[i];
            uint256 word = _wordOf(blockNumber);
            (uint32 first, uint32 second,) = Latches.entry(word, kind.number);
            bool due = first != 0 && !Latches.isPaid(word, kind.number);
            if (!due || block.number <= uint256(blockNumber) + secondBlocks) continue;
            _ring[blockNumber % Latches.PLACES] = Latches.withPaid(word, kind.number);
            _pay(proofType, blockNumber, first - 1, second);
        }
    }

    /// @inheritdoc ISettlement
    function advance(uint64 blocksMax) external {
        (uint64 from, uint64 to) = (_headFrom, _headTo);
        for (uint64 i = 0; i < blocksMax && to + 1 < block.number; i++) {
            if (isProven(to + 1)) {
                to++;
            } else if (uint256(to) + 1 + Blocks.SERVED < block.number) {
                // Nobody can settle that block any more. Older ones neither.
                // casting is safe because block numbers fit
                // forge-lint: disable-next-line(unsafe-typecast)
                to = to + 1 + Latches.PLACES < block.number ? uint64(block.number - Latches.PLACES) : to + 1;
                from = to + 1;
            } else {
                break;
            }
        }
        (_headFrom, _headTo) = (from, to);
        emit HeadMoved(from, to);
    }

    /// @inheritdoc ISettlement
    function head() external view returns (uint64 from, uint64 to) {
        return (_headFrom, _headTo);
    }

    /// @inheritdoc ISettlement
    function isProven(uint64 blockNumber) public view returns (bool) {
        return Latches.count(_wordOf(blockNumber)) >= provenTypes;
    }

    /// @inheritdoc ISettlement
    function latchOf(bytes32 proofType, uint64 blockNumber) external view returns (Latch memory latch) {
        uint8 number = _registry.proofType(proofType).number;
        (uint32 first, uint32 second, uint32 term) = Latches.entry(_wordOf(blockNumber), number);
        latch.isProven = first != 0;
        latch.hasSecond = second != 0;
        if (first != 0) latch.first = first - 1;
        if (second != 0) latch.second = second - 1;
        latch.term = term;
        latch.isPaid = Latches.isPaid(_wordOf(blockNumber), number);
    }

    /// @inheritdoc ISettlement
    function registry() external view returns (IProverRegistry) {
        return _registry;
    }

    function _standing(Item calldata item) private view returns (Standing memory) {
        return _registry.standing(item.lease.prover, item.proofType, item.epoch);
    }

    function _isAlike(Item calldata one, Item calldata other) private pure returns (bool) {
        return one.lease.prover == other.lease.prover && one.proofType == other.proofType && one.epoch == other.epoch;
    }

    function _settle(Item calldata item, Standing memory s) private returns (Refusal) {
        // C-30
        bytes32 blockHash = Blocks.hashOf(item.blockNumber);
        if (blockHash == 0) return Refusal.BLOCK_UNKNOWN;
        // C-31
        bytes32 taskId = Messages.taskIdOf(block.chainid, blockHash, item.proofType, 0, 0, 1);
        if (item.lease.taskId != taskId) return Refusal.WRONG_TASK;
        // C-32
        if (item.proof.length > PROOF_BYTES_MAX) return Refusal.PROOF_TOO_LARGE;
        // C-33
        if (item.lease.term == 0 || item.lease.term > Latches.TERM_MAX) return Refusal.BAD_TERM;
        // C-34
        if (item.epoch > s.epochNow() || s.epochNow() - item.epoch > EPOCHS_BACK) return Refusal.EPOCH_OUTSIDE;
        // C-35
        if (s.operator() == address(0)) return Refusal.UNKNOWN_PROVER;
        if (s.how == 0) return Refusal.UNKNOWN_PROOF_TYPE;
        if (s.leaseKey() == address(0) || s.revokedAtBlock() != 0) return Refusal.KEY_VOID;
        // C-36
        uint256 word = _wordOf(item.blockNumber);
        (uint32 first, uint32 second,) = Latches.entry(word, s.typeNumber());
        if (second != 0 || first == item.lease.prover + 1) return Refusal.ALREADY_SETTLED;
        // C-37
        if (first != 0 && block.number > uint256(item.blockNumber) + secondBlocks) return Refusal.TOO_LATE;
        Refusal reason = _judge(item, s, taskId);
        if (reason == Refusal.NONE) _latch(item, taskId, s.typeNumber(), word, first == 0);
        return reason;
    }

    /// @dev Signature and proof.
    function _judge(Item calldata item, Standing memory s, bytes32 taskId) private view returns (Refusal) {
        // C-38
        bytes32 digest = Messages.digest(_domainSeparator(), item.lease.hash());
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, item.signature);
        if (recovered != s.leaseKey()) return Refusal.WRONG_SIGNER;
        // C-39
        uint256 gasMax = s.verifyGasMax();
        if (!Verification.hasGas(gasMax)) return Refusal.GAS_TOO_LOW;
        if (!Verification.holds(s.verifier(), gasMax, taskId, s.operator(), item.proof)) return Refusal.PROOF_REFUSED;
        return Refusal.NONE;
    }

    function _latch(Item calldata item, bytes32 taskId, uint256 typeNumber, uint256 word, bool isFirst) private {
        uint32 prover = item.lease.prover;
        word = isFirst
            ? Latches.withFirst(word, typeNumber, prover, item.lease.term)
            : Latches.withSecond(word, typeNumber, prover);
        _ring[item.blockNumber % Latches.PLACES] = word;
        emit Settled(taskId, prover, item.proofType, item.blockNumber);
        if (isFirst) {
            uint256 proven = Latches.count(word);
            if (proven == provenTypes) emit BlockProven(item.blockNumber, proven);
        }
    }

    /// @dev Credits a block's reward, or what the era has left, to the first prover, or to it and the second.
    function _pay(bytes32 proofType, uint64 blockNumber, uint32 first, uint32 secondPlusOne) private {
        Budget memory budget = _budgets[proofType][blockNumber / ERA_BLOCKS];
        uint256 paidGwei = budget.rateGwei < budget.leftGwei ? budget.rateGwei : budget.leftGwei;
        uint256 secondGwei = secondPlusOne == 0 ? 0 : paidGwei - paidGwei * FIRST_PERCENT / 100;
        // casting to 'uint128' is safe because it is not above what is left
        // forge-lint: disable-next-line(unsafe-typecast)
        _budgets[proofType][blockNumber / ERA_BLOCKS].leftGwei = budget.leftGwei - uint128(paidGwei);
        _credit(_registry.operatorOf(first), (paidGwei - secondGwei) * WEI_PER_GWEI);
        if (secondPlusOne != 0) _credit(_registry.operatorOf(secondPlusOne - 1), secondGwei * WEI_PER_GWEI);
        emit Collected(proofType, blockNumber, first, (paidGwei - secondGwei) * WEI_PER_GWEI, secondGwei * WEI_PER_GWEI);
    }

    function _wordOf(uint64 blockNumber) private view returns (uint256) {
        return Latches.about(_ring[blockNumber % Latches.PLACES], blockNumber);
    }
}
