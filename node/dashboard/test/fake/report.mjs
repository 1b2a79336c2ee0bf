// A finished run of the story's network: the data that a devnet puts into the report's template.

import { readFile } from "node:fs/promises";
import { SLOT_MS, status, story } from "./story.mjs";

export const FIRST_START_MS = 1795000000000;

export function reportData({ slots = 12 } = {}) {
  const last = new Map();
  for (const event of story({ slots, firstStartMs: FIRST_START_MS })) last.set(event.data.slot, event.data);
  const views = [...last.values()];
  const tasks = views.flatMap((slot) => slot.tasks.map((task) => ({ slot, task })));
  return {
    network: { clock: status.clock, provers: status.provers, proofTypes: status.proofTypes, provenTypes: 2 },
    slots: views,
    report: {
      scenario: "one-holder-killed",
      nodes: 4,
      slots,
      slotSeconds: SLOT_MS / 1000,
      deadlineMs: status.clock.deadlineMs,
      blocksProven: 9,
      blocksProvenOnTime: 7,
      tasks: tasks.length,
      tasksProven: tasks.filter(({ task }) => task.state === "proven").length,
      proofsVerifiedOnChain: 20,
      anchors: 11,
      slotsMissingAnchor: 0,
      takeovers: tasks.flatMap(({ slot, task }) =>
        task.leases
          .filter((lease) => lease.term > 1)
          .map((lease) => {
            const from = task.leases.find((other) => other.term === lease.term - 1);
            return {
              slot: slot.slot,
              taskId: task.taskId,
              proofType: task.proofType,
              term: lease.term,
              cause: lease.cause,
              fromProver: from.prover,
              toProver: lease.prover,
              silentForMs:
                lease.cause === "SILENT" ? lease.issuedAtMs - (from.lastBeatMs ?? from.issuedAtMs) : null,
              restartedAfterMs:
                lease.cause === "HEDGE"
                  ? null
                  : lease.issuedAtMs - (from.lastBeatMs ?? from.issuedAtMs) + 9.4,
              provenBeforeDeadline: task.onTime === true && task.provenBy === lease.prover,
            };
          }),
      ),
      faults: [
        { name: "kill-holder", act: "KILL", node: 1, nodeName: "bob", slot: 1202, restartedMicros: 1 },
      ],
      restarts: [
        { node: "bob", prover: 1, slot: 1202, downMs: 8012.2, upAfterMs: 1890.4, claimedAfterMs: 3120.9 },
      ],
      mineMs: { p50: 19.4, p99: 57.2, max: 58.8, count: 12 },
      seenMs: { p50: 6.2, p99: 14.8, max: 15.1, count: 48 },
      convergenceMs: { p50: 21.7, p99: 48.3, max: 52, count: 24 },
      orchestrationMs: {
        start: { p50: 4.1, p99: 9.6, max: 9.9, count: 22 },
        accept: { p50: 18.9, p99: 61.2, max: 61.2, count: 20 },
      },
      takeoverDelayMs: { p50: 1722.4, p99: 1731, max: 1731, count: 6 },
      verifyMs: { p50: 6.1, p99: 13.4, max: 13.4, count: 80 },
      proofMs: { p50: 812, p99: 1749, max: 1749, count: 20 },
      proverSecondsPerBlock: 2.43,
      doubleProvenTasks: 1,
      doubleSignatures: 0,
      gossipBytesPerSlot: 18412.4,
      gas: {
        settle: { count: 20, p50: 271456, max: 271480 },
        anchor: { count: 11, p50: 46224, max: 46236 },
        register: { count: 4, p50: 312884, max: 329984 },
      },
      expectations: [
        { name: "blocksProven", held: false, detail: "9, expected all 12" },
        { name: "silentTakeovers", held: true, detail: "6, expected at least 1" },
        { name: "doubleSignatures", held: true, detail: "0, expected at most 0" },
        { name: "takeoverDelayMs.p50", held: true, detail: "1722.4 ms, expected at most 2000 ms" },
      ],
      startedAt: "2026-11-18T12:00:00Z",
      seconds: 71.3,
      machine: { cpu: "AMD EPYC 7B13", cores: 2, memoryMiB: 24576, os: "Linux 6.1" },
      jdk: "25.0.1+8-LTS",
      commit: "0123456789abcdef0123456789abcdef01234567",
    },
  };
}

/** As the devnet does it. */
export async function reportPage(template, data) {
  const html = await readFile(template, "utf8");
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return html.split("__BATON_REPORT_JSON__").join(json);
}
