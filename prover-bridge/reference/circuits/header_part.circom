pragma circom 2.1.6;

include "poseidon.circom";
include "binding.circom";

// header-split-v1, one of three parts: takes eight limbs of 31 bytes into the state of a width-9 permutation. The
// first part begins with the byte length of the header, each other one with the state that the one before it left; the
// last state is the commitment.
template HeaderPart() {
    signal input stateIn;
    signal input limbs[8];
    signal input taskId;
    signal input prover;
    signal output stateOut;

    component hash = PoseidonEx(8, 1);
    hash.initialState <== stateIn;
    for (var i = 0; i < 8; i++) {
        hash.inputs[i] <== limbs[i];
    }
    stateOut <== hash.out[0];

    component binding = Binding();
    binding.taskId <== taskId;
    binding.prover <== prover;
}

component main {public [stateIn, taskId, prover]} = HeaderPart();
