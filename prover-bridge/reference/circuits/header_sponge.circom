pragma circom 2.1.6;

include "poseidon.circom";
include "binding.circom";

// header-sponge-v1: two calls of a width-13 permutation in a chain. The chaining value starts as the
// byte length of the header; each call takes in twelve limbs of 31 bytes.
template HeaderSponge() {
    signal input limbs[24];
    signal input byteLength;
    signal input taskId;
    signal input prover;
    signal output commitment;

    component first = PoseidonEx(12, 1);
    first.initialState <== byteLength;
    for (var i = 0; i < 12; i++) {
        first.inputs[i] <== limbs[i];
    }

    component second = PoseidonEx(12, 1);
    second.initialState <== first.out[0];
    for (var i = 0; i < 12; i++) {
        second.inputs[i] <== limbs[12 + i];
    }
    commitment <== second.out[0];

    component binding = Binding();
    binding.taskId <== taskId;
    binding.prover <== prover;
}

component main {public [taskId, prover]} = HeaderSponge();
