// Warm prover: node worker.mjs TYPE, a proof type or header-stages-v1. Reads job lines from stdin and writes JSON lines to stdout, as
// specs/prover-bridge.md says. One job at a time, others wait. Ends when stdin ends, whatever it is doing.
import { createInterface } from "node:readline";
import { InputError } from "./header.mjs";
import { Cancelled, openProver, readInput, WORKS, writeOutput } from "./prover.mjs";

const WAITING_MAX = 16;
const DETAIL_MAX = 300;
const proofType = process.argv[2];
if (process.argv.length !== 3 || !WORKS.includes(proofType)) {
  process.stderr.write(`usage: node worker.mjs ${WORKS.join("|")}\n`);
  process.exit(2);
}

const waiting = [];
let running = null;
let runningCancelled = false;

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

function failure(error) {
  if (error instanceof Cancelled) {
    return { kind: "cancelled", detail: "cancelled" };
  }
  const kind = error instanceof InputError ? "input" : "crash";
  return { kind, detail: String(error.message).slice(0, DETAIL_MAX) };
}

async function work({ job, input, output }) {
  try {
    const onProgress = (progress) => say({ job, progress });
    writeOutput(output, await prover.prove(readInput(input), onProgress, () => runningCancelled));
    say({ job, done: true });
  } catch (error) {
    say({ job, failed: failure(error) });
  }
}

async function workOff() {
  while (running === null && waiting.length > 0) {
    running = waiting.shift();
    runningCancelled = false;
    await work(running);
    running = null;
  }
}

function cancel(job) {
  const place = waiting.findIndex((each) => each.job === job);
  if (place >= 0) {
    waiting.splice(place, 1);
    say({ job, failed: { kind: "cancelled", detail: "cancelled" } });
  } else if (running?.job === job) {
    runningCancelled = true;
  }
}

function obey(line) {
  let request;
  try {
    request = JSON.parse(line) ?? {};
  } catch {
    process.stderr.write("a line on stdin is not JSON\n");
    return;
  }
  const { job, input, output, cancel: cancelledJob } = request;
  if (typeof cancelledJob === "string") {
    cancel(cancelledJob);
  } else if (![job, input, output].every((each) => typeof each === "string")) {
    process.stderr.write("a line on stdin is neither a job nor a cancel\n");
  } else if (waiting.length >= WAITING_MAX) {
    say({ job, failed: { kind: "input", detail: `${WAITING_MAX} jobs are waiting already` } });
  } else {
    waiting.push({ job, input, output });
    workOff();
  }
}

process.stdout.on("error", () => process.exit(1));
createInterface({ input: process.stdin })
  .on("line", obey)
  .on("close", () => process.exit(0));
const prover = await openProver(proofType);
await prover.warmUp();
say({ ready: true });
