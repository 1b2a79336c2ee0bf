import type { ComponentChildren } from "preact";
import type { Network } from "../api";
import { isFiltering, NO_FILTER, type Filter, type Only } from "../model/filter";
import { proverColor } from "./names";

interface Props {
  network: Network;
  filter: Filter;
  onChange(filter: Filter): void;
  /** Further tools of the page. */
  children?: ComponentChildren;
}

const ONLY: [Only, string][] = [
  ["all", "All slots"],
  ["takeovers", "Takeovers"],
  ["troubles", "Troubles"],
];

/** The provers' buttons are the colour legend too. */
export function Filters({ network, filter, onChange, children }: Props) {
  return (
    <div class="filters" role="group" aria-label="Filter">
      <div class="segments" role="group" aria-label="Which slots">
        {ONLY.map(([only, label]) => (
          <button
            key={only}
            type="button"
            aria-pressed={filter.only === only}
            onClick={() => onChange({ ...filter, only })}
          >
            {label}
          </button>
        ))}
      </div>
      <label class="choice">
        <span class="choice-name">Proof type</span>
        <select
          value={filter.proofType ?? ""}
          onChange={(event) => onChange({ ...filter, proofType: event.currentTarget.value || null })}
        >
          <option value="">all</option>
          {network.proofTypes.map((type) => (
            <option key={type.name} value={type.name}>
              {type.name}
            </option>
          ))}
        </select>
      </label>
      <div class="provers" role="group" aria-label="Provers">
        {network.provers.map((prover) => (
          <button
            key={prover.index}
            type="button"
            class="prover"
            style={proverColor(prover.index)}
            aria-pressed={filter.prover === prover.index}
            title={`Prover ${prover.index}, ${prover.operator}`}
            onClick={() =>
              onChange({ ...filter, prover: filter.prover === prover.index ? null : prover.index })
            }
          >
            <span class="swatch" aria-hidden="true" />
            {prover.name}
          </button>
        ))}
      </div>
      <div class="tools-end">
        {isFiltering(filter) && (
          <button type="button" class="button clear" onClick={() => onChange(NO_FILTER)}>
            Clear
          </button>
        )}
        {children}
      </div>
    </div>
  );
}
