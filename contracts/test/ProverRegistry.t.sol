// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProverRegistry} from "../src/ProverRegistry.sol";
import {IBonds} from "../src/interfaces/IBonds.sol";
import {IProofTypes} from "../src/interfaces/IProofTypes.sol";
import {IProofVerifier} from "../src/interfaces/IProofVerifier.sol";
import {IProverRegistry} from "../src/interfaces/IProverRegistry.sol";
import {Network} from "./base/Network.sol";

contract ProverRegistryTest is Network {
    function setUp() public {
        setUpNetwork();
    }

    // Proof types and versions

    function test_addProofType_isListedUnderTheHashOfItsName() public view {
        vm.assertEq(proofType, keccak256("stub-v1"), "id");
        IProofTypes.ProofType[] memory all = registry.proofTypes();
        vm.assertEq(all.length, 1, "count");
        vm.assertEq(all[0].id, proofType, "listed id");
        vm.assertEq(all[0].name, "stub-v1", "listed name");
        vm.assertEq(all[0].number, 0, "number");
        vm.assertEq(all[0].verifyGasMax, VERIFY_GAS, "gas");
        vm.assertTrue(all[0].bindsProver, "binds");
        vm.assertEq(address(registry.proofType(proofType).verifier), address(verifier), "verifier");
        vm.assertEq(registry.admin(), admin, "admin");
    }

    function test_proofType_refusesWhatIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IProofTypes.UnknownProofType.selector, bytes32("x")));
        registry.proofType("x");
    }

    function test_addProofType_C01_refusesOthersThanTheAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(IProofTypes.NotAdmin.selector, address(this)));
        registry.addProofType("", verifier, VERIFY_GAS, true);
    }

    function test_addProofType_C02_refusesNamesOfWrongLength() public {
        _expectTypeRefused(abi.encodeWithSelector(IProofTypes.NameRefused.selector, 0, 64), "", verifier, VERIFY_GAS);
        string memory long = "0123456789012345678901234567890123456789012345678901234567890123_";
        _expectTypeRefused(abi.encodeWithSelector(IProofTypes.NameRefused.selector, 65, 64), long, verifier, VERIFY_GAS);
        addType("0123456789012345678901234567890123456789012345678901234567890123", verifier);
    }

    function test_addProofType_C03_refusesASecondVerifierForAName() public {
        bytes memory refusal = abi.encodeWithSelector(IProofTypes.ProofTypeExists.selector, proofType);
        _expectTypeRefused(refusal, "stub-v1", IProofVerifier(address(0)), 0);
    }

    function test_addProofType_C04_refusesTheNinth() public {
        for (uint256 i = 1; i < 8; i++) {
            addType(vm.toString(i), verifier);
        }
        bytes memory refusal = abi.encodeWithSelector(IProofTypes.TooManyProofTypes.selector, 8);
        _expectTypeRefused(refusal, "8", IProofVerifier(address(0)), 0);
    }

    function test_addProofType_C05_refusesAVerifierWithoutCode() public {
        bytes memory refusal = abi.encodeWithSelector(IProofTypes.VerifierWithoutCode.selector, address(1234));
        _expectTypeRefused(refusal, "empty", IProofVerifier(address(1234)), 0);
    }

    function test_addProofType_C09_refusesGasOutsideItsBounds() public {
        bytes4 refused = IProofTypes.VerifyGasRefused.selector;
        _expectTypeRefused(abi.encodeWithSelector(refused, 9999, 10_000, 5_000_000), "x", verifier, 9999);
        _expectTypeRefused(abi.encodeWithSelector(refused, 5_000_001, 10_000, 5_000_000), "x", verifier, 5_000_001);
    }

    function test_setVersions_keepsTheLastOnesAndAnnouncesThem() public {
        vm.prank(admin);
        registry.setVersions(1000, 2001, "first");
        vm.expectEmit(address(registry));
        emit IProofTypes.VersionsChanged(2000, 2000, "0.2.0 by Friday");
        vm.prank(admin);
        registry.setVersions(2000, 2000, "0.2.0 by Friday");
        (uint32 minimum, uint32 noticed, string memory notice) = registry.versions();
        vm.assertEq(minimum, 2000, "minimum");
        vm.assertEq(noticed, 2000, "noticed");
        vm.assertEq(notice, "0.2.0 by Friday", "notice");
    }

    function test_setVersions_C06_C07_C08_refuse() public {
        vm.expectRevert(abi.encodeWithSelector(IProofTypes.NotAdmin.selector, address(this)));
        registry.setVersions(2, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IProofTypes.VersionsRefused.selector, 2, 1));
        vm.prank(admin);
        registry.setVersions(2, 1, string(new bytes(257)));
        vm.prank(admin);
        registry.setVersions(1, 1, string(new bytes(256)));
        vm.expectRevert(abi.encodeWithSelector(IProofTypes.NoticeRefused.selector, 257, 256));
        vm.prank(admin);
        registry.setVersions(1, 1, string(new bytes(257)));
    }

    // Registration

    function test_constructor_C46_refusesTermsThatWouldNotHold() public {
        for (uint256 i = 0; i < 4; i++) {
            IProverRegistry.Terms memory bad = terms();
            if (i == 0) bad.epochSeconds = 0;
            if (i == 1) bad.leaseCoverGwei = 0;
            if (i == 2) bad.bondGweiMin = bad.leaseCoverGwei - 1;
            if (i == 3) bad.exitDelaySeconds = (LAG + 2) * uint32(EPOCH) + EVIDENCE;
            vm.expectRevert(IProverRegistry.TermsRefused.selector);
            new ProverRegistry(bad);
        }
        IProverRegistry.Terms memory good = terms();
        good.exitDelaySeconds = (LAG + 2) * uint32(EPOCH) + EVIDENCE + 1;
        vm.assertEq(new ProverRegistry(good).exitDelaySeconds(), good.exitDelaySeconds, "one second more will do");
    }

    function test_register_givesIndexesInOrderAndKeepsEverything() public {
        vm.assertEq(register("alice"), 0, "alice");
        vm.expectEmit(address(registry));
        emit IProverRegistry.Registered(1, addressOf("bob"), leaseKeyOf("bob"), BOND);
        vm.assertEq(register("bob"), 1, "bob");
        IProverRegistry.Profile memory form = profileOf("bob");
        IProverRegistry.Prover memory bob = registry.prover(1);
        vm.assertEq(bob.index, 1, "index");
        vm.assertEq(bob.operator, addressOf("bob"), "operator");
        vm.assertEq(bob.leaseKey, leaseKeyOf("bob"), "lease key");
        vm.assertEq(bob.fromEpoch, 25, "epoch 20, and 5");
        vm.assertEq(bob.bondGwei, BOND, "bond");
        vm.assertEq(bob.quota, BOND / COVER, "quota");
        vm.assertEq(keccak256(abi.encode(bob.profile)), keccak256(abi.encode(form)), "profile");
        vm.assertEq(held(address(registry)), 2 * uint256(BOND) * GWEI, "bonds are held");
        vm.assertEq(registry.proverCount(), 2, "count");
        vm.assertEq(registry.operatorOf(1), addressOf("bob"), "operator of");
        (bool known, uint32 index) = registry.indexOfLeaseKey(leaseKeyOf("bob"));
        vm.assertTrue(known && index == 1, "by lease key");
        (known, index) = registry.indexOfOperator(addressOf("bob"));
        vm.assertTrue(known && index == 1, "by operator");
        (known,) = registry.indexOfLeaseKey(addressOf("bob"));
        vm.assertFalse(known, "unknown key");
        (known,) = registry.indexOfOperator(leaseKeyOf("bob"));
        vm.assertFalse(known, "unknown operator");
    }

    function testFuzz_register_readsBackAnyProfile(
        bytes32 nodeKey,
        string calldata multiaddr,
        uint16 capacity,
        uint24[8] calldata ms,
        uint8 types
    ) public {
        uint256 count = bound(types, 1, 8);
        for (uint256 i = 1; i < 8; i++) {
            addType(vm.toString(i), verifier);
        }
        IProverRegistry.Profile memory profile;
        profile.nodeKey = nodeKey == 0 ? bytes32("n") : nodeKey;
        profile.multiaddr = bytes(multiaddr).length == 0 || bytes(multiaddr).length > 256 ? "m" : multiaddr;
        profile.capacity = capacity == 0 ? 1 : capacity;
        profile.promises = new IProverRegistry.Promise[](count);
        for (uint256 i = 0; i < count; i++) {
            profile.promises[i].proofType = registry.proofTypes()[7 - i].id;
            for (uint256 band = 0; band < 8; band++) {
                profile.promises[i].msByBand |= uint192(ms[band] == 0 ? 1 : ms[band]) << uint192(24 * band);
            }
        }
        address operator = addressOf("alice");
        registerWith(operator, "alice", profile, keyClaimOf(operator, "alice", profile.nodeKey), BOND);
        vm.assertEq(
            keccak256(abi.encode(registry.prover(0).profile)), keccak256(abi.encode(profile)), "as it was given"
        );
    }

    function test_register_C10_refusesASecondTime() public {
        register("alice");
        _expectRegisterRefused(
            abi.encodeWithSelector(IProverRegistry.AlreadyRegistered.selector, addressOf("alice"), 0), BOND
        );
    }

    function test_register_C11_refusesProver1025() public {
        vm.store(address(registry), bytes32(uint256(1)), bytes32(uint256(1024)));
        vm.assertEq(registry.proverCount(), 1024, "slot 1 holds the count");
        _expectRegisterRefused(abi.encodeWithSelector(IProverRegistry.TooManyProvers.selector, 1024), BOND);
    }

    function test_register_C12_refusesABondBelowTheLeast() public {
        _expectRegisterRefused(
            abi.encodeWithSelector(IBonds.BondRefused.selector, BOND - 1, BOND, type(uint64).max), BOND - 1
        );
    }

    function test_register_C13_refusesNoKeyAndAnothersKey() public {
        register("bob");
        IProverRegistry.Profile memory profile = profileOf("alice");
        address[2] memory keys = [address(0), leaseKeyOf("bob")];
        for (uint256 i = 0; i < 2; i++) {
            uint256 value = give(address(this), uint256(BOND) * GWEI, address(registry));
            vm.expectRevert(abi.encodeWithSelector(IProverRegistry.LeaseKeyRefused.selector, keys[i]));
            registry.register{value: value}(keys[i], profile, "", BOND, noPermit());
        }
    }

    function test_register_C14_to_C17_refuseBadProfiles() public {
        IProverRegistry.Profile memory bad = profileOf("alice");
        bad.nodeKey = 0;
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.NodeKeyRefused.selector), bad);
        bad = profileOf("alice");
        bad.multiaddr = "";
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.MultiaddrRefused.selector, 0, 256), bad);
        bad.multiaddr = string(new bytes(257));
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.MultiaddrRefused.selector, 257, 256), bad);
        bad = profileOf("alice");
        bad.capacity = 0;
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.CapacityRefused.selector, 0), bad);
        bad = profileOf("alice");
        bad.promises = new IProverRegistry.Promise[](0);
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.PromiseCountRefused.selector, 0, 8), bad);
        bad.promises = new IProverRegistry.Promise[](9);
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.PromiseCountRefused.selector, 9, 8), bad);
        bad.promises = new IProverRegistry.Promise[](2);
        bad.promises[0] = promised(proofType, 1);
        bad.promises[1] = promised(proofType, 2);
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.PromiseRefused.selector, proofType), bad);
        bad.promises[1] = promised("unknown", 2);
        _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.PromiseRefused.selector, bytes32("unknown")), bad);
        for (uint256 band = 0; band < 8; band++) {
            bad = profileOf("alice");
            bad.promises[0].msByBand &= ~(uint192(type(uint24).max) << uint192(24 * band));
            _expectProfileRefused(abi.encodeWithSelector(IProverRegistry.PromiseRefused.selector, proofType), bad);
        }
    }

    function test_register_C18_refusesClaimsForAnythingElse() public {
        address alice = addressOf("alice");
        bytes32 nodeKey = profileOf("alice").nodeKey;
        bytes[4] memory claims = [
            keyClaimOf(addressOf("bob"), "alice", nodeKey),
            keyClaimOf(alice, "alice", bytes32("other")),
            sign(leaseSecretOf("bob"), registry.keyClaimDigest(alice, leaseKeyOf("alice"), nodeKey)),
            bytes("")
        ];
        for (uint256 i = 0; i < 4; i++) {
            uint256 value = give(alice, uint256(BOND) * GWEI, address(registry));
            vm.expectRevert();
            vm.prank(alice);
            registry.register{value: value}(leaseKeyOf("alice"), profileOf("alice"), claims[i], BOND, noPermit());
        }
        vm.assertEq(registry.proverCount(), 0, "nobody");
    }

    function test_provers_pages() public {
        register("a");
        register("b");
        register("c");
        vm.assertEq(registry.provers(1, 64).length, 2, "to the end");
        vm.assertEq(registry.provers(3, 1).length, 0, "beyond");
        vm.assertEq(registry.provers(1, 1)[0].index, 1, "one");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.PageRefused.selector, 65, 64));
        registry.provers(0, 65);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProver.selector, 3));
        registry.prover(3);
    }

    function test_C57_onlyTheJudgePunishes() public {
        register("alice");
        bytes memory refusal = abi.encodeWithSelector(IBonds.NotJudge.selector, address(this));
        vm.expectRevert(refusal);
        registry.penalize(0, BLOCK, 1, address(0), address(0));
        vm.expectRevert(refusal);
        registry.condemn(0, 25, 25, 1, address(0));
    }

    function _expectTypeRefused(bytes memory refusal, string memory name, IProofVerifier checks, uint32 gasMax)
        private
    {
        vm.expectRevert(refusal);
        vm.prank(admin);
        registry.addProofType(name, checks, gasMax, true);
    }

    function _expectRegisterRefused(bytes memory refusal, uint64 bondGwei) private {
        address alice = addressOf("alice");
        uint256 value = give(alice, uint256(bondGwei) * GWEI, address(registry));
        bytes memory claim = keyClaim(alice, "alice");
        address key = leaseKeyOf("alice");
        IProverRegistry.Profile memory profile = profileOf("alice");
        vm.expectRevert(refusal);
        vm.prank(alice);
        registry.register{value: value}(key, profile, claim, bondGwei, noPermit());
    }

    function _expectProfileRefused(bytes memory refusal, IProverRegistry.Profile memory profile) private {
        address alice = addressOf("alice");
        uint256 value = give(alice, uint256(BOND) * GWEI, address(registry));
        address key = leaseKeyOf("alice");
        vm.expectRevert(refusal);
        vm.prank(alice);
        registry.register{value: value}(key, profile, "", BOND, noPermit());
    }
}
