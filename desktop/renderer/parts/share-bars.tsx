import { formatPercent } from '../../../core/index.ts';

interface ShareBarsProps {
  readonly bars: readonly {
    readonly name: string;
    /** From 0 to 1. */
    readonly share: number;
    readonly mark?: 'best' | 'removed' | undefined;
  }[];
}

/** Shares of one by name, as bars and in figures. */
export function ShareBars({ bars }: ShareBarsProps) {
  return (
    <ol class="ranked">
      {bars.map(({ name, share, mark }) => (
        <li key={name} class={mark}>
          <span class="ranked-name" title={name}>
            {name}
          </span>
          <span class="ranked-bar" aria-hidden="true">
            <span style={{ width: `${100 * share}%` }} />
          </span>
          <span class="ranked-share">{formatPercent(share)}</span>
        </li>
      ))}
    </ol>
  );
}
