// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProverRegistry} from "../src/interfaces/IProverRegistry.sol";
import {Network} from "./base/Network.sol";

/// @title What provers change after they registered, and when it takes effect
contract ProverChangesTest is Network {
    function setUp() public {
        setUpNetwork();
    }

    function test_keyAt_changesWithTheLag() public {
        register("alice");
        vm.assertEq(registry.keyAt(0, 24), address(0), "before");
        vm.assertEq(registry.keyAt(0, 25), leaseKeyOf("alice"), "from");
        vm.warp(NOW + 7 * EPOCH);
        _change("alice", "alice 2");
        vm.assertEq(registry.keyAt(0, 31), leaseKeyOf("alice"), "t-1");
        vm.assertEq(registry.keyAt(0, 32), leaseKeyOf("alice 2"), "t");
        vm.assertEq(registry.keyAt(0, 33), leaseKeyOf("alice 2"), "t+1");
        vm.assertEq(registry.keyAt(0, 25), leaseKeyOf("alice"), "the past stays");
        vm.assertEq(registry.prover(0).leaseKey, leaseKeyOf("alice 2"), "snapshots see the last");
        vm.assertEq(registry.keyAt(1, 99), address(0), "nobody");
    }

    function test_change_lastSecondOfAnEpochAndFirstOfTheNext() public {
        register("alice");
        vm.warp(NOW + 7 * EPOCH - 1);
        _change("alice", "alice 2");
        vm.assertEq(registry.prover(0).fromEpoch, 31, "epoch 26");
        vm.warp(NOW + 7 * EPOCH);
        _change("alice", "alice 3");
        vm.assertEq(registry.prover(0).fromEpoch, 32, "epoch 27");
        vm.assertEq(registry.keyAt(0, 31), leaseKeyOf("alice 2"), "a snapshot may have seen it");
    }

    function test_change_secondInOneEpochReplacesTheFirst() public {
        register("alice");
        vm.warp(NOW + 7 * EPOCH);
        _change("alice", "alice 2");
        _change("alice", "alice 3");
        vm.assertEq(registry.keyAt(0, 32), leaseKeyOf("alice 3"), "the second");
        vm.assertEq(registry.keyAt(0, 31), leaseKeyOf("alice"), "before");
    }

    function test_register_beforeGenesis_isInForceFromTheStart() public {
        vm.warp(GENESIS - 1);
        register("alice");
        vm.assertEq(registry.keyAt(0, 0), leaseKeyOf("alice"), "epoch 0");
        vm.warp(GENESIS);
        register("bob");
        vm.assertEq(registry.keyAt(1, 4), address(0), "lag");
        vm.assertEq(registry.keyAt(1, 5), leaseKeyOf("bob"), "epoch 5");
    }

    function test_change_keepsTheKeyWithoutAClaim() public {
        register("alice");
        IProverRegistry.Profile memory profile = profileOf("alice");
        profile.capacity = 7;
        vm.expectEmit(address(registry));
        emit IProverRegistry.Changed(0, leaseKeyOf("alice"), 25);
        address key = leaseKeyOf("alice");
        vm.prank(addressOf("alice"));
        registry.change(key, profile, "");
        vm.assertEq(registry.prover(0).profile.capacity, 7, "capacity");
        profile.nodeKey = "another";
        vm.expectRevert();
        vm.prank(addressOf("alice"));
        registry.change(key, profile, "");
    }

    function test_change_C13_refusesKeysThatAreOrWereSomebodys() public {
        register("alice");
        register("bob");
        vm.warp(NOW + EPOCH);
        _change("alice", "alice 2");
        address[3] memory keys = [leaseKeyOf("bob"), leaseKeyOf("alice"), address(0)];
        IProverRegistry.Profile memory profile = profileOf("alice");
        for (uint256 i = 0; i < 3; i++) {
            vm.expectRevert(abi.encodeWithSelector(IProverRegistry.LeaseKeyRefused.selector, keys[i]));
            vm.prank(addressOf("alice"));
            registry.change(keys[i], profile, "");
        }
    }

    function test_C19_refusesWhoIsNoOperator() public {
        bytes memory refusal = abi.encodeWithSelector(IProverRegistry.UnknownOperator.selector, address(this));
        vm.expectRevert(refusal);
        registry.setMultiaddr("/x");
        IProverRegistry.Profile memory profile = profileOf("alice");
        vm.expectRevert(refusal);
        registry.change(address(1), profile, "");
        vm.expectRevert(refusal);
        registry.offerOperator(address(1));
        vm.expectRevert(refusal);
        registry.requestExit(1);
        vm.expectRevert(refusal);
        registry.cancelExit();
    }

    function test_setMultiaddr_isSeenAtOnceUntilTheNextChange() public {
        register("alice");
        vm.expectEmit(address(registry));
        emit IProverRegistry.MultiaddrChanged(0, "/ip4/1.2.3.4/tcp/9");
        vm.prank(addressOf("alice"));
        registry.setMultiaddr("/ip4/1.2.3.4/tcp/9");
        vm.assertEq(registry.prover(0).profile.multiaddr, "/ip4/1.2.3.4/tcp/9", "at once");
        _change("alice", "alice 2");
        vm.assertEq(registry.prover(0).profile.multiaddr, profileOf("alice").multiaddr, "the profile's");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.MultiaddrRefused.selector, 0, 256));
        vm.prank(addressOf("alice"));
        registry.setMultiaddr("");
    }

    // Revocation

    function test_revoke_stopsTheKeyInForceAndItsFollower() public {
        register("alice");
        skipToEffect();
        _change("alice", "alice 2");
        address[3] memory callers = [addressOf("alice"), leaseKeyOf("alice"), leaseKeyOf("alice 2")];
        vm.prank(callers[block.number % 3]);
        registry.revoke(0);
        vm.assertEq(registry.keyAt(0, 25), address(0), "in force");
        vm.assertEq(registry.keyAt(0, 30), address(0), "to come");
        vm.assertEq(registry.prover(0).leaseKey, address(0), "snapshots see none");
        (address key, uint32 since) = registry.signerAt(0, 25);
        vm.assertEq(key, leaseKeyOf("alice"), "judges see it");
        vm.assertEq(since, block.number, "and from when on it is void");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.AlreadyRevoked.selector, 0));
        vm.prank(addressOf("alice"));
        registry.revoke(0);
        vm.warp(vm.getBlockTimestamp() + EPOCH);
        _change("alice", "alice 3");
        vm.assertEq(registry.prover(0).leaseKey, leaseKeyOf("alice 3"), "a new key may follow");
    }

    function test_revoke_C48_refusesStrangers() public {
        register("alice");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotOwnKey.selector, 0, address(this)));
        registry.revoke(0);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProver.selector, 1));
        registry.revoke(1);
        vm.prank(leaseKeyOf("alice"));
        registry.revoke(0);
    }

    function test_revoke_keyNeverComesBack() public {
        register("alice");
        vm.prank(addressOf("alice"));
        registry.revoke(0);
        address key = leaseKeyOf("alice");
        IProverRegistry.Profile memory profile = profileOf("alice");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.LeaseKeyRefused.selector, key));
        vm.prank(addressOf("alice"));
        registry.change(key, profile, "");
    }

    // Handover

    function test_handover_takesTwoStepsAndTheLag() public {
        register("alice");
        address carol = addressOf("carol");
        vm.prank(addressOf("alice"));
        registry.offerOperator(carol);
        vm.assertEq(registry.operatorOf(0), addressOf("alice"), "an offer changes nothing");
        vm.expectEmit(address(registry));
        emit IProverRegistry.OperatorChanged(0, carol, 25);
        vm.prank(carol);
        registry.acceptOperator(0);
        vm.warp(NOW + 5 * EPOCH - 1);
        vm.assertEq(registry.operatorOf(0), addressOf("alice"), "t-1");
        (bool known,) = registry.indexOfOperator(carol);
        vm.assertFalse(known, "not yet");
        vm.warp(NOW + 5 * EPOCH);
        vm.assertEq(registry.operatorOf(0), carol, "t");
        (known,) = registry.indexOfOperator(addressOf("alice"));
        vm.assertFalse(known, "not any more");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownOperator.selector, addressOf("alice")));
        vm.prank(addressOf("alice"));
        registry.requestExit(BOND);
        vm.prank(carol);
        registry.requestExit(BOND);
    }

    function test_handover_C90_C91_C92_refuse() public {
        register("alice");
        register("bob");
        address carol = addressOf("carol");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.OfferRefused.selector, addressOf("bob")));
        vm.prank(addressOf("alice"));
        registry.offerOperator(addressOf("bob"));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotOffered.selector, 0, carol));
        vm.prank(carol);
        registry.acceptOperator(0);
        _handOver("alice", carol);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotOffered.selector, 0, carol));
        vm.prank(carol);
        registry.acceptOperator(0);

        skipToEffect();
        address dave = addressOf("dave");
        vm.prank(carol);
        registry.offerOperator(dave);
        uint64 until = 25 + EVIDENCE / uint64(EPOCH) + 1;
        vm.warp(GENESIS + until * EPOCH - 1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.HandoverPending.selector, 0, until));
        vm.prank(dave);
        registry.acceptOperator(0);
        vm.warp(GENESIS + until * EPOCH);
        vm.prank(dave);
        registry.acceptOperator(0);
        vm.assertEq(registry.operatorOf(0), carol, "still the one before");
        skipToEffect();
        vm.assertEq(registry.operatorOf(0), dave, "then the next");
    }

    function test_acceptOperator_C90_refusesWhoRegisteredMeanwhile() public {
        register("alice");
        address carol = addressOf("carol");
        vm.prank(addressOf("alice"));
        registry.offerOperator(carol);
        register("carol");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.OfferRefused.selector, carol));
        vm.prank(carol);
        registry.acceptOperator(0);
    }

    function _handOver(string memory from, address to) private {
        vm.prank(addressOf(from));
        registry.offerOperator(to);
        vm.prank(to);
        registry.acceptOperator(0);
    }

    function _change(string memory name, string memory key) private {
        IProverRegistry.Profile memory profile = profileOf(name);
        bytes memory claim = keyClaimOf(addressOf(name), key, profile.nodeKey);
        address leaseKey = leaseKeyOf(key);
        vm.prank(addressOf(name));
        registry.change(leaseKey, profile, claim);
    }
}
