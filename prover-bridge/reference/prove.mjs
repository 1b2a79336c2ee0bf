// One-shot prover: node prove.mjs [PROOF_TYPE] --input-path FILE --output-path FILE
// Exit 0 with the output written; else a line on stderr: 2 usage, 3 input, 1 anything else.
import { parseArgs } from "node:util";
import { InputError } from "./header.mjs";
import { openProver, readInput, writeOutput } from "./prover.mjs";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INPUT = 3;

function end(code, line) {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}

function argumentsOf() {
  try {
    const options = { "input-path": { type: "string" }, "output-path": { type: "string" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values["input-path"] && values["output-path"] && positionals.length <= 1) {
      return { input: values["input-path"], output: values["output-path"], proofType: positionals[0] };
    }
  } catch {
    // The usage line below says it.
  }
  return end(EXIT_USAGE, "usage: node prove.mjs [PROOF_TYPE] --input-path FILE --output-path FILE");
}

// Whoever started this process holds its stdin; when they die, the proof has no reader.
if (!process.stdin.isTTY) {
  process.stdin.on("end", () => process.exit(EXIT_FAILED)).on("error", () => {});
  process.stdin.resume();
}

try {
  const { input: file, output, proofType } = argumentsOf();
  const input = readInput(file);
  const prover = await openProver(proofType ?? input?.proofType);
  const say = (progress) => process.stdout.write(JSON.stringify({ progress }) + "\n");
  writeOutput(output, await prover.prove(input, say));
  process.exit(0);
} catch (error) {
  end(error instanceof InputError ? EXIT_INPUT : EXIT_FAILED, error.message);
}
