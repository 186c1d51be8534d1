import { runInFreshProcess } from './fresh-process.ts';
import type { Scenario } from './round/scenario.ts';
import { tracedCalls } from './trace-calls.ts';

/** What one node of the graph, as onnxruntime has rewritten it, takes of a call. */
export interface OperatorTime {
  /** As onnxruntime calls it; fused nodes have names of its making. */
  readonly node: string;
  /** For example `Gemm`, or `FusedGemm` for what it made of a product and an activation. */
  readonly operator: string;
  /** Mean over the middle half of the calls: one that waited for the processor does not move it. */
  readonly meanUs: number;
  /** Part of the time of all nodes together. */
  readonly share: number;
  readonly outputBytes: number;
}

export interface OperatorTimes {
  /** In the order in which they run. */
  readonly operators: readonly OperatorTime[];
  /** All calls as Chrome trace events (JSON text): chrome://tracing and Perfetto open it. */
  readonly trace: string;
}

export interface OperatorOptions {
  /** 1 by default. */
  readonly threads?: number;
  readonly rows?: Float32Array;
  /** As in `load`. */
  readonly width?: number;
  readonly scenario?: Scenario;
  readonly dimensions?: Readonly<Record<string, number>>;
  readonly signal?: AbortSignal;
}

/**
 * Where a call's time goes on onnxruntime-node, by onnxruntime's own profiler, in a process of its own. Profiling costs time
 * itself: shares tell more than sums. Errors as `profile`.
 */
export async function operatorTimes(file: string, options: OperatorOptions = {}): Promise<OperatorTimes> {
  const { threads = 1, rows, width, scenario = { kind: 'stream' }, dimensions = {}, signal } = options;
  const { trace } = await runInFreshProcess(
    { task: 'trace', file, provider: 'node-cpu', threads, seed: 1, width, scenario, dimensions, rows },
    { signal, timeLimitMs: 120_000 },
  );
  return { operators: operatorsIn(trace, tracedCalls), trace };
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string; readonly output_size?: string };
}

/** Of every node its last `calls` events, for the first calls are not like the others. */
export function operatorsIn(trace: string, calls: number): OperatorTime[] {
  const byNode = new Map<string, TraceEvent[]>();
  for (const event of JSON.parse(trace) as readonly TraceEvent[]) {
    if (event.cat !== 'Node' || !event.name.endsWith(kernelSuffix)) continue;
    byNode.set(event.name, [...(byNode.get(event.name) ?? []), event]);
  }
  const times = [...byNode].map(([name, events]) => {
    const settled = events.slice(-calls);
    const { op_name: operator = '?', output_size: outputBytes = '0' } = settled[0]!.args ?? {};
    const meanUs = middleMean(settled.map(({ dur }) => dur));
    return { node: name.slice(0, -kernelSuffix.length).trim(), operator, meanUs, outputBytes: Number(outputBytes) };
  });
  const total = times.reduce((sum, { meanUs }) => sum + meanUs, 0);
  return times.map((time) => ({ ...time, share: total > 0 ? time.meanUs / total : 0 }));
}

const kernelSuffix = '_kernel_time';

/** Of whole microseconds, of which a median would be one as well: too coarse for what takes two. */
function middleMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const left = Math.floor(sorted.length / 4);
  const middle = sorted.slice(left, sorted.length - left);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
