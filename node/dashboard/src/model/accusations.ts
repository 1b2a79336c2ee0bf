/** What went on before the judge since the node's start (specs/chain.md, TX-26 to TX-31). */
export interface Accusations {
  /** Misses of others that this node accused of, on the chain. */
  made: number;
  convicted: number;
  /** Accusations of the own prover that this node found. */
  against: number;
  answered: number;
}

/** Null where nothing happened. */
export function accusations(counters: Record<string, number>): Accusations | null {
  const sum = (prefix: string) =>
    Object.entries(counters).reduce((all, [name, n]) => (name.startsWith(prefix) ? all + n : all), 0);
  const found = {
    made: counters["mined-accuse"] ?? 0,
    convicted: counters["mined-convict"] ?? 0,
    against: counters["charge-found"] ?? 0,
    answered: sum("mined-answer-"),
  };
  return Object.values(found).some((n) => n > 0) ? found : null;
}
