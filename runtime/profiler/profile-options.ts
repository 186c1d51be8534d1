import type { OnProgress } from '../../core/index.ts';
import type { Provider } from '../model/providers.ts';
import type { RemoteOptions } from './places/remote-place.ts';
import type { Scenario } from './round/scenario.ts';

export interface ProfileOptions {
  /**
   * What to measure on, `['cpu']` by default: `cpu:1-4` (threads), `webgpu`, `wasm`, `browser`, `browser:wasm:4`,
   * `chrome:webgpu`, `remote` and so on, see docs/profiling.md.
   */
  readonly devices?: readonly string[];
  /** The same by what models run on in Node. */
  readonly providers?: readonly Provider[];
  /** Where the page for devices called `remote` is served, and who hears of its address. */
  readonly remote?: RemoteOptions;
  /** A remote page was closed or lost: what it had measured by then is kept, and the others go on. */
  readonly onGone?: (reason: string) => void;
  /** Fresh processes for each model and device, 5 by default: intervals come from how these differ. */
  readonly rounds?: number;
  /** Latencies taken in a round, 300 by default; more, up to 2000, where they fit into half a second. */
  readonly minimumSamples?: number;
  /** Of devices that do not say, 1 by default. */
  readonly threads?: number;
  /** Of adjustable models, as in `load`. */
  readonly width?: number;
  /** Raw rows (all after one another) that the calls take turns with; by default random ones in the model's range. */
  readonly rows?: Float32Array;
  /** Further models that take turns with the others, whole and on random rows, whatever `width`, `rows` and `dimensions` say. */
  readonly companions?: readonly string[];
  /** How calls arrive, `{ kind: 'stream' }` by default. */
  readonly scenario?: Scenario;
  /** Sizes of dimensions that models leave open, by name; a first dimension counts rows and need not be given. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /** For random rows and the bootstrap, 1 by default. */
  readonly seed?: number;
  /** Time after which a process counts as hung, 120,000 by default. */
  readonly timeLimitMs?: number;
  /** Counts processes; `p50LatencyMs` is that of the one just ended. */
  readonly onProgress?: OnProgress;
  /** Hears the latencies of each round as it ends, for who wants to watch. */
  readonly onRound?: (round: MeasuredRound) => void;
  readonly signal?: AbortSignal;
  /** Whether an abort leaves the profiles of the rounds that had ended, marked `incomplete`, where there are any; false by default. */
  readonly keepInterrupted?: boolean;
}

/** What one fresh process has measured of a model. */
export interface MeasuredRound {
  readonly model: string;
  /** As `--device` names it. */
  readonly device: string;
  /** From 0. */
  readonly round: number;
  readonly samplesMs: readonly number[];
}
