// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Judge} from "../../src/Judge.sol";
import {LeaseAnchor} from "../../src/LeaseAnchor.sol";
import {ProverRegistry} from "../../src/ProverRegistry.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Snapshots} from "../../src/Snapshots.sol";
import {IJudge} from "../../src/interfaces/IJudge.sol";
import {IProofVerifier} from "../../src/interfaces/IProofVerifier.sol";
import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {IPurse} from "../../src/interfaces/IPurse.sol";
import {ISettlement} from "../../src/interfaces/ISettlement.sol";
import {ISponsors} from "../../src/interfaces/ISponsors.sol";
import {Lease, Messages} from "../../src/types/Messages.sol";
import {StubVerifier, TestToken} from "./Doubles.sol";
import {Test} from "./Test.sol";

/// @title A small network: contracts with a stub verifier, and what its people do
/// @dev Blocks are 12 s apart, epochs 32 slots long, changes take effect 5 epochs later.
abstract contract Network is Test {
    uint64 internal constant GWEI = 1e9;
    uint64 internal constant BOND = 1e9;
    uint64 internal constant COVER = 1e6;
    uint64 internal constant RATE = 1e6;
    uint64 internal constant SLOT = 12;
    uint64 internal constant EPOCH = 32 * SLOT;
    uint32 internal constant LAG = 4;
    uint32 internal constant EVIDENCE = 9216;
    uint32 internal constant EXIT_DELAY = 7 days;
    uint64 internal constant GENESIS = 1_795_000_000;
    uint64 internal constant BLOCK = 1000;
    uint64 internal constant NOW = GENESIS + 20 * EPOCH;
    uint32 internal constant VERIFY_GAS = 1_000_000;
    bytes32 internal constant GENESIS_SEED = keccak256("genesis seed");

    address internal admin;
    address internal sponsor;
    ProverRegistry internal registry;
    LeaseAnchor internal anchor;
    Settlement internal settlement;
    Snapshots internal snapshots;
    Judge internal judge;
    StubVerifier internal verifier;
    IERC20 internal money;
    bytes32 internal proofType;

    /// @dev Tests that run with another currency, or none of their own, say so here.
    function currency() internal virtual returns (IERC20) {
        return IERC20(address(0));
    }

    function setUpNetwork() internal {
        vm.roll(BLOCK + 1);
        vm.warp(NOW);
        setUpHistory();
        vm.setBlockhash(BLOCK, hashOf(BLOCK));
        admin = addressOf("admin");
        money = currency();
        registry = new ProverRegistry(terms());
        anchor = new LeaseAnchor(registry);
        settlement = new Settlement(registry, 2, 256, BLOCK - 1);
        snapshots = new Snapshots(registry, GENESIS_SEED);
        judge = new Judge(settlement, snapshots, penalties());
        require(address(judge) == registry.judge(), "judge is elsewhere");
        verifier = new StubVerifier();
        proofType = addType("stub-v1", verifier);
        sponsor = addressOf("sponsor");
    }

    function terms() internal view returns (IProverRegistry.Terms memory) {
        return IProverRegistry.Terms({
            admin: admin,
            judge: vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 4),
            token: money,
            genesisTime: GENESIS,
            epochSeconds: uint32(EPOCH),
            lagEpochs: LAG,
            exitDelaySeconds: EXIT_DELAY,
            evidenceSeconds: EVIDENCE,
            bondGweiMin: BOND,
            leaseCoverGwei: COVER
        });
    }

    function penalties() internal pure returns (IJudge.Penalties memory) {
        return IJudge.Penalties({
            equivocationGwei: BOND / 2,
            missGwei: BOND / 100,
            lateReleaseGwei: BOND / 500,
            earlyReleaseGwei: BOND / 1000,
            earlyMs: 4000,
            depositWei: 1e15
        });
    }

    function addType(string memory name, IProofVerifier checks) internal returns (bytes32) {
        vm.prank(admin);
        return registry.addProofType(name, checks, VERIFY_GAS, true);
    }

    function hashOf(uint64 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("block", number));
    }

    /// @dev The block exists, and the present one is `ahead` blocks later.
    function mine(uint64 number, uint64 ahead) internal {
        vm.roll(number + 1);
        vm.setBlockhash(number, hashOf(number));
        setHistory(number, hashOf(number));
        vm.roll(number + ahead);
        uint256 time = NOW + (number + ahead - BLOCK) * SLOT;
        if (time > vm.getBlockTimestamp()) vm.warp(time);
    }

    function epochNow() internal view returns (uint64) {
        return registry.epochAt(uint64(vm.getBlockTimestamp()));
    }

    /// @dev Gives an account so much of the network's money, and the contract the right to take it.
    function give(address account, uint256 amountWei, address spender) internal returns (uint256 valueWei) {
        if (address(money) == address(0)) {
            vm.deal(account, account.balance + amountWei);
            return amountWei;
        }
        TestToken(address(money)).mint(account, amountWei);
        vm.prank(account);
        money.approve(spender, type(uint256).max);
        return 0;
    }

    function held(address account) internal view returns (uint256) {
        return address(money) == address(0) ? account.balance : money.balanceOf(account);
    }

    function register(string memory name) internal returns (uint32) {
        return registerWith(addressOf(name), name, profileOf(name), keyClaim(addressOf(name), name), BOND);
    }

    function registerWith(
        address operator,
        string memory name,
        IProverRegistry.Profile memory profile,
        bytes memory claim,
        uint64 bondGwei
    ) internal returns (uint32) {
        uint256 value = give(operator, uint256(bondGwei) * GWEI, address(registry));
        address leaseKey = leaseKeyOf(name);
        vm.prank(operator);
        return registry.register{value: value}(leaseKey, profile, claim, bondGwei, noPermit());
    }

    function noPermit() internal pure returns (IPurse.Permit memory permit) {}

    function profileOf(string memory name) internal view returns (IProverRegistry.Profile memory profile) {
        profile.nodeKey = keccak256(bytes(string.concat(name, " node")));
        profile.multiaddr = string.concat("/dns4/", name, ".example/tcp/4001");
        profile.capacity = 2;
        profile.promises = new IProverRegistry.Promise[](1);
        profile.promises[0] = promised(proofType, 1500);
    }

    function promised(bytes32 id, uint24 ms) internal pure returns (IProverRegistry.Promise memory made) {
        made.proofType = id;
        for (uint24 band = 0; band < 8; band++) {
            made.msByBand |= uint192(ms == 0 ? 0 : ms + 100 * band) << (24 * band);
        }
    }

    function keyClaim(address operator, string memory name) internal returns (bytes memory) {
        return keyClaimOf(operator, name, profileOf(name).nodeKey);
    }

    function keyClaimOf(address operator, string memory name, bytes32 nodeKey) internal returns (bytes memory) {
        return sign(leaseSecretOf(name), registry.keyClaimDigest(operator, leaseKeyOf(name), nodeKey));
    }

    function leaseKeyOf(string memory name) internal returns (address) {
        return addressOf(string.concat(name, " lease"));
    }

    function leaseSecretOf(string memory name) internal pure returns (uint256) {
        return keyOf(string.concat(name, " lease"));
    }

    function skipToEffect() internal {
        vm.warp(vm.getBlockTimestamp() + (LAG + 1) * EPOCH);
    }

    /// @dev Pays the reward of the era of `BLOCK` and the eras after it.
    function sponsorEras(uint32 eras) internal {
        sponsorType(proofType, eras, RATE);
    }

    function sponsorType(bytes32 id, uint32 eras, uint64 rateGwei) internal {
        uint256 amount = uint256(rateGwei) * GWEI * 256 * eras;
        uint256 value = give(sponsor, amount, address(settlement));
        vm.prank(sponsor);
        settlement.deposit{value: value}(sponsor, amount, noPermit());
        ISponsors.Offer memory offer;
        offer.sponsor = sponsor;
        offer.proofType = id;
        offer.fromEra = uint64(vm.getBlockNumber() / 256);
        offer.eras = eras;
        offer.rateGwei = rateGwei;
        vm.prank(sponsor);
        settlement.sponsor(offer);
    }

    /// @dev A complete, good item for the prover with that name and index.
    function item(string memory name, uint32 index) internal returns (ISettlement.Item memory) {
        return itemOf(name, index, BLOCK);
    }

    function itemOf(string memory name, uint32 index, uint64 number) internal returns (ISettlement.Item memory made) {
        made.blockNumber = number;
        made.proofType = proofType;
        made.epoch = epochNow();
        made.lease = leaseOf(index, number, 1);
        made.proof = stubProof(made.lease.taskId, addressOf(name));
        resign(made, leaseSecretOf(name));
    }

    function leaseOf(uint32 index, uint64 number, uint32 term) internal view returns (Lease memory lease) {
        lease.taskId = Messages.taskIdOf(block.chainid, hashOf(number), proofType, 0, 0, 1);
        lease.term = term;
        lease.prover = index;
        lease.snapshotId = Messages.snapshotIdOf(epochNow(), REGISTRY_HASH, SEED);
        lease.nonce = 1;
        lease.beatKey = keccak256("beat key");
        lease.issuedAtMs = uint64(vm.getBlockTimestamp()) * 1000;
    }

    bytes32 internal constant REGISTRY_HASH = keccak256("registry block");
    bytes32 internal constant SEED = keccak256("seed");

    function resign(ISettlement.Item memory made, uint256 secret) internal view {
        made.signature = sign(secret, digestOf(made.lease));
    }

    function digestOf(Lease memory lease) internal view returns (bytes32) {
        return judge.leaseDigest(lease);
    }

    /// @dev As long as a proof of the reference types, and without zero bytes to speak of, so that it costs as much to carry.
    function stubProof(bytes32 taskId, address operator) internal pure returns (bytes memory proof) {
        proof = abi.encodePacked(operator, taskId);
        for (bytes32 filler = keccak256(proof); proof.length < 288; filler = keccak256(abi.encode(filler))) {
            proof = abi.encodePacked(proof, filler);
        }
        assembly ("memory-safe") {
            mstore(proof, 288)
        }
    }
}
