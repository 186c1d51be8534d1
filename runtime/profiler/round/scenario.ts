import { SecateurError } from '../../../core/essentials.ts';

/** How calls arrive. */
export type Scenario =
  /** One row a call, the next when the last is answered: what a person who waits sees. */
  | { readonly kind: 'stream' }
  /** Many rows a call, the next when the last is answered: how much a machine gets through. */
  | { readonly kind: 'offline'; readonly rows: number }
  /** One row a call, at fixed times whether or not the last is answered: latency counts from when a call was due. */
  | { readonly kind: 'rate'; readonly perSecond: number };

const usages = ['stream', 'offline', 'offline=64', 'rate=200/s'] as const;

const offlineRows = 256;

/** Reads `stream`, `offline`, `offline=ROWS` or `rate=CALLS/s`. @throws ARGUMENT_INVALID */
export function parseScenario(text: string): Scenario {
  const [, kind, number] = /^(stream|offline|rate)(?:=(\d+(?:\.\d+)?)(?:\/s)?)?$/.exec(text.trim()) ?? [];
  const value = number === undefined ? undefined : Number(number);
  if (kind === 'stream' && value === undefined) return { kind };
  if (kind === 'offline' && (value === undefined || (Number.isInteger(value) && value >= 1 && value <= 65_536))) {
    return { kind, rows: value ?? offlineRows };
  }
  if (kind === 'rate' && value !== undefined && value > 0 && value <= 1e6) return { kind, perSecond: value };
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read the scenario '${text}'. Write one of ${usages.join(', ')}: rows a call, or calls a second.`,
  );
}

/** The inverse of `parseScenario`. */
export function formatScenario(scenario: Scenario): string {
  switch (scenario.kind) {
    case 'stream':
      return 'stream';
    case 'offline':
      return `offline=${scenario.rows}`;
    case 'rate':
      return `rate=${scenario.perSecond}/s`;
    default:
      return scenario satisfies never;
  }
}
