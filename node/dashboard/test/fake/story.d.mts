import type { Slot, Status } from "../../src/api";

export const SLOT_MS: number;
export const DEADLINE_MS: number;
export const FIRST_SLOT: number;
export const status: Status;
export function story(options: {
  slots: number;
  firstStartMs: number;
}): { atMs: number; event: "slot"; data: Slot }[];
