import type { Slot } from "../../src/api";

export interface FakeNode {
  url: string;
  known: Map<number, Slot>;
  push(slot: Slot): void;
  pushRaw(text: string): void;
  streams(): number;
  refuse(): void;
  accept(): void;
  close(): Promise<void>;
}
export function startServer(options?: {
  past?: number;
  future?: number;
  port?: number;
  empty?: boolean;
}): Promise<FakeNode>;
