import type { ComponentChildren } from "preact";

interface Props {
  /** Null without a chosen task. */
  details: ComponentChildren;
  children: ComponentChildren;
}

/** The timeline, with the chosen task's details beside it: what stands above does not move when they open. */
export function Board({ details, children }: Props) {
  return (
    <div class={`board${details ? " with-details" : ""}`}>
      {children}
      {details}
    </div>
  );
}
