/** How far something is, from 0 to 1; of what cannot say, that it goes on. */
export function Progress({ label, share }: { readonly label: string; readonly share: number | undefined }) {
  return (
    <div class="progress">
      <span>{label}</span>
      <progress aria-label={label} value={share} max={1} />
      <span class="progress-share">{share === undefined ? '' : `${Math.round(100 * share)} %`}</span>
    </div>
  );
}
