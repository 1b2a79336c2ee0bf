// BN254 on one thread, for the whole process. snarkjs looks for a shared curve under this global name before
// it builds one, which takes 0.3 s. One thread: a proof this small gains little from more, and each would hold
// its own copy of everything.
import * as snarkjs from "snarkjs";

export const curve = await snarkjs.curves.getCurveFromName("bn128", { singleThread: true });
globalThis.curve_bn128 = curve;
