import { readFile, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { SecateurError } from '../../../core/index.ts';
import { writeAtomically } from '../../../files/index.ts';
import type { SeedResult } from './summary.ts';

/** The results of the seeds that are done, while others are not: an interrupted run does not train them again. */
export interface SeedResults {
  readonly seeds: readonly number[];
  get(seed: number): SeedResult | undefined;
  add(seed: number, result: SeedResult): Promise<void>;
  remove(): Promise<void>;
}

/**
 * @param identity what must be equal for a run to be the same run
 * @throws ARGUMENT_INVALID when there are results and they are not to be resumed, or belong to another run
 */
export async function openSeedResults(path: string, identity: object, resume: boolean): Promise<SeedResults> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined && !resume) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${path}: an earlier run was interrupted. Add --resume to continue it, or delete the file to begin anew.`,
    );
  }
  const known = JSON.stringify(identity);
  const results = new Map(text === undefined ? [] : read(path, text, known));
  return {
    seeds: [...results.keys()],
    get: (seed) => results.get(seed),
    add: async (seed, result) => {
      results.set(seed, result);
      await writeAtomically(path, JSON.stringify({ identity: known, results: [...results] }));
    },
    remove: () => rm(path, { force: true }),
  };
}

/** What is read of results; the rest is only passed on. */
const resultSchema = v.looseObject({
  output: v.string(),
  data: v.looseObject({ sha256: v.string() }),
  tempering: v.looseObject({ slab: v.number(), inclusion: v.number(), likelihood: v.string() }),
  metrics: v.record(v.string(), v.number()),
  heldOut: v.looseObject({
    cut: v.optional(v.looseObject({ after: v.looseObject({ parameters: v.number() }) })),
  }),
});
const schema = v.object({ identity: v.string(), results: v.array(v.tuple([v.number(), resultSchema])) });

function read(path: string, text: string, identity: string): [number, SeedResult][] {
  const why = 'Use the same data and options, or delete the file to begin anew.';
  const { success, output } = v.safeParse(schema, jsonOf(text));
  if (!success) {
    throw new SecateurError('FORMAT_INVALID', `${path}: does not hold the results of an interrupted run. ${why}`);
  }
  if (output.identity !== identity) {
    throw new SecateurError('ARGUMENT_INVALID', `${path}: these results belong to a run with other options. ${why}`);
  }
  return output.results as unknown as [number, SeedResult][];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
