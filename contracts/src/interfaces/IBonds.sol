// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPurse} from "./IPurse.sol";

/// @title Bonds that will surely still be there
/// @notice A bond leaves only after a delay that is longer than anything can be punished for, and stays punishable
/// until it has left.
interface IBonds is IPurse {
    error BondRefused(uint256 bondGwei, uint256 bondGweiMin, uint256 bondGweiMax);
    error ExitRefused(uint32 index, uint64 exitGwei, uint64 bondGwei);
    error ExitPending(uint32 index, uint64 readyAt);
    error NoExit(uint32 index);
    error NotJudge(address caller);
    error AlreadyPenalized(uint32 index, uint64 blockNumber);

    event BondAdded(uint32 indexed index, uint64 addedGwei, uint64 bondGwei);
    event ExitRequested(uint32 indexed index, uint64 exitGwei, uint64 readyAt);
    event ExitCancelled(uint32 indexed index);
    event ExitFinished(uint32 indexed index, uint64 paidGwei, address operator);
    event Penalized(
        uint32 indexed index,
        uint64 indexed blockNumber,
        uint64 takenGwei,
        address rescuer,
        address reporter,
        uint64 burntGwei
    );
    event Swept(uint64 burntGwei);

    /// @notice Adds to a prover's bond; anybody may.
    function addBond(uint32 index, uint64 addedGwei) external payable;

    /// @notice Asks for a part of the caller's bond, to be paid when `exitDelaySeconds` have passed. What stays is
    /// nothing or at least the least bond. One request at a time.
    function requestExit(uint64 exitGwei) external;

    /// @notice The caller's bond stays.
    function cancelExit() external;

    /// @notice Credits a ripe exit to its operator; anybody may call. Pays what punishments have left of it.
    function finishExit(uint32 index) external;

    /// @notice Takes a penalty, once per prover and block; only the judge may. Of what is taken the reporter gets a tenth, the rescuer
    /// four tenths, the rest is burnt; the share of nobody (zero) is burnt too.
    function penalize(uint32 index, uint64 blockNumber, uint64 penaltyGwei, address rescuer, address reporter) external;

    /// @notice Sends what was burnt to an account that has no key; anybody may call.
    function sweep() external;

    /// @notice The least that the bond can be at `time`, whatever its operator does from now on, punishments aside.
    function minBalanceAt(uint32 index, uint64 time) external view returns (uint64 gwei_);

    /// @notice Leases that the prover may sign in an epoch: those that the bond covers which will surely be there until
    /// evidence about the epoch is too old.
    function quota(uint32 index, uint64 epoch) external view returns (uint32);

    function exitOf(uint32 index) external view returns (uint64 exitGwei, uint64 readyAt);

    function wasPenalized(uint32 index, uint64 blockNumber) external view returns (bool);

    /// @notice Registered provers; their indexes are 0 to this less 1.
    function proverCount() external view returns (uint32);

    function bondGweiMin() external view returns (uint64);

    function leaseCoverGwei() external view returns (uint64);

    function exitDelaySeconds() external view returns (uint32);

    function evidenceSeconds() external view returns (uint32);

    function judge() external view returns (address);

    /// @notice Penalties that are burnt and not swept yet.
    function burntGwei() external view returns (uint64);

    /// @notice Epoch of the network's clock; 0 before its genesis.
    function epochAt(uint64 time) external view returns (uint64);

    function genesisTime() external view returns (uint64);

    function epochSeconds() external view returns (uint32);

    /// @notice A change made in epoch e is in force from epoch e + `lagEpochs` + 1; before genesis, from epoch 0.
    function lagEpochs() external view returns (uint32);
}
