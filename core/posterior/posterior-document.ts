import * as v from 'valibot';
import { documentFault } from '../document-fault.ts';
import { isSecateurError } from '../errors.ts';
import { columnCount, type InputSpec } from '../input-spec.ts';
import { type NetworkStructure, structureOf } from '../network/network-levels.ts';
import { imageLayout, network } from '../network/network-schema.ts';
import type { NetworkSpec } from '../network/network-spec.ts';
import { outputWidth } from '../task.ts';
import type { Posterior } from './posterior.ts';

/** All of a posterior but its tensors: what the file's metadata holds as JSON. */
export type PosteriorDocument = Omit<Posterior, 'tensors'>;

export const posteriorVersion = 1;

/** Messages quote what they found, which may be megabytes. */
const longestFault = 300;

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const input = v.variant('kind', [
  v.strictObject({
    kind: v.literal('image'),
    height: count,
    width: count,
    channels: count,
    layout: imageLayout,
    scale: positive,
    measured: v.exactOptional(v.array(v.strictObject({ mean: finite, scale: positive }))),
  }),
  v.strictObject({
    kind: v.literal('table'),
    columns: v.array(
      v.variant('kind', [
        v.strictObject({
          kind: v.literal('numeric'),
          name: v.string(),
          mean: finite,
          scale: positive,
          imputed: v.boolean(),
        }),
        v.strictObject({ kind: v.literal('categorical'), name: v.string(), categories: v.array(v.string()) }),
      ]),
    ),
  }),
]);

const task = v.variant('kind', [
  v.strictObject({
    kind: v.literal('classification'),
    labels: v.array(v.string()),
    likelihood: v.exactOptional(v.picklist(['categorical', 'binary'])),
  }),
  v.strictObject({
    kind: v.literal('regression'),
    target: v.string(),
    mean: finite,
    scale: positive,
    likelihood: v.exactOptional(v.picklist(['gaussian', 'gaussian-heteroscedastic', 'poisson'])),
  }),
]);

/** Its type is checked against `Posterior`: a field there that is not validated here does not compile. */
const schema: v.GenericSchema<unknown, PosteriorDocument> = v.strictObject({
  version: v.literal(posteriorVersion),
  network,
  family: v.string(),
  prior: v.strictObject({
    name: v.string(),
    slabScales: v.array(positive),
    slabLearned: v.exactOptional(v.literal(true)),
    inputLogit: finite,
    unitLogits: v.array(finite),
    weightLogits: v.exactOptional(v.array(finite)),
    spikeScales: v.exactOptional(v.array(positive)),
    fanIns: v.exactOptional(v.array(positive)),
    parameterPrice: v.exactOptional(finite),
    size: v.exactOptional(
      v.strictObject({ unit: v.exactOptional(v.literal('macs')), budget: positive, price: positive }),
    ),
  }),
  tempering: v.strictObject({
    slab: finite,
    inclusion: finite,
    likelihood: v.string(),
    weights: v.exactOptional(
      v.strictObject({
        classes: v.exactOptional(v.array(v.pipe(finite, v.minValue(0)))),
        column: v.exactOptional(v.string()),
      }),
    ),
  }),
  input,
  task,
  seed: v.pipe(v.number(), v.safeInteger()),
  data: v.strictObject({ name: v.string(), sha256: v.string() }),
  metrics: v.record(v.string(), finite),
});

/** The document with its fields in the schema's order, or what is wrong with it and where. */
export function checkDocument(value: unknown): { document: PosteriorDocument } | { fault: string } {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    return { fault: documentFault(result.issues[0]).slice(0, longestFault) };
  }
  const fault = contradictionIn(result.output);
  return fault === undefined ? { document: result.output } : { fault };
}

/** Fields that are each fine but do not belong together. */
function contradictionIn({ network, prior, input, task, tempering }: PosteriorDocument): string | undefined {
  const features = featureCount(input);
  if (features !== network.inputs) return `input makes ${features} features but network.inputs is ${network.inputs}`;
  if (input.kind === 'image' && input.measured && input.measured.length !== input.channels) {
    return `input.measured has ${input.measured.length} entries for ${input.channels} channels`;
  }
  const structure = structureIn(network);
  if (typeof structure === 'string') return structure;
  if (structure.outputWidth !== outputWidth(task)) {
    return `the ${task.kind} task needs ${outputWidth(task)} outputs but the last layer puts out ${structure.outputWidth}`;
  }
  if (task.likelihood === 'binary' && task.labels.length !== 2) {
    return `the binary likelihood is for 2 labels, not ${task.labels.length}`;
  }
  const hidden = structure.levels.length - 2;
  if (prior.unitLogits.length !== hidden) {
    return `prior.unitLogits has ${prior.unitLogits.length} entries for ${hidden} groups of hidden units`;
  }
  for (const name of ['slabScales', 'weightLogits', 'spikeScales'] as const) {
    const entries = prior[name]?.length ?? structure.weighted.length;
    if (entries !== structure.weighted.length) {
      return `prior.${name} has ${entries} entries for ${structure.weighted.length} layers with weights`;
    }
  }
  const weighted = tempering.weights?.classes?.length;
  if (weighted !== undefined && weighted !== (task.kind === 'classification' ? task.labels.length : 0)) {
    return `tempering.weights.classes has ${weighted} entries, not one for every label`;
  }
  return undefined;
}

function structureIn(network: NetworkSpec): NetworkStructure | string {
  try {
    return structureOf(network);
  } catch (error) {
    if (isSecateurError(error)) return error.message;
    throw error;
  }
}

/** The length of `featuresOf(input)` without making that list: here its size is still anybody's claim. */
function featureCount(input: InputSpec): number {
  if (input.kind === 'image') return columnCount(input);
  return input.columns.reduce((sum, column) => sum + (column.kind === 'numeric' ? 1 : column.categories.length), 0);
}
