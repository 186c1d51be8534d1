import { randomStream, SecateurError } from '../../core/index.ts';
import type { Dataset, LoadOptions, Split } from '../dataset.ts';
import { fitColumns } from '../fit-columns.ts';
import { fitTask } from '../fit-task.ts';
import { provenanceHash } from '../provenance.ts';
import { refuseOptions } from '../refuse-options.ts';
import { splitAround } from '../split.ts';
import { describeSplit } from '../table-dataset.ts';
import type { Design, Parameters } from './designs.ts';
import { parseSimulation } from './simulation-name.ts';

/** Goes into the provenance hash: to be raised when the same name and seed give other numbers. */
const version = 1;

/**
 * Draws a published design whose truth is known: `Dataset.truth` lists the features that matter. Parts have their
 * published sizes; where none is published, the validation rows are drawn from the training rows.
 * @param source `sim:saha`, `sim:bai`, `sim:sun-regression`, `sim:sun-classification` or `sim:sun-structure`, with
 * parameters as in `sim:saha,n=500,p=50`.
 * @param options only `seed` (of features, noise, active set and validation rows) and `validationFraction`.
 * @throws ARGUMENT_INVALID
 */
export function simulate(source: string, options: LoadOptions = {}): Dataset {
  const { name, design, parameters } = parseSimulation(source);
  refuseOptions(
    source,
    options,
    ['seed', 'validationFraction', 'likelihood'],
    'a simulation has its own target and test rows',
  );
  const { seed = 0, validationFraction } = options;
  const parts = design.parts(parameters);
  if (parts.validation !== undefined && validationFraction !== undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${source}: has its own ${parts.validation} validation rows. Leave out the validation fraction, or write ${source},validation=...`,
    );
  }
  const truth = design.truth(parameters, seed);
  const { data, targets } = draw(name, design, parameters, truth, seed);
  const split = divide(parts, { seed, validationFraction: validationFraction ?? 0.1 });
  const notes = [`${design.about}.`, describeSplit(split, { seed })];
  const plans = Array.from({ length: parameters['p']! }, (_, column) => ({
    kind: 'numeric' as const,
    name: `x${column + 1}`,
  }));
  const { columns, rows } = fitColumns(source, data, plans, split.train);
  const target =
    design.task === 'regression'
      ? { kind: 'numeric' as const, name: 'y' }
      : { kind: 'categorical' as const, name: 'y', categories: ['0', '1'] };
  return {
    name: source,
    input: { kind: 'table', columns },
    task: fitTask(source, target, targets, split.train, notes),
    rows,
    targets,
    split,
    truth,
    provenance: {
      source,
      sha256: provenanceHash([], { simulation: name, version, ...parameters, seed, validationFraction }),
    },
    notes,
  };
}

function draw(
  name: string,
  design: Design,
  parameters: Parameters,
  truth: readonly number[],
  seed: number,
): { data: Float32Array; targets: Float32Array } {
  const random = randomStream(seed, `sim:${name} rows`);
  const width = parameters['p']!;
  const { train, validation = 0, test } = design.parts(parameters);
  const count = train + validation + test;
  const data = new Float32Array(count * width);
  const targets = new Float32Array(count);
  const noise = Math.sqrt(parameters['sigma2'] ?? 0);
  let row = 0;
  for (const size of [train, validation, test]) {
    // Of each class as many rows as it still wants, in the order in which they come.
    const wanted = [size - Math.floor(size / 2), Math.floor(size / 2)];
    for (const end = row + size; row < end; ) {
      const value = design.drawRow(random, data.subarray(row * width, (row + 1) * width), parameters, truth);
      if (design.task === 'regression') targets[row++] = value + noise * random.normal();
      else if (wanted[value > 0 ? 1 : 0]!-- > 0) targets[row++] = value > 0 ? 1 : 0;
    }
  }
  return { data, targets };
}

function divide(
  { train, validation, test }: ReturnType<Design['parts']>,
  options: { readonly seed: number; readonly validationFraction: number },
): Split {
  const rows = Uint32Array.from({ length: train + (validation ?? 0) + test }, (_, row) => row);
  if (validation === undefined) return splitAround(rows.subarray(train), new Uint8Array(rows.length), options);
  return {
    train: rows.slice(0, train),
    validation: rows.slice(train, train + validation),
    test: rows.slice(train + validation),
  };
}
