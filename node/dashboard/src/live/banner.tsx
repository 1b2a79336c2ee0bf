import { label } from "../model/format";
import type { ConnectionState } from "./connection";

interface Props {
  state: ConnectionState;
  sinceMs: number;
  nowMs: number;
  hasData: boolean;
}

export function Banner({ state, sinceMs, nowMs, hasData }: Props) {
  if (state !== "lost") return null;
  const awayMs = Math.max(0, Math.floor((nowMs - sinceMs) / 1000) * 1000);
  return (
    <div class="banner" role="alert">
      <strong>Connection to the node lost.</strong>{" "}
      {hasData ? `Showing what was known ${awayMs >= 1000 ? `${label(awayMs)} ago` : "a moment ago"}; ` : ""}
      reconnecting.
    </div>
  );
}
