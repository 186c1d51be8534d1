import type { Widths } from '../../exporter/index.ts';

/** What the widths of a cut have to be. */
export interface WidthOptions {
  readonly round?: number;
  /** Whether to measure what rounding does to latency here. */
  readonly measureRounding?: boolean;
  readonly floor?: number;
}

/** As plans take it: nothing where nothing was asked for. */
export function widthsAsked({ round, floor }: WidthOptions): { readonly widths?: Widths } {
  if (round === undefined && floor === undefined) return {};
  return { widths: { ...(round !== undefined && { multiple: round }), ...(floor !== undefined && { floor }) } };
}
