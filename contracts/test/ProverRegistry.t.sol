// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProverRegistry} from "../src/ProverRegistry.sol";
import {IProofVerifier} from "../src/interfaces/IProofVerifier.sol";
import {IProverRegistry} from "../src/interfaces/IProverRegistry.sol";
import {Network} from "./base/Network.sol";

contract ProverRegistryTest is Network {
    function setUp() public {
        setUpNetwork();
    }

    function test_addProofType_isListedUnderTheHashOfItsName() public view {
        vm.assertEq(proofType, keccak256("stub-v1"), "id");
        IProverRegistry.ProofType[] memory all = registry.proofTypes();
        vm.assertEq(all.length, 1, "count");
        vm.assertEq(all[0].id, proofType, "listed id");
        vm.assertEq(all[0].name, "stub-v1", "listed name");
        vm.assertEq(address(registry.proofType(proofType).verifier), address(verifier), "verifier");
    }

    function test_addProofType_C01_refusesOthersThanTheAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAdmin.selector, address(this)));
        registry.addProofType("", verifier);
    }

    function test_addProofType_C02_refusesNamesOfWrongLength() public {
        _expectTypeRefused(abi.encodeWithSelector(IProverRegistry.NameRefused.selector, 0, 64), "", verifier);
        string memory long = "0123456789012345678901234567890123456789012345678901234567890123_";
        _expectTypeRefused(abi.encodeWithSelector(IProverRegistry.NameRefused.selector, 65, 64), long, verifier);
        addType("0123456789012345678901234567890123456789012345678901234567890123", verifier);
    }

    function test_addProofType_C03_refusesASecondVerifierForAName() public {
        bytes memory refusal = abi.encodeWithSelector(IProverRegistry.ProofTypeExists.selector, proofType);
        _expectTypeRefused(refusal, "stub-v1", IProofVerifier(address(0)));
    }

    function test_addProofType_C04_refusesTheSeventeenth() public {
        for (uint256 i = 1; i < 16; i++) {
            addType(vm.toString(i), verifier);
        }
        bytes memory refusal = abi.encodeWithSelector(IProverRegistry.TooManyProofTypes.selector, 16);
        _expectTypeRefused(refusal, "16", IProofVerifier(address(0)));
    }

    function test_addProofType_C05_refusesAVerifierWithoutCode() public {
        bytes memory refusal = abi.encodeWithSelector(IProverRegistry.VerifierWithoutCode.selector, address(1234));
        _expectTypeRefused(refusal, "empty", IProofVerifier(address(1234)));
    }

    function test_setVersions_keepsTheLastOnesAndAnnouncesThem() public {
        (uint32 minimum, uint32 noticed, string memory notice) = registry.versions();
        vm.assertEq(minimum, 0, "no minimum");
        vm.assertEq(noticed, 0, "none noticed");
        vm.assertEq(notice, "", "no notice");

        address admin = registry.admin();
        vm.prank(admin);
        registry.setVersions(1000, 2001, "first");
        vm.expectEmit(address(registry));
        emit IProverRegistry.VersionsChanged(2000, 2000, "0.2.0 by Friday");
        vm.prank(admin);
        registry.setVersions(2000, 2000, "0.2.0 by Friday");

        (minimum, noticed, notice) = registry.versions();
        vm.assertEq(minimum, 2000, "minimum");
        vm.assertEq(noticed, 2000, "noticed");
        vm.assertEq(notice, "0.2.0 by Friday", "notice");
    }

    function test_setVersions_C06_refusesOthersThanTheAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAdmin.selector, address(this)));
        registry.setVersions(2, 1, "");
    }

    function test_setVersions_C07_refusesAMinimumAboveTheNoticed() public {
        address admin = registry.admin();
        vm.prank(admin);
        registry.setVersions(1, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.VersionsRefused.selector, 2, 1));
        vm.prank(admin);
        registry.setVersions(2, 1, string(new bytes(257)));
    }

    function test_setVersions_C08_refusesALongNotice() public {
        address admin = registry.admin();
        vm.prank(admin);
        registry.setVersions(1, 1, string(new bytes(256)));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NoticeRefused.selector, 257, 256));
        vm.prank(admin);
        registry.setVersions(1, 1, string(new bytes(257)));
    }

    function test_register_givesIndexesInOrderAndKeepsEverything() public {
        vm.assertEq(register("alice"), 0, "alice");
        vm.assertEq(register("bob"), 1, "bob");
        IProverRegistry.Registration memory form = registration("bob");
        IProverRegistry.Prover memory bob = registry.prover(1);
        vm.assertEq(bob.index, 1, "index");
        vm.assertEq(bob.operator, addressOf("bob"), "operator");
        vm.assertEq(bob.leaseKey, form.leaseKey, "lease key");
        vm.assertEq(bob.nodeKey, form.nodeKey, "node key");
        vm.assertEq(bob.multiaddr, form.multiaddr, "multiaddr");
        vm.assertEq(bob.capacity, 2, "capacity");
        vm.assertEq(bob.bondWei, BOND, "bond");
        vm.assertEq(bob.registeredAtBlock, BLOCK + 1, "block");
        vm.assertEq(bob.promises.length, 1, "promises");
        vm.assertEq(bob.promises[0].proofType, proofType, "promised type");
        vm.assertEq(bob.promises[0].promisedMs, 1500, "promised time");
        vm.assertEq(address(registry).balance, 2 * BOND, "bonds are held");
    }

    function test_register_announcesItself() public {
        IProverRegistry.Registration memory form = registration("alice");
        bytes memory claim = keyClaim(addressOf("alice"), "alice");
        vm.expectEmit(address(registry));
        emit IProverRegistry.Registered(
            0, addressOf("alice"), form.leaseKey, form.nodeKey, form.multiaddr, 2, uint96(BOND), form.promises
        );
        registerWith(addressOf("alice"), form, claim, BOND);
    }

    function test_register_C10_refusesASecondTimeBeforeAllElse() public {
        register("alice");
        IProverRegistry.Registration memory empty;
        _expectRefused(
            abi.encodeWithSelector(IProverRegistry.AlreadyRegistered.selector, addressOf("alice"), 0), empty, 0
        );
    }

    function test_register_C11_refusesProver1025() public {
        vm.store(address(registry), 0, bytes32(uint256(1024)));
        vm.assertEq(registry.proverCount(), 1024, "slot 0 is the count");
        IProverRegistry.Registration memory empty;
        _expectRefused(abi.encodeWithSelector(IProverRegistry.TooManyProvers.selector, 1024), empty, 0);
    }

    function test_register_C12_refusesTooSmallAndTooLargeBonds() public {
        IProverRegistry.Registration memory empty;
        _expectRefused(_bondRefused(BOND - 1), empty, BOND - 1);
        _expectRefused(_bondRefused(uint256(type(uint96).max) + 1), empty, uint256(type(uint96).max) + 1);
    }

    function test_register_C13_refusesNoLeaseKeyAndOneInUse() public {
        IProverRegistry.Registration memory form = registration("bob");
        form.leaseKey = address(0);
        _expectRefused(abi.encodeWithSelector(IProverRegistry.LeaseKeyRefused.selector, address(0)), form, BOND);
        register("bob");
        form.leaseKey = leaseKeyOf("bob");
        _expectRefused(abi.encodeWithSelector(IProverRegistry.LeaseKeyRefused.selector, form.leaseKey), form, BOND);
    }

    function test_register_C14_refusesNoNodeKey() public {
        IProverRegistry.Registration memory form = registration("alice");
        form.nodeKey = 0;
        _expectRefused(abi.encodeWithSelector(IProverRegistry.NodeKeyRefused.selector), form, BOND);
    }

    function test_register_C15_refusesMultiaddrsOfWrongLength() public {
        IProverRegistry.Registration memory form = registration("alice");
        form.multiaddr = "";
        _expectRefused(abi.encodeWithSelector(IProverRegistry.MultiaddrRefused.selector, 0, 256), form, BOND);
        form.multiaddr = string(new bytes(257));
        _expectRefused(abi.encodeWithSelector(IProverRegistry.MultiaddrRefused.selector, 257, 256), form, BOND);
    }

    function test_register_C16_refusesNoCapacity() public {
        IProverRegistry.Registration memory form = registration("alice");
        form.capacity = 0;
        _expectRefused(abi.encodeWithSelector(IProverRegistry.CapacityRefused.selector, 0), form, BOND);
    }

    function test_register_C17_refusesWrongPromises() public {
        IProverRegistry.Registration memory form = registration("alice");
        form.promises = new IProverRegistry.Promise[](0);
        _expectRefused(abi.encodeWithSelector(IProverRegistry.PromiseCountRefused.selector, 0, 16), form, BOND);
        form.promises = new IProverRegistry.Promise[](17);
        _expectRefused(abi.encodeWithSelector(IProverRegistry.PromiseCountRefused.selector, 17, 16), form, BOND);
        form.promises = new IProverRegistry.Promise[](2);
        form.promises[0] = IProverRegistry.Promise(proofType, 1);
        _expectPromiseRefused(form, IProverRegistry.Promise(keccak256("unknown"), 1));
        _expectPromiseRefused(form, IProverRegistry.Promise(proofType, 2));
        form.promises[0] = IProverRegistry.Promise(addType("other", verifier), 1);
        _expectPromiseRefused(form, IProverRegistry.Promise(proofType, 0));
    }

    function test_register_C18_refusesAClaimByAnotherKeyForAnotherOperatorOrNodeKey() public {
        IProverRegistry.Registration memory form = registration("alice");
        address alice = addressOf("alice");
        _expectClaimRefused(form, sign(keyOf("mallory"), registry.keyClaimDigest(alice, form.leaseKey, form.nodeKey)));
        _expectClaimRefused(form, keyClaim(addressOf("mallory"), "alice"));
        bytes memory claim = keyClaim(alice, "alice");
        form.nodeKey = keccak256("other node");
        _expectClaimRefused(form, claim);
        _expectClaimRefused(form, "");
    }

    function test_register_C18_refusesTheMalleableTwinOfAClaim() public {
        IProverRegistry.Registration memory form = registration("alice");
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(leaseSecretOf("alice"), registry.keyClaimDigest(addressOf("alice"), form.leaseKey, form.nodeKey));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        _expectClaimRefused(form, abi.encodePacked(r, order - uint256(s), v == 27 ? 28 : 27));
    }

    function test_setMultiaddr_movesTheCallerOnly() public {
        register("alice");
        register("bob");
        vm.prank(addressOf("bob"));
        registry.setMultiaddr("/ip4/192.0.2.1/tcp/1");
        vm.assertEq(registry.prover(1).multiaddr, "/ip4/192.0.2.1/tcp/1", "bob moved");
        vm.assertEq(registry.prover(0).multiaddr, registration("alice").multiaddr, "alice stays");
    }

    function test_setMultiaddr_C15_C19_refusesStrangersAndWrongLengths() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownOperator.selector, address(this)));
        registry.setMultiaddr("");
        register("alice");
        vm.prank(addressOf("alice"));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.MultiaddrRefused.selector, 0, 256));
        registry.setMultiaddr("");
    }

    function test_provers_givesPagesUpToTheEnd() public {
        string[3] memory names = ["alice", "bob", "carol"];
        for (uint256 i = 0; i < 3; i++) {
            register(names[i]);
        }
        vm.assertEq(registry.provers(0, 64).length, 3, "all");
        IProverRegistry.Prover[] memory page = registry.provers(1, 1);
        vm.assertEq(page.length, 1, "page");
        vm.assertEq(page[0].operator, addressOf("bob"), "second");
        vm.assertEq(registry.provers(2, 5).length, 1, "cut at the end");
        vm.assertEq(registry.provers(3, 1).length, 0, "after the end");
        vm.assertEq(registry.provers(type(uint32).max, 64).length, 0, "far after the end");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.PageRefused.selector, 65, 64));
        registry.provers(0, 65);
    }

    function test_indexes_areFoundByLeaseKeyAndOperator() public {
        register("alice");
        register("bob");
        (bool known, uint32 index) = registry.indexOfLeaseKey(leaseKeyOf("bob"));
        vm.assertTrue(known && index == 1, "lease key");
        (known, index) = registry.indexOfOperator(addressOf("alice"));
        vm.assertTrue(known && index == 0, "operator");
        (known,) = registry.indexOfLeaseKey(addressOf("alice"));
        vm.assertFalse(known, "an operator is no lease key");
        (known,) = registry.indexOfOperator(leaseKeyOf("alice"));
        vm.assertFalse(known, "a lease key is no operator");
    }

    function test_views_refuseWhatIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProver.selector, 0));
        registry.prover(0);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProofType.selector, keccak256("no")));
        registry.proofType(keccak256("no"));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProver.selector, 0));
        registry.standing(0, keccak256("no"));
        register("alice");
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownProofType.selector, keccak256("no")));
        registry.standing(0, keccak256("no"));
    }

    function test_domainSeparator_followsTheChain() public {
        bytes32 here = registry.domainSeparator();
        vm.chainId(block.chainid + 1);
        vm.assertTrue(registry.domainSeparator() != here, "another chain, another domain");
    }

    function _expectTypeRefused(bytes memory refusal, string memory name, IProofVerifier checks) private {
        vm.prank(admin);
        vm.expectRevert(refusal);
        registry.addProofType(name, checks);
    }

    function _expectRefused(bytes memory refusal, IProverRegistry.Registration memory form, uint256 bondWei) private {
        address alice = addressOf("alice");
        vm.deal(alice, bondWei);
        vm.prank(alice);
        vm.expectRevert(refusal);
        registry.register{value: bondWei}(form, "");
    }

    function _expectPromiseRefused(IProverRegistry.Registration memory form, IProverRegistry.Promise memory second)
        private
    {
        form.promises[1] = second;
        bytes memory refusal =
            abi.encodeWithSelector(IProverRegistry.PromiseRefused.selector, second.proofType, second.promisedMs);
        _expectRefused(refusal, form, BOND);
    }

    function _expectClaimRefused(IProverRegistry.Registration memory form, bytes memory claim) private {
        address alice = addressOf("alice");
        vm.deal(alice, BOND);
        vm.prank(alice);
        // Which address comes out of a wrong signature is of no interest.
        (bool done, bytes memory answer) =
            address(registry).call{value: BOND}(abi.encodeCall(IProverRegistry.register, (form, claim)));
        vm.assertFalse(done, "registered");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(IProverRegistry.KeyClaimRefused.selector), "refusal");
    }

    function _bondRefused(uint256 bondWei) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProverRegistry.BondRefused.selector, bondWei, BOND, type(uint96).max);
    }
}
