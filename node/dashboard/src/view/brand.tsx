export function Brand({ subtitle }: { subtitle: string }) {
  return (
    <h1 class="brand">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <rect class="brand-from" x="1.5" y="13" width="14" height="6" rx="3" />
        <rect class="brand-to" x="9.5" y="5" width="13" height="6" rx="3" />
      </svg>
      <span>Baton</span>
      {subtitle && <span class="brand-network">{subtitle}</span>}
    </h1>
  );
}
