// A prover for tests. Its input says step by step what it does, good or bad: {"steps": [...]}.
// node scripted-prover.mjs worker | node scripted-prover.mjs --input-path FILE --output-path FILE
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const say = (line) => process.stdout.write(line + "\n");

/** Returns "answer", {fail}, or never. */
async function follow(steps, output, tell) {
  for (const step of steps) {
    if (step.say) tell({ progress: step.say });
    if (step.raw !== undefined) say(step.raw);
    if (step.flood) say(Array(step.flood).fill("what is this").join("\n"));
    if (step.toldOften) for (let i = 0; i < step.toldOften; i++) tell({ progress: { stage: "s", index: 0, ppm: 1 } });
    if (step.stderr) await new Promise((written) => process.stderr.write(step.stderr + "\n", written));
    if (step.exit !== undefined) process.exit(step.exit);
    if (step.ignoreTerm) process.on("SIGTERM", () => {});
    if (step.child) tell({ progress: { stage: `child-${spawn("sleep", ["1000"]).pid}`, index: 0, ppm: 0 } });
    if (step.pid) tell({ progress: { stage: `pid-${process.pid}`, index: 0, ppm: 0 } });
    if (step.output !== undefined) writeFileSync(output, step.output);
    if (step.zeros) writeFileSync(output, Buffer.alloc(step.zeros, " "));
    if (step.variables) writeFileSync(output, JSON.stringify({ variables: Object.keys(process.env) }));
    if (step.answer || step.fail) return step;
  }
  return new Promise((_, never) => setInterval(() => {}, 1000));
}

if (process.argv[2] === "worker") {
  let deaf = false;
  const work = async ({ job, input, output }) => {
    const { steps } = JSON.parse(readFileSync(input, "utf8"));
    deaf = steps.some((step) => step.deaf);
    const end = await follow(steps, output, (line) => say(JSON.stringify({ job, ...line })));
    say(JSON.stringify(end.fail ? { job, failed: end.fail } : { job, done: true }));
  };
  createInterface({ input: process.stdin })
    .on("line", (text) => {
      const line = JSON.parse(text);
      if (line.job) work(line);
      else if (!deaf) say(JSON.stringify({ job: line.cancel, failed: { kind: "cancelled", detail: "" } }));
    })
    .on("close", () => process.exit(0));
  say(JSON.stringify({ ready: true }));
} else {
  const [, input, , output] = process.argv.slice(2);
  const { steps } = JSON.parse(readFileSync(input, "utf8"));
  const end = await follow(steps, output, (line) => say(JSON.stringify(line)));
  if (end.fail) process.stderr.write(end.fail.detail + "\n");
  process.exit(end.fail ? 3 : 0);
}
