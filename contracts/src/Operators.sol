// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bonds} from "./Bonds.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";

/// @dev Storage, after that of `Bonds`:
/// | slot | content |
/// |---|---|
/// | 5 | `_indexPlusOneOfOperator` |
/// | 6 | `_offers`: index -> account that may take the prover |
/// | 7 | `_handovers`: index -> unused 64, fromEpoch 32, to 160 |
abstract contract Operators is Bonds, IProverRegistry {
    struct Handover {
        address to;
        uint32 fromEpoch;
    }

    mapping(address operator => uint32) internal _indexPlusOneOfOperator;
    mapping(uint256 index => address) private _offers;
    mapping(uint256 index => Handover) private _handovers;

    /// @inheritdoc IProverRegistry
    function offerOperator(address to) external {
        // C-19
        uint32 index = _ownIndex();
        // C-90
        if (to != address(0) && _indexPlusOneOfOperator[to] != 0) revert OfferRefused(to);
        _offers[index] = to;
        emit OperatorOffered(index, to);
    }

    /// @inheritdoc IProverRegistry
    function acceptOperator(uint32 index) external {
        // C-91
        if (_offers[index] != msg.sender) revert NotOffered(index, msg.sender);
        // C-90
        if (_indexPlusOneOfOperator[msg.sender] != 0) revert OfferRefused(msg.sender);
        // C-92
        if (_accounts[index].isHandingOver) {
            Handover memory before = _handovers[index];
            uint64 until = before.fromEpoch + evidenceSeconds / epochSeconds + 1;
            if (epochAt(uint64(block.timestamp)) < until) revert HandoverPending(index, until);
            _accounts[index].operator = before.to;
        }
        uint32 fromEpoch = _nextEpoch();
        delete _offers[index];
        _accounts[index].isHandingOver = true;
        _handovers[index] = Handover(msg.sender, fromEpoch);
        _indexPlusOneOfOperator[msg.sender] = index + 1;
        emit OperatorChanged(index, msg.sender, fromEpoch);
    }

    /// @inheritdoc IProverRegistry
    function indexOfOperator(address operator) external view returns (bool registered, uint32 index) {
        (registered, index) = _found(_indexPlusOneOfOperator[operator]);
        if (registered && _operatorNow(index) != operator) return (false, 0);
    }

    /// @inheritdoc IProverRegistry
    function operatorOf(uint32 index) external view returns (address) {
        return _operatorNow(index);
    }

    function _operatorAt(uint32 index, uint64 epoch) internal view returns (address) {
        Account memory account = _accounts[index];
        if (!account.isHandingOver || _handovers[index].fromEpoch > epoch) return account.operator;
        return _handovers[index].to;
    }

    function _operatorNow(uint32 index) internal view override returns (address) {
        return _operatorAt(index, epochAt(uint64(block.timestamp)));
    }

    function _ownIndex() internal view override returns (uint32) {
        uint32 known = _indexPlusOneOfOperator[msg.sender];
        if (known == 0 || _operatorNow(known - 1) != msg.sender) revert UnknownOperator(msg.sender);
        return known - 1;
    }

    function _known(uint32 index) internal view override returns (Account memory account) {
        account = _accounts[index];
        if (account.operator == address(0)) revert UnknownProver(index);
    }

    /// @dev The first epoch of a change that is made now.
    function _nextEpoch() internal view returns (uint32) {
        if (block.timestamp < genesisTime) return 0;
        return uint32(epochAt(uint64(block.timestamp))) + lagEpochs + 1;
    }

    function _found(uint32 indexPlusOne) internal pure returns (bool, uint32) {
        return indexPlusOne == 0 ? (false, 0) : (true, indexPlusOne - 1);
    }
}
