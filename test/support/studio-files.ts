import { compact, encodePosterior, exportModel, planPruning, posteriorMean } from '../../api/index.ts';
import { denseNetwork, type ImageInput, type Posterior, randomStream, type TableInput } from '../../core/index.ts';
import { exampleReport } from './example-report.ts';
import { randomPosteriorOf } from './random-posterior.ts';

const image: ImageInput = { kind: 'image', height: 8, width: 8, channels: 1, scale: 255 };
const table: TableInput = {
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
  const columns = tablePosterior();
  const columnPlan = planPruning(columns, { name: 'median' });
  return {
    'posterior.safetensors': encodePosterior(posterior),
    'table.safetensors': encodePosterior(tablePosterior()),
    'whole.onnx': exportModel(posteriorMean(posterior), { posterior }),
    'pruned.onnx': exportModel(compact(posterior, plan), { posterior, plan }),
    'table-whole.onnx': exportModel(posteriorMean(columns), { posterior: columns }),
    'table-pruned.onnx': exportModel(compact(columns, columnPlan), { posterior: columns, plan: columnPlan }),
    'table.csv': new TextEncoder().encode(tableRows()),
    'report.json': new TextEncoder().encode(JSON.stringify(exampleReport())),
  };
}

function tableRows(): string {
  const random = randomStream(5, 'rows of a table');
  const header = [...table.columns.map(({ name }) => name), 'kind'].join(',');
  const rows = Array.from({ length: 60 }, (_, row) =>
    [...table.columns.map(() => random.normal().toFixed(3)), ['a', 'b', 'c'][row % 3]].join(','),
  );
  return [header, ...rows].join('\n');
}
