import type { ExportResult, TradeOffCurve, TrainingResult } from '../../api/index.ts';
import type { RemoteLink, Report } from '../../runtime/index.ts';
import type { EpochEvent } from '../../trainer/index.ts';

/**
 * Every kind of long work: what it comes to, and what happens on the way that is worth keeping. Of rooms that pages cannot load,
 * the contract takes types and nothing else.
 */
export interface JobKinds {
  readonly training: { readonly result: TrainingResult & { readonly run: string }; readonly event: EpochEvent };
  /** A link: to open on the device that is to be measured. */
  readonly profile: { readonly result: Report; readonly event: RemoteLink };
  readonly export: { readonly result: ExportResult; readonly event: never };
  readonly 'trade-off': { readonly result: TradeOffCurve; readonly event: never };
}
