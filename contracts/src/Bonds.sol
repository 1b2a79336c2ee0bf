// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Purse} from "./Purse.sol";
import {IBonds} from "./interfaces/IBonds.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";

/// @dev Storage:
/// | slot | content |
/// |---|---|
/// | 0 | `creditWeiOf` (Purse) |
/// | 1 | unused 128, `burntGwei` 64, `_profiles` 32, `proverCount` 32 |
/// | 2 | `_accounts`: index -> `Account`, one word |
/// | 3 | `_exits`: index -> `Exit`, one word |
/// | 4 | `_penalized`: index -> block number / 256 -> one bit for each block |
abstract contract Bonds is Purse, IBonds {
    /// @dev | isHandingOver 8 | isExiting 8 | periods 16 | bondGwei 64 | operator 160 |
    struct Account {
        address operator;
        uint64 bondGwei;
        uint16 periods;
        bool isExiting;
        bool isHandingOver;
    }

    /// @dev | unused 128 | readyAt 64 | gwei 64 |
    struct Exit {
        uint64 exitGwei;
        uint64 readyAt;
    }

    address payable private constant NOBODY = payable(0x000000000000000000000000000000000000dEaD);
    uint64 private constant REPORTER_PERCENT = 10;
    uint64 private constant RESCUER_PERCENT = 40;
    uint64 internal constant BOND_GWEI_MAX = type(uint64).max;
    uint256 private constant QUOTA_MAX = type(uint32).max;

    address public immutable judge;
    uint64 public immutable genesisTime;
    uint32 public immutable epochSeconds;
    uint32 public immutable lagEpochs;
    uint32 public immutable exitDelaySeconds;
    uint32 public immutable evidenceSeconds;
    uint64 public immutable bondGweiMin;
    uint64 public immutable leaseCoverGwei;

    uint32 public proverCount;
    uint32 internal _profiles;
    uint64 public burntGwei;
    mapping(uint256 index => Account) internal _accounts;
    mapping(uint256 index => Exit) private _exits;
    mapping(uint256 index => mapping(uint256 span => uint256 marks)) private _penalized;

    constructor(IProverRegistry.Terms memory terms) Purse(terms.token) {
        judge = terms.judge;
        genesisTime = terms.genesisTime;
        epochSeconds = terms.epochSeconds;
        lagEpochs = terms.lagEpochs;
        exitDelaySeconds = terms.exitDelaySeconds;
        evidenceSeconds = terms.evidenceSeconds;
        bondGweiMin = terms.bondGweiMin;
        leaseCoverGwei = terms.leaseCoverGwei;
    }

    /// @inheritdoc IBonds
    function addBond(uint32 index, uint64 addedGwei) external payable {
        // C-50
        Account memory account = _known(index);
        // C-51
        if (addedGwei == 0 || addedGwei > BOND_GWEI_MAX - account.bondGwei) {
            revert BondRefused(addedGwei, 1, BOND_GWEI_MAX - account.bondGwei);
        }
        _accounts[index].bondGwei = account.bondGwei + addedGwei;
        emit BondAdded(index, addedGwei, account.bondGwei + addedGwei);
        _collect(addedGwei * WEI_PER_GWEI);
    }

    /// @inheritdoc IBonds
    function requestExit(uint64 exitGwei) external {
        // C-52
        uint32 index = _ownIndex();
        Account memory account = _accounts[index];
        // C-53
        if (account.isExiting) revert ExitPending(index, _exits[index].readyAt);
        // C-54
        if (exitGwei == 0 || exitGwei > account.bondGwei) revert ExitRefused(index, exitGwei, account.bondGwei);
        uint64 left = account.bondGwei - exitGwei;
        if (left != 0 && left < bondGweiMin) revert ExitRefused(index, exitGwei, account.bondGwei);

        uint64 readyAt = uint64(block.timestamp) + exitDelaySeconds;
        _accounts[index].isExiting = true;
        _exits[index] = Exit(exitGwei, readyAt);
        emit ExitRequested(index, exitGwei, readyAt);
    }

    /// @inheritdoc IBonds
    function cancelExit() external {
        // C-52
        uint32 index = _ownIndex();
        // C-55
        if (!_accounts[index].isExiting) revert NoExit(index);
        _accounts[index].isExiting = false;
        delete _exits[index];
        emit ExitCancelled(index);
    }

    /// @inheritdoc IBonds
    function finishExit(uint32 index) external {
        // C-55
        Account memory account = _accounts[index];
        if (!account.isExiting) revert NoExit(index);
        // C-56
        Exit memory exit = _exits[index];
        if (block.timestamp < exit.readyAt) revert ExitPending(index, exit.readyAt);

        uint64 paidGwei = _least(exit.exitGwei, account.bondGwei);
        _accounts[index].bondGwei = account.bondGwei - paidGwei;
        _accounts[index].isExiting = false;
        delete _exits[index];
        address operator = _operatorNow(index);
        _credit(operator, paidGwei * WEI_PER_GWEI);
        emit ExitFinished(index, paidGwei, operator);
    }

    /// @inheritdoc IBonds
    function penalize(uint32 index, uint64 blockNumber, uint64 penaltyGwei, address rescuer, address reporter)
        external
    {
        // C-57
        if (msg.sender != judge) revert NotJudge(msg.sender);
        // C-58
        uint256 marks = _penalized[index][blockNumber >> 8];
        uint256 mark = 1 << (blockNumber & 0xff);
        if (marks & mark != 0) revert AlreadyPenalized(index, blockNumber);
        _penalized[index][blockNumber >> 8] = marks | mark;
        (uint64 takenGwei, uint64 burnt) = _take(index, penaltyGwei, rescuer, reporter);
        emit Penalized(index, blockNumber, takenGwei, rescuer, reporter, burnt);
    }

    /// @inheritdoc IBonds
    function sweep() external {
        uint64 amountGwei = burntGwei;
        burntGwei = 0;
        emit Swept(amountGwei);
        _send(NOBODY, amountGwei * WEI_PER_GWEI);
    }

    /// @inheritdoc IBonds
    function minBalanceAt(uint32 index, uint64 time) public view returns (uint64) {
        if (time >= block.timestamp + exitDelaySeconds) return 0;
        Account memory account = _accounts[index];
        if (!account.isExiting || _exits[index].readyAt > time) return account.bondGwei;
        return account.bondGwei - _least(_exits[index].exitGwei, account.bondGwei);
    }

    /// @inheritdoc IBonds
    function quota(uint32 index, uint64 epoch) public view returns (uint32) {
        uint256 end = genesisTime + (uint256(epoch) + 1) * epochSeconds + evidenceSeconds;
        if (end > type(uint64).max) return 0;
        // casting to 'uint64' and 'uint32' is safe because both are bounded here
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 covered = minBalanceAt(index, uint64(end)) / leaseCoverGwei;
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(covered < QUOTA_MAX ? covered : QUOTA_MAX);
    }

    /// @inheritdoc IBonds
    function exitOf(uint32 index) public view returns (uint64 exitGwei, uint64 readyAt) {
        return (_exits[index].exitGwei, _exits[index].readyAt);
    }

    /// @inheritdoc IBonds
    function wasPenalized(uint32 index, uint64 blockNumber) external view returns (bool) {
        return _penalized[index][blockNumber >> 8] >> (blockNumber & 0xff) & 1 == 1;
    }

    /// @inheritdoc IBonds
    function epochAt(uint64 time) public view returns (uint64) {
        return time < genesisTime ? 0 : (time - genesisTime) / epochSeconds;
    }

    /// @dev Takes a penalty from a bond, or all that is left of it, and splits it.
    function _take(uint32 index, uint64 penaltyGwei, address rescuer, address reporter)
        internal
        returns (uint64 takenGwei, uint64 burnt)
    {
        uint64 bondGwei = _accounts[index].bondGwei;
        takenGwei = _least(penaltyGwei, bondGwei);
        _accounts[index].bondGwei = bondGwei - takenGwei;

        uint64 toReporter = reporter == address(0) ? 0 : _share(takenGwei, REPORTER_PERCENT);
        uint64 toRescuer = rescuer == address(0) ? 0 : _share(takenGwei, RESCUER_PERCENT);
        burnt = takenGwei - toReporter - toRescuer;
        burntGwei += burnt;
        _credit(reporter, toReporter * WEI_PER_GWEI);
        _credit(rescuer, toRescuer * WEI_PER_GWEI);
    }

    /// @dev The prover that the caller is the operator of, in this epoch; reverts if there is none.
    function _ownIndex() internal view virtual returns (uint32);

    function _operatorNow(uint32 index) internal view virtual returns (address);

    /// @dev Reverts if the index was never given.
    function _known(uint32 index) internal view virtual returns (Account memory);

    function _share(uint64 whole, uint64 percent) private pure returns (uint64) {
        // casting to 'uint64' is safe because a share is not above the whole
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(uint256(whole) * percent / 100);
    }

    function _least(uint64 a, uint64 b) internal pure returns (uint64) {
        return a < b ? a : b;
    }
}
