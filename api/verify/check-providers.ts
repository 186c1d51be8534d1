import { isSecateurError, sizeOf } from '../../core/index.ts';
import { exampleRows, type Reference } from '../../exporter/index.ts';
import { providers as facts, load, type Provider } from '../../runtime/index.ts';
import { readModel } from '../read-model.ts';
import { answersOf } from './answers.ts';
import type { Check } from './check.ts';
import { checkAnswers } from './check-answers.ts';
import { toleranceOf } from './tolerance.ts';

const rowCount = 16;

/** Of a model without stored answers: that the others answer made-up rows as the first provider does that is installed. */
export async function checkProviders(path: string, providers: readonly Provider[]): Promise<Check[]> {
  const checks: Check[] = [];
  let reference: Reference | undefined;
  for (const provider of providers) {
    if (reference) {
      checks.push(await checkAnswers(path, provider, reference));
      continue;
    }
    const name = `answers on ${provider}`;
    try {
      const input = await madeUpInput(path, provider);
      if (!input)
        return [...checks, { name, status: 'skipped', detail: 'takes more than rows, or answers with no tensors' }];
      const { answers } = await answersOf(path, provider, [input]);
      const tolerance = toleranceOf(await readModel(path));
      reference = { inputs: [input], outputs: answers, source: provider, tolerance };
      checks.push({ name, status: 'passed', detail: `${rowCount} made-up rows were answered` });
    } catch (error) {
      if (!isSecateurError(error)) throw error;
      const status = error.code === 'DEPENDENCY_MISSING' ? 'skipped' : 'failed';
      checks.push({ name, status, detail: error.message });
    }
  }
  return checks;
}

async function madeUpInput(path: string, provider: Provider): Promise<Reference['inputs'][number] | undefined> {
  await using loaded = await load(path, { device: facts[provider].device });
  const [input, ...others] = loaded.inputs;
  const [first, ...rest] = input?.dims ?? [];
  const sizes = rest.filter((size) => typeof size === 'number');
  if (input?.type !== 'float32' || others.length > 0 || first === undefined || sizes.length < rest.length)
    return undefined;
  if (loaded.outputs.some(({ type }) => type === undefined)) return undefined;
  const rows = typeof first === 'number' ? first : rowCount;
  const width = sizeOf(sizes);
  const spec = loaded.metadata?.input ?? {
    kind: 'table' as const,
    columns: Array.from({ length: width }, (_, index) => ({
      ...{ kind: 'numeric' as const, name: `${index}`, mean: 0, scale: 1, imputed: false },
    })),
  };
  return { name: input.name, shape: [rows, ...sizes], values: exampleRows(spec, rows) };
}
