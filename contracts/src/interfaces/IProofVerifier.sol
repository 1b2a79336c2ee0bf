// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a proof type brings along: the check of its proofs
interface IProofVerifier {
    /// @notice Says whether `proof` proves the task and names `operator` as its maker.
    /// @dev Must not revert for a bad proof. Settlement calls it with a bounded amount of gas.
    /// @param taskId the task, see `Messages.taskIdOf`
    /// @param operator the account that the proof's public inputs must bind
    /// @param proof bytes in the proof type's own format
    function verify(bytes32 taskId, address operator, bytes calldata proof) external view returns (bool);
}
