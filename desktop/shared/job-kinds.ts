import type { TrainingResult } from '../../api/commands.ts';
import type { ExportResult, TradeOffCurve } from '../../api/index.ts';
import type { Report } from '../../runtime/index.ts';
import type { EpochEvent } from '../../trainer/index.ts';
import type { ProfilingEvent } from './operations/profiling-events.ts';

/**
 * Every kind of long work: what it comes to, and what happens on the way that is worth keeping. Of rooms that pages cannot load,
 * the contract takes types and nothing else.
 */
export interface JobKinds {
  readonly training: { readonly result: TrainingResult & { readonly run: string }; readonly event: EpochEvent };
  readonly profile: { readonly result: Report; readonly event: ProfilingEvent };
  readonly export: { readonly result: ExportResult; readonly event: never };
  readonly 'trade-off': { readonly result: TradeOffCurve; readonly event: never };
}
