// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IJudge} from "../src/interfaces/IJudge.sol";
import {IPurse} from "../src/interfaces/IPurse.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Lease, Messages} from "../src/types/Messages.sol";
import {TestToken} from "./base/Doubles.sol";
import {Network} from "./base/Network.sol";

/// @title Everything that people do with the contracts, in any order: six provers, two sponsors, a reporter, time
/// @dev A step that the contracts refuse is a step too: the handler looks only at what they hold afterwards.
contract Actors is Network {
    uint64 private constant SPAN = 700;
    string[6] private _names = ["alice", "bob", "carol", "dave", "erin", "frank"];
    IERC20 private immutable _currency;
    uint64 public lastBlock = BLOCK;
    uint64[] private _blocks;
    uint64[] private _eras;
    IJudge.Claim[] private _accused;
    uint256 public done;
    uint256 public settled;
    uint256 public collected;
    uint256 public condemned;
    uint256 public convicted;

    constructor(IERC20 currency_) {
        _currency = currency_;
        setUpNetwork();
        vm.warp(GENESIS - 1);
        for (uint256 i = 0; i < 6; i++) {
            register(_names[i]);
        }
        vm.warp(NOW);
        _blocks.push(BLOCK);
        _sponsor(3, RATE);
    }

    function currency() internal view override returns (IERC20) {
        return _currency;
    }

    function passTime(uint16 blocks, uint32 seconds_) external {
        // One step in 64 is longer than the ring of latches.
        uint64 number = lastBlock + (seconds_ % 64 == 0 ? 66_000 : uint64(bound(blocks, 1, SPAN)));
        uint256 time = vm.getBlockTimestamp() + bound(seconds_, 1, 2 days);
        vm.roll(number);
        setHistory(number - 1, hashOf(number - 1));
        if (number > 256) vm.setBlockhash(number - 1, hashOf(number - 1));
        vm.roll(number);
        vm.warp(time);
        if (number - 1 > _blocks[_blocks.length - 1]) _blocks.push(number - 1);
        lastBlock = number;
        done++;
    }

    function settle(uint8 who, uint8 which, uint8 term) external {
        uint32 prover = who % 6;
        ISettlement.Item memory made = itemOf(_names[prover], prover, _block(which));
        made.lease.term = uint32(bound(term, 1, 16));
        resign(made, leaseSecretOf(_names[prover]));
        try settlement.settle(made) {
            settled++;
        } catch {}
        done++;
    }

    function collect(uint8 which) external {
        uint64[] memory blocks = new uint64[](3);
        for (uint8 i = 0; i < 3; i++) {
            blocks[i] = _block(which / 2 + i);
        }
        settlement.collect(proofType, blocks);
        collected++;
        done++;
    }

    function sponsorMore(uint8 eras, uint32 rate) external {
        _sponsor(uint32(bound(eras, 1, 4)), uint64(bound(rate, 1, 1e9)));
        done++;
    }

    function reclaim(uint8 era) external {
        try settlement.reclaim(proofType, _eras[era % _eras.length], sponsor) {} catch {}
        done++;
    }

    function requestExit(uint8 who, uint64 amount) external {
        vm.prank(addressOf(_names[who % 6]));
        try registry.requestExit(uint64(bound(amount, 1, 3 * BOND))) {} catch {}
        done++;
    }

    function finishExit(uint8 who) external {
        try registry.finishExit(who % 6) {} catch {}
        done++;
    }

    function cancelExit(uint8 who) external {
        vm.prank(addressOf(_names[who % 6]));
        try registry.cancelExit() {} catch {}
        done++;
    }

    function addBond(uint8 who, uint64 amount) external {
        uint64 added = uint64(bound(amount, 1, BOND));
        uint256 value = give(address(this), uint256(added) * GWEI, address(registry));
        registry.addBond{value: value}(who % 6, added);
        done++;
    }

    function withdraw(uint8 who, bool bond) external {
        address account = who % 8 == 7 ? addressOf("reporter") : who % 8 == 6 ? sponsor : addressOf(_names[who % 6]);
        vm.startPrank(account);
        if (bond) {
            try registry.withdraw(payable(addressOf("outside"))) {} catch {}
        } else {
            try settlement.withdraw(payable(addressOf("outside"))) {} catch {}
        }
        try judge.withdraw(payable(addressOf("outside"))) {} catch {}
        vm.stopPrank();
        done++;
    }

    function equivocate(uint8 who, uint8 which) external {
        if (who % 7 != 0) return;
        IJudge.Claim memory claim = _claim(who % 6, _block(which), 1);
        IJudge.SignedLease memory other = _claim(who % 6, _block(which), 2).signed;
        vm.prank(addressOf("reporter"));
        try judge.equivocation(claim, other) {
            condemned++;
        } catch {}
        done++;
    }

    function accuse(uint8 who, uint8 which, uint8 salt) external {
        IJudge.Claim memory claim = _claim(who % 6, _block(which), salt);
        uint256 value = give(addressOf("reporter"), 1e15, address(judge));
        vm.prank(addressOf("reporter"));
        try judge.accuse{value: value}(claim) {
            _accused.push(claim);
        } catch {}
        done++;
    }

    function answer(uint8 which) external {
        if (_accused.length == 0) return;
        IJudge.Claim memory claim = _accused[which % _accused.length];
        bytes memory proof = stubProof(claim.signed.lease.taskId, addressOf(_names[claim.signed.lease.prover]));
        try judge.answerWithProof(claim, proof) {} catch {}
        done++;
    }

    function convict(uint8 which) external {
        if (_accused.length == 0) return;
        try judge.convict(_accused[which % _accused.length]) {
            convicted++;
        } catch {}
        done++;
    }

    function sweep() external {
        registry.sweep();
        done++;
    }

    function advance() external {
        settlement.advance(16);
        done++;
    }

    /// @return owed by the registry: bonds, credits, what is burnt
    function registryOwes() external returns (uint256 owed, uint256 holds) {
        owed = uint256(registry.burntGwei()) * GWEI + _credits(registry);
        for (uint32 i = 0; i < 6; i++) {
            owed += uint256(registry.minBalanceAt(i, 0)) * GWEI;
        }
        holds = held(address(registry));
    }

    /// @return owed by the settlement: credits, what is left of all eras
    function settlementOwes() external returns (uint256 owed, uint256 holds) {
        owed = _credits(settlement);
        for (uint256 i = 0; i < _eras.length; i++) {
            owed += uint256(settlement.budgetOf(proofType, _eras[i]).leftGwei) * GWEI;
        }
        holds = held(address(settlement));
    }

    /// @return owed by the judge: credits, deposits of open accusations
    function judgeOwes() external returns (uint256 owed, uint256 holds) {
        owed = _credits(judge);
        for (uint256 i = 0; i < _accused.length; i++) {
            (address accuser,) = judge.accusationOf(digestOf(_accused[i].signed.lease));
            if (accuser != address(0)) owed += 1e15;
        }
        holds = held(address(judge));
    }

    /// @dev A latch never changes its first prover while its block is in the ring, and paid ones stay paid.
    function latchesHold() external view returns (bool) {
        for (uint256 i = 0; i < _blocks.length; i++) {
            ISettlement.Latch memory latch = settlement.latchOf(proofType, _blocks[i]);
            if (latch.hasSecond && latch.first == latch.second) return false;
            if (latch.isPaid && !latch.isProven) return false;
        }
        (uint64 from, uint64 to) = settlement.head();
        return to + 1 >= from;
    }

    function _credits(IPurse purse) private returns (uint256 sum) {
        for (uint256 i = 0; i < 6; i++) {
            sum += purse.creditWeiOf(addressOf(_names[i]));
        }
        sum += purse.creditWeiOf(sponsor) + purse.creditWeiOf(addressOf("reporter"));
    }

    function _sponsor(uint32 eras, uint64 rateGwei) private {
        sponsorType(proofType, eras, rateGwei);
        for (uint64 era = lastBlock / 256; era < lastBlock / 256 + eras; era++) {
            bool known = false;
            for (uint256 i = 0; i < _eras.length; i++) {
                if (_eras[i] == era) known = true;
            }
            if (!known) _eras.push(era);
        }
    }

    function _block(uint8 which) private view returns (uint64) {
        uint256 recent = _blocks.length < 6 ? _blocks.length : 6;
        return _blocks[_blocks.length - 1 - which % recent];
    }

    function _claim(uint32 prover, uint64 number, uint8 salt) private view returns (IJudge.Claim memory claim) {
        Lease memory lease = leaseOf(prover, number, 1);
        lease.snapshotId = Messages.snapshotIdOf(3, 0, GENESIS_SEED);
        lease.beatKey = bytes32(uint256(salt));
        lease.issuedAtMs = number;
        bytes memory signature = sign(leaseSecretOf(_names[prover]), digestOf(lease));
        return IJudge.Claim(number, proofType, IJudge.SignedLease(lease, signature, 3, 0, GENESIS_SEED));
    }
}

/// @title What always holds, after any calls of the actors
contract NetworkInvariants is Network {
    Actors internal actors;

    function setUp() public virtual {
        actors = new Actors(IERC20(address(0)));
        targetContract(address(actors));
    }

    function invariant_moneyIsConserved() public {
        (uint256 owed, uint256 holds) = actors.registryOwes();
        vm.assertEq(owed, holds, "registry");
        (owed, holds) = actors.settlementOwes();
        vm.assertEq(owed, holds, "settlement");
        (owed, holds) = actors.judgeOwes();
        vm.assertEq(owed, holds, "judge");
        vm.assertTrue(actors.latchesHold(), "latches");
    }
}

/// @title The same with a token
contract TokenInvariants is NetworkInvariants {
    function setUp() public override {
        actors = new Actors(new TestToken());
        targetContract(address(actors));
    }
}
