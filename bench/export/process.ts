import { exportedModel, writeModel } from '../../api/index.ts';
import { answerAndExit } from '../support/child.ts';
import { peakMemoryBytes } from '../support/machine.ts';
import { largeNetwork } from './network.ts';

export interface ExportRequest {
  readonly widths: readonly number[];
  readonly path: string;
  readonly externalData: boolean;
  /** False to make the network and nothing else: what it needs by itself. */
  readonly writes: boolean;
}

export interface ExportAnswer {
  readonly ms: number;
  readonly peakBytes: number;
}

/** A fresh process: its peak memory is that of one export. */
const { widths, path, externalData, writes } = JSON.parse(process.argv[2]!) as ExportRequest;
const network = largeNetwork(widths);
const started = performance.now();
if (writes) await writeModel(path, exportedModel(network), { externalData });
answerAndExit({ ms: performance.now() - started, peakBytes: peakMemoryBytes() } satisfies ExportAnswer);
