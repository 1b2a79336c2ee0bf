import type { ProverInfo } from "../api";

const COLORS = 8;

/** Prover names and colours by permanent index; an index that no status has named yet is shown as `#7`. */
export class ProverNames {
  readonly #names: Map<number, string>;

  constructor(readonly provers: ProverInfo[]) {
    this.#names = new Map(provers.map((prover) => [prover.index, prover.name]));
  }

  of(index: number | null): string {
    return index === null ? "nobody" : (this.#names.get(index) ?? `#${index}`);
  }
}

/** Inline style that gives an element and its children the prover's colour. */
export function proverColor(index: number): Record<string, string> {
  return { "--prover": `var(--prover-${((index % COLORS) + COLORS) % COLORS})` };
}
