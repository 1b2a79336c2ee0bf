pragma circom 2.1.6;

// Ties the task and the prover to the proof. Groth16 proves nothing about a public input that no
// constraint uses, so each is used in one; a proof made for one task or operator then fails for another.
template Binding() {
    signal input taskId;
    signal input prover;
    signal boundTask;
    signal boundProver;
    boundTask <== taskId * taskId;
    boundProver <== prover * prover;
}
