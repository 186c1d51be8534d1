import type { AnswerCheck } from './compare-with-processor.ts';
import type { Provider } from './providers.ts';

/** Lower and upper end of a 95 % confidence interval. */
export type Interval = readonly [lower: number, upper: number];

/** What one model costs on one provider of one machine. JSON-serialisable. */
export interface Profile {
  readonly schemaVersion: 1;
  readonly model: ProfiledModel;
  readonly provider: Provider;
  readonly latencyMs: Latency;
  /** The median round. */
  readonly coldStartMs: ColdStart;
  readonly rounds: readonly Round[];
  /**
   * Largest resident set of the fresh process, median round; the runtime library and Node itself, or the browser, are in it.
   * Absent where the system does not say: pages on other devices.
   */
  readonly peakRssBytes?: number;
  /**
   * What the process holds for itself alone beyond one that runs the smallest possible model, medians of the rounds; absent
   * where the system does not say (anything but Linux).
   */
  readonly modelMemoryBytes?: number;
  /** Processor time of all threads for one call, median round. */
  readonly cpuMsPerCall?: number;
  /** Energy of the whole processor for one call, median round; absent where the machine shows no counter (RAPL). */
  readonly joulesPerCall?: number;
  /** How calls arrived; absent for one after another (`stream`). */
  readonly scenario?: string;
  /** Rows in one second; `rowsPerCall` of them at a time. */
  readonly throughput?: { readonly rowsPerSecond: number; readonly rowsPerCall: number };
  readonly environment: Environment;
  /** What has to be there beside the model; absent where the library's files were not found. */
  readonly footprint?: Footprint;
  /** ISO 8601, UTC: profiles of the same start took turns in rounds, so that their rounds compare in pairs. */
  readonly startedAt?: string;
  /** How many rounds there are of how many, and why, where a remote page was closed half-way. */
  readonly incomplete?: string;
  /**
   * Whether the accelerator that was measured computes what the processor computes, on made-up inputs, as `load` checks it.
   * Absent on the processor itself, and in files of earlier versions.
   */
  readonly answerCheck?: AnswerCheck;
  /** What it was measured on, as `--device` names it; absent in files of earlier versions, which knew only Node. */
  readonly device?: string;
}

/** What running any model takes, files that are loaded on this platform. */
export interface Footprint {
  /** onnxruntime's. */
  readonly library: FileSizes;
  /** Secateur's own entry, with all that it imports. */
  readonly entry: FileSizes;
}

/** gzip at level 6, brotli at quality 5: what servers compress with on the way. */
export interface FileSizes {
  readonly sizeBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
}

export interface ProfiledModel {
  /** File name without its folder and `.onnx`. */
  readonly name: string;
  readonly file: string;
  /** Of the file, in hexadecimal; absent in files of earlier versions. */
  readonly sha256?: string;
  /** Of a model of many widths, where one was chosen. */
  readonly width?: number;
  readonly sizeBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes?: number;
}

/** Of one call, of one row but for the scenario `offline`. Intervals: see `latencyOf`. */
export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly mean: number;
  readonly p50Interval: Interval;
  readonly p90Interval: Interval;
  readonly p99Interval: Interval;
  readonly meanInterval: Interval;
  /** Standard deviation of all samples; a few slow calls make much of it. */
  readonly stdDev?: number;
  /** Median distance from p50: how much an ordinary call differs from another. */
  readonly medianDeviation?: number;
  /** Raw samples in the order they were taken, one list for each round. */
  readonly samples: readonly (readonly number[])[];
}

/** A fresh process from nothing to its first answer. */
export interface ColdStart {
  /** Importing the runtime library and reading the file. */
  readonly load: number;
  /** Creating the session: parsing and optimising the graph; for wasm also compiling the runtime. */
  readonly create: number;
  readonly firstRun: number;
}

/** What else one fresh process reported. */
export interface Round {
  readonly coldStartMs: ColdStart;
  readonly peakRssBytes?: number;
  readonly warmUpCalls: number;
  /** False when latency had not settled when the warm-up's time was over. */
  readonly stable: boolean;
  /** A fixed arithmetic loop timed just before the samples: when rounds differ here, the machine itself was uneven. */
  readonly calibrationMs: number;
  /** The same loop before, between and after the samples, in order; at a rate only before and after. */
  readonly calibrationsMs?: readonly number[];
  /** How many successive calls each sample is the mean of, where the clock is too coarse for one; absent for 1. */
  readonly callsPerSample?: number;
  /** What only this process holds in memory after the calls, their inputs not counted. */
  readonly privateBytes?: number;
  readonly cpuMsPerCall?: number;
  readonly callsPerSecond?: number;
  readonly joulesPerCall?: number;
}

export interface Environment {
  readonly cpuModel: string;
  readonly cores: number;
  /** For example `linux 6.1.0 x64`. */
  readonly os: string;
  /** Absent where it ran in a browser. */
  readonly nodeVersion?: string;
  /** For example `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
  readonly threads: number;
  /** The smallest step of the clock; absent where it is finer than what it costs to ask. */
  readonly timerResolutionMs?: number;
  readonly browser?: PageEnvironment;
}

/** What a page says of the device it is on, as far as browsers tell. */
export interface PageEnvironment {
  readonly userAgent: string;
  /** For example `Linux x86_64` or `Android`. */
  readonly platform: string;
  readonly cores: number;
  /** Rounded and capped by the browser. */
  readonly deviceMemoryGb?: number;
  /** Vendor and architecture of the WebGPU adapter. */
  readonly gpu?: string;
  readonly isSecureContext: boolean;
  readonly isCrossOriginIsolated: boolean;
  /** What this page could not do or know, in sentences. */
  readonly limits: readonly string[];
}
