pragma circom 2.1.6;

include "poseidon.circom";
include "binding.circom";

// header-tree-v1: a leaf of width 12 over the first eleven limbs, and a root of width 15 over the leaf
// and the other thirteen. The root's first state element is the byte length of the header.
template HeaderTree() {
    signal input limbs[24];
    signal input byteLength;
    signal input taskId;
    signal input prover;
    signal output commitment;

    component leaf = PoseidonEx(11, 1);
    leaf.initialState <== 0;
    for (var i = 0; i < 11; i++) {
        leaf.inputs[i] <== limbs[i];
    }

    component root = PoseidonEx(14, 1);
    root.initialState <== byteLength;
    root.inputs[0] <== leaf.out[0];
    for (var i = 0; i < 13; i++) {
        root.inputs[1 + i] <== limbs[11 + i];
    }
    commitment <== root.out[0];

    component binding = Binding();
    binding.taskId <== taskId;
    binding.prover <== prover;
}

component main {public [taskId, prover]} = HeaderTree();
