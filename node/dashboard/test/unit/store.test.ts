import { describe, expect, it } from "vitest";
import { SLOTS_MAX, SlotStore } from "../../src/model/store";
import { proven, slot, status } from "./fixtures";

describe("the slot store", () => {
  it("answers newest first, in whatever order slots came", () => {
    const store = new SlotStore();
    for (const number of [7, 9, 8]) store.putSlot(slot(number));
    expect(store.slots().map((kept) => kept.slot)).toEqual([9, 8, 7]);
  });

  it("replaces a slot by its newer view", () => {
    const store = new SlotStore();
    store.putSlot(slot(7));
    store.putSlot(slot(7, [proven(900)]));
    expect(store.slots()).toHaveLength(1);
    expect(store.slots()[0]?.tasks[0]?.state).toBe("proven");
  });

  it("keeps one block of a slot when the chain was reorganized", () => {
    const store = new SlotStore();
    store.putSlot(slot(7, [], { blockHash: "0xold" }));
    store.putSlot(slot(7, [], { blockHash: "0xnew" }));
    expect(store.slots().map((kept) => kept.blockHash)).toEqual(["0xnew"]);
  });

  it("stays bounded and forgets the oldest", () => {
    const store = new SlotStore();
    for (let number = 0; number < 3 * SLOTS_MAX; number++) store.putSlot(slot(number));
    expect(store.size).toBe(SLOTS_MAX);
    expect(store.slots().at(-1)?.slot).toBe(2 * SLOTS_MAX);
  });

  it("refuses a slot older than all kept ones when it is full", () => {
    const store = new SlotStore();
    for (let number = 100; number < 100 + SLOTS_MAX; number++) store.putSlot(slot(number));
    expect(store.putSlot(slot(3))).toBe(false);
    expect(store.slots().at(-1)?.slot).toBe(100);
  });

  it("forgets the slots of another chain, not those of the same one", () => {
    const store = new SlotStore();
    store.putStatus(status());
    store.putSlot(slot(7));
    store.putStatus(status({ headSlot: 8 }));
    expect(store.size).toBe(1);
    store.putStatus(status({ clock: { slotSeconds: 4, deadlineMs: 3500, genesisTime: 1_795_009_999 } }));
    expect(store.size).toBe(0);
  });
});
