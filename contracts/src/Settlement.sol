// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IProofVerifier} from "./interfaces/IProofVerifier.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Lease, Messages} from "./types/Messages.sol";

/// @dev Storage:
/// | slot | content |
/// |---|---|
/// | 0 | `poolWei` |
/// | 1 | `creditWeiOf`: operator -> credit |
/// | 2 | `_latches`: proof type -> block number mod 256 -> `Latch`, one word |
/// Only the last 256 blocks can be settled, so a place is free again when its next block comes and no latch can be
/// overwritten while its task could still be settled.
contract Settlement is ISettlement {
    using Messages for Lease;

    uint256 private constant LATCH_PLACES = 256;
    uint256 private constant PROOF_BYTES_MAX = 4096;
    uint256 private constant VERIFY_GAS_MAX = 1_000_000;

    IProverRegistry public immutable registry;
    uint256 public immutable rewardWei;
    uint256 private immutable _chainId;
    bytes32 private immutable _separator;

    uint256 public poolWei;
    mapping(address operator => uint256) public creditWeiOf;
    mapping(bytes32 proofType => mapping(uint256 place => Latch)) private _latches;

    /// @param rewardWei_ credited for each settled task, as long as the pool lasts
    constructor(IProverRegistry registry_, uint256 rewardWei_) payable {
        registry = registry_;
        rewardWei = rewardWei_;
        _chainId = block.chainid;
        _separator = Messages.domainSeparator(block.chainid, address(registry_));
        poolWei = msg.value;
    }

    /// @inheritdoc ISettlement
    function settle(Item calldata item) external {
        // C-30
        bytes32 canonical = blockhash(item.blockNumber);
        if (canonical == 0) revert BlockUnknown(item.blockNumber);
        // C-31
        if (canonical != item.blockHash) revert BlockReplaced(item.blockNumber, item.blockHash, canonical);
        // C-32
        Latch storage latch = _latches[item.proofType][item.blockNumber % LATCH_PLACES];
        if (latch.blockNumber == item.blockNumber) {
            revert AlreadySettled(item.proofType, item.blockNumber, latch.prover);
        }
        // C-33
        bytes32 taskId = Messages.taskIdOf(block.chainid, item.blockHash, item.proofType, 0, 0, 1);
        if (item.lease.taskId != taskId) revert WrongTask(item.lease.taskId, taskId);
        // C-34
        if (item.proof.length > PROOF_BYTES_MAX) revert ProofTooLarge(item.proof.length, PROOF_BYTES_MAX);
        // C-35
        (address operator, address leaseKey, IProofVerifier verifier) =
            registry.standing(item.lease.prover, item.proofType);
        // C-36
        bytes32 leaseDigest = Messages.digest(_domainSeparator(), item.lease.hash());
        (address recovered,,) = ECDSA.tryRecoverCalldata(leaseDigest, item.signature);
        if (recovered == address(0) || recovered != leaseKey) {
            revert SignatureRefused(item.lease.prover, leaseKey, recovered);
        }
        // C-37
        if (!_proves(verifier, taskId, operator, item.proof)) revert ProofRefused(taskId, address(verifier));

        _latches[item.proofType][item.blockNumber % LATCH_PLACES] =
            Latch(item.blockNumber, uint64(block.number), item.lease.prover, item.lease.term);
        uint256 creditWei = _credit(operator);
        emit Settled(
            taskId, item.lease.prover, item.proofType, item.blockNumber, item.lease.term, leaseDigest, creditWei
        );
    }

    /// @inheritdoc ISettlement
    function fund() external payable {
        poolWei += msg.value;
        emit Funded(msg.sender, msg.value);
    }

    /// @inheritdoc ISettlement
    function withdraw(address payable to) external {
        // C-38
        uint256 amountWei = creditWeiOf[msg.sender];
        if (amountWei == 0) revert NothingToWithdraw(msg.sender);
        creditWeiOf[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amountWei);
        (bool paid,) = to.call{value: amountWei}("");
        if (!paid) revert WithdrawalFailed(to, amountWei);
    }

    /// @inheritdoc ISettlement
    function latchOf(bytes32 proofType, uint64 blockNumber) external view returns (Latch memory latch) {
        latch = _latches[proofType][blockNumber % LATCH_PLACES];
        if (latch.blockNumber != blockNumber) delete latch;
    }

    /// @dev A verifier that fails, runs out of its gas or answers no has not verified.
    function _proves(IProofVerifier verifier, bytes32 taskId, address operator, bytes calldata proof)
        private
        view
        returns (bool)
    {
        try verifier.verify{gas: VERIFY_GAS_MAX}(taskId, operator, proof) returns (bool valid) {
            return valid;
        } catch {
            return false;
        }
    }

    function _credit(address operator) private returns (uint256 creditWei) {
        uint256 pool = poolWei;
        creditWei = rewardWei < pool ? rewardWei : pool;
        if (creditWei == 0) return 0;
        poolWei = pool - creditWei;
        creditWeiOf[operator] += creditWei;
    }

    /// @dev Made anew only on a chain that split off after deployment.
    function _domainSeparator() private view returns (bytes32) {
        return block.chainid == _chainId ? _separator : Messages.domainSeparator(block.chainid, address(registry));
    }
}
