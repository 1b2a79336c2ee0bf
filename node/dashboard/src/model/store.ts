import type { Slot, Status } from "../api";

export const SLOTS_MAX = 256;

/**
 * What the page knows: the last status and the newest slots, at most {@link SLOTS_MAX}. The node sends whole
 * objects, so a merge is a replacement, and a replayed stream after a reconnect changes nothing that it repeats.
 */
export class SlotStore {
  #slots = new Map<number, Slot>();
  #status: Status | null = null;

  get status(): Status | null {
    return this.#status;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Newest first. */
  slots(): Slot[] {
    return [...this.#slots.values()].sort((a, b) => b.slot - a.slot);
  }

  /** A status of another chain forgets the slots of the old one. */
  putStatus(status: Status): void {
    const old = this.#status;
    const sameChain =
      old === null ||
      (old.chainId === status.chainId &&
        old.network === status.network &&
        old.clock.genesisTime === status.clock.genesisTime);
    if (!sameChain) this.#slots.clear();
    this.#status = status;
  }

  /** Answers whether the slot was kept: one older than all kept ones is not, when the store is full. */
  putSlot(slot: Slot): boolean {
    this.#slots.set(slot.slot, slot);
    if (this.#slots.size <= SLOTS_MAX) return true;
    const oldest = Math.min(...this.#slots.keys());
    this.#slots.delete(oldest);
    return oldest !== slot.slot;
  }
}
