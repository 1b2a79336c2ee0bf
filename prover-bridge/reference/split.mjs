// header-split-v1: the header's 24 limbs in three parts, each with a proof of the same circuit, and a seal: a fourth
// proof over the state that the last part left, which alone is bound to the whole's task and prover. The parts are
// bound to whoever made them, for whichever task. specs/prover-bridge.md has the layout (B-26, B-27).
import { bytesOf, circuitInput, HEADER_BYTES_MAX, hexOf, InputError, LIMBS, limbsOf, proofWords } from "./header.mjs";

export const SPLIT_TYPE = "header-split-v1";
/** What a worker of the workflow's stages makes. */
export const STAGES_WORK = "header-stages-v1";

const PARTS = 3;
const PART_LIMBS = LIMBS / PARTS;
const PART_WORDS = 11; // A, B, C; task, prover, state after
const SEAL_WORDS = 9; // A, B, C; its output
export const SPLIT_WORDS = SEAL_WORDS + 1 + PARTS * PART_WORDS;
const NOTHING = Array(PART_LIMBS).fill(0n);

/** The words of a whole proof by their meaning. */
export function splitOf(words) {
  const parts = Array.from({ length: PARTS }, (_, i) => {
    const part = words.slice(SEAL_WORDS + 1 + i * PART_WORDS, SEAL_WORDS + 1 + (i + 1) * PART_WORDS);
    return { words: part.slice(0, 8), taskId: part[8], prover: part[9], stateOut: part[10] };
  });
  return { seal: words.slice(0, 8), sealOut: words[8], byteLength: words[9], parts };
}

const share = (onProgress, done, of) => (progress) =>
  onProgress({ ...progress, ppm: Math.floor((done * 1_000_000 + progress.ppm) / of) });

export function splitProver(circuit) {
  /** The state before each part, and after the last. Computing them takes milliseconds, so the parts need not wait. */
  async function states(byteLength, limbs) {
    const all = [byteLength];
    for (let i = 0; i < PARTS; i++) {
      const part = limbs.slice(i * PART_LIMBS, (i + 1) * PART_LIMBS);
      all.push(await circuit.output({ stateIn: all[i], limbs: part, taskId: 0n, prover: 0n }));
    }
    return all;
  }

  async function split(job) {
    const { limbs, byteLength } = circuitInput(job, SPLIT_TYPE);
    const before = await states(byteLength, limbs);
    const parts = Array.from({ length: PARTS }, (_, i) => ({
      stateIn: hexOf([before[i]]),
      limbs: limbs.slice(i * PART_LIMBS, (i + 1) * PART_LIMBS).map((limb) => hexOf([limb])),
    }));
    return { parts };
  }

  async function part(job, { stateIn, limbs } = {}, onProgress, cancelled) {
    const { taskId, prover } = circuitInput(job, SPLIT_TYPE);
    if (!Array.isArray(limbs) || limbs.length !== PART_LIMBS) {
      throw new InputError(`a part has ${PART_LIMBS} limbs`);
    }
    const number = (hex) => BigInt("0x" + bytesOf({ hex }, "hex", 32, 32).toString("hex"));
    const signals = { stateIn: number(stateIn), limbs: limbs.map(number), taskId, prover };
    const { proof, publicSignals } = await circuit.prove(signals, onProgress, cancelled);
    return { proof: hexOf([...proofWords(proof), taskId, prover, publicSignals[0]]) };
  }

  async function seal(job, parts, onProgress, cancelled) {
    const { limbs, byteLength, taskId, prover } = circuitInput(job, SPLIT_TYPE);
    const after = (await states(byteLength, limbs)).slice(1);
    if (!Array.isArray(parts) || parts.length !== PARTS) {
      throw new InputError(`a proof has ${PARTS} parts`);
    }
    const bytes = parts.map((each) => bytesOf(each ?? {}, "proof", PART_WORDS * 32, PART_WORDS * 32));
    if (bytes.some((each, i) => BigInt("0x" + each.subarray(-32).toString("hex")) !== after[i])) {
      throw new InputError("a part is not of this header");
    }
    const signals = { stateIn: after[PARTS - 1], limbs: NOTHING, taskId, prover };
    const { proof, publicSignals } = await circuit.prove(signals, onProgress, cancelled);
    const sealed = hexOf([...proofWords(proof), publicSignals[0], byteLength]);
    return { proof: sealed + bytes.map((each) => each.toString("hex")).join("") };
  }

  async function whole(job, onProgress, cancelled) {
    const { parts } = await split(job);
    const made = [];
    for (const each of parts) {
      made.push(await part(job, each, share(onProgress, made.length, PARTS + 1), cancelled));
    }
    return seal(job, made, share(onProgress, PARTS, PARTS + 1), cancelled);
  }

  /** Whoever makes a part for others splits the header itself. */
  async function ownPart({ job, index, count }) {
    if (count !== PARTS || !Number.isInteger(index) || index < 0 || index >= PARTS) {
      throw new InputError(`a proof has ${PARTS} parts`);
    }
    return (await split(job)).parts[index];
  }

  async function stage(input, onProgress, cancelled) {
    switch (input.stage) {
      case "split":
        return split(input.job);
      case "part":
        return part(input.job, input.part ?? (await ownPart(input)), onProgress, cancelled);
      case "join":
        return seal(input.job, input.inputs?.part?.map((result) => result.output), onProgress, cancelled);
      default:
        throw new InputError("stage is not split, part or join");
    }
  }

  return {
    async warmUp() {
      await states(BigInt(HEADER_BYTES_MAX), Array(LIMBS).fill(0n));
    },
    async commitment(header) {
      return (await states(BigInt(header.length), limbsOf(header)))[PARTS];
    },
    /** A job of a stage of the workflow, or one for the whole, whose parts are then made one after the other. */
    async prove(input, onProgress, cancelled = () => false) {
      const staged = input?.workflow === SPLIT_TYPE;
      const made = await (staged ? stage(input, onProgress, cancelled) : whole(input, onProgress, cancelled));
      onProgress({ stage: "done", index: 2, ppm: 1_000_000 });
      return made;
    },
  };
}
