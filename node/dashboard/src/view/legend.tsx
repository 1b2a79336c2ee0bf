export function Legend() {
  return (
    <section class="legend" aria-label="Legend">
      <span>
        <i class="key key-bar" /> lease, filled by progress, ticks are beats
      </span>
      <span>
        <i class="key key-silence" /> holder silent
      </span>
      <span>
        <i class="cause cause-silent">SILENT</i> cause of a takeover
      </span>
      <span>
        <i class="key key-proof" /> proof verified and latched
      </span>
      <span>
        <i class="key key-proof late" /> after the deadline
      </span>
      <span>
        <i class="key key-deadline" /> deadline
      </span>
    </section>
  );
}
