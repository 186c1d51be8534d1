import { compact, encodePosterior, exportModel, planPruning, posteriorMean } from '../../api/index.ts';
import { denseNetwork, type InputSpec, type Posterior } from '../../core/index.ts';
import { exampleReport } from './example-report.ts';
import { randomPosteriorOf } from './random-posterior.ts';

const image: InputSpec = { kind: 'image', height: 8, width: 8, channels: 1, scale: 255 };
const table: InputSpec = {
  kind: 'table',
  columns: Array.from({ length: 6 }, (_, at) => ({
    kind: 'numeric' as const,
    name: `measure ${at + 1}`,
    mean: 0,
    scale: 1,
    imputed: false,
  })),
};

/** An image classifier with indicators for pixels and units; its numbers are random. */
export const imagePosterior = (): Posterior => randomPosteriorOf(denseNetwork([64, 24, 12, 3]), image, 1);
export const tablePosterior = (): Posterior => randomPosteriorOf(denseNetwork([6, 8, 3]), table, 2);

/** What people open, by file name. */
export function studioFiles(): Record<string, Uint8Array> {
  const posterior = imagePosterior();
  const plan = planPruning(posterior, { name: 'median' });
  return {
    'posterior.safetensors': encodePosterior(posterior),
    'table.safetensors': encodePosterior(tablePosterior()),
    'whole.onnx': exportModel(posteriorMean(posterior), { posterior }),
    'pruned.onnx': exportModel(compact(posterior, plan), { posterior, plan }),
    'report.json': new TextEncoder().encode(JSON.stringify(exampleReport())),
  };
}
