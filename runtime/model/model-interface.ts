import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { messageOf, SecateurError } from '../../core/essentials.ts';
import type { ModelMetadata } from '../model-file/metadata.ts';
import type { Feed, ValueInfo } from './contract.ts';
import type { Runtime } from './session.ts';

export function valuesOf(metadata: readonly InferenceSession.ValueMetadata[]): ValueInfo[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, dims: value.shape.map(openAsName) }
      : { name: value.name, type: undefined, dims: [] },
  );
}

/** A dimension without size or name is -1 in the runtimes, which onnxruntime-web reads as an unsigned number. */
function openAsName(dimension: number | string): number | string {
  return typeof dimension === 'number' && (dimension < 0 || dimension === 2 ** 32 - 1) ? '' : dimension;
}

/** @throws ARGUMENT_INVALID (a missing or unknown input, a wrong type), SHAPE_MISMATCH. */
export function checkFeeds(feeds: Readonly<Record<string, Feed>>, inputs: readonly ValueInfo[], name: string): void {
  const names = inputs.map((input) => `'${input.name}'`).join(', ');
  const unknown = Object.keys(feeds).find((key) => !inputs.some((input) => input.name === key));
  if (unknown !== undefined) {
    throw new SecateurError('ARGUMENT_INVALID', `${name}: the model has no input '${unknown}'. It takes ${names}.`);
  }
  for (const input of inputs) {
    const feed = feeds[input.name];
    if (!feed)
      throw new SecateurError('ARGUMENT_INVALID', `${name}: input '${input.name}' is missing. It takes ${names}.`);
    // Values that are no tensors have no type; a shape left open is reported as empty.
    if (input.type === undefined) {
      const what = `input '${input.name}' is no tensor but a sequence or a map, which JavaScript cannot make`;
      throw new SecateurError('UNSUPPORTED', `${name}: ${what}. Export the model with tensors.`);
    }
    if (feed.type !== input.type) {
      const got = `input '${input.name}' has type ${input.type} but got ${feed.type}`;
      throw new SecateurError('ARGUMENT_INVALID', `${name}: ${got}. Convert the values.`);
    }
    const dims = Array.isArray(feed.dims) ? feed.dims : [];
    const fits =
      input.dims.length === 0 ||
      (dims.length === input.dims.length &&
        input.dims.every((dimension, axis) => typeof dimension === 'string' || dimension === dims[axis]));
    if (!fits) {
      const got = `input '${input.name}' has shape ${shapeText(input.dims)} but got ${shapeText(dims)}`;
      throw new SecateurError('SHAPE_MISMATCH', `${name}: ${got}. Named dimensions may have any size.`);
    }
  }
}

/** @throws ARGUMENT_INVALID for what is no list, and an output that the model does not have; UNSUPPORTED for no tensor. */
export function checkOutputs(asked: readonly string[], outputs: readonly ValueInfo[], name: string): void {
  if (!Array.isArray(asked)) {
    throw new SecateurError('ARGUMENT_INVALID', `${name}: outputs are asked for as a list of names: ['y'].`);
  }
  if (asked.length === 0) {
    const remedy = 'Export the model with an output that is a tensor (scikit-learn: zipmap=False).';
    throw new SecateurError('UNSUPPORTED', `${name}: there is no output to compute that is a tensor. ${remedy}`);
  }
  for (const wanted of asked) {
    const output = outputs.find((candidate) => candidate.name === wanted);
    if (output?.type !== undefined) continue;
    const tensors = outputs.filter(({ type }) => type !== undefined).map((other) => `'${other.name}'`);
    const what = output
      ? `the output '${wanted}' is no tensor, which JavaScript cannot read`
      : `the model has no output '${wanted}'`;
    const remedy = `Name some of ${tensors.join(', ')}`;
    throw new SecateurError(output ? 'UNSUPPORTED' : 'ARGUMENT_INVALID', `${name}: ${what}. ${remedy}.`);
  }
}

/** @throws SHAPE_MISMATCH for data that does not fill its dimensions. */
export function tensorsOf(
  feeds: Readonly<Record<string, Feed>>,
  { Tensor }: Runtime,
  name: string,
): Record<string, Tensor> {
  // Anybody may have called an input `__proto__`.
  const tensors = Object.create(null) as Record<string, Tensor>;
  for (const [key, { type, data, dims }] of Object.entries(feeds)) {
    try {
      tensors[key] = new Tensor(type, data, dims);
    } catch (error) {
      throw new SecateurError('SHAPE_MISMATCH', `${name}: input '${key}' is no valid tensor (${messageOf(error)}).`);
    }
  }
  return tensors;
}

/** `[n, 3, ?]`: a dimension that has neither size nor name is a question mark. */
export function shapeText(dims: readonly (number | string)[]): string {
  return `[${dims.map((dimension) => (dimension === '' ? '?' : dimension)).join(', ')}]`;
}

/** `pixels: float32 [n, 784]` */
export function inputText({ name, type, dims }: ValueInfo): string {
  return `${name}: ${type ?? 'no tensor'} ${shapeText(dims)}`;
}

/** Whether rows alone can feed a model: one float32 input whose other dimensions than the first are fixed and not 0. */
export function takesRows([input, ...others]: readonly ValueInfo[]): boolean {
  const fixed = input?.dims.slice(1).every((dimension) => typeof dimension === 'number' && dimension > 0);
  return input?.type === 'float32' && others.length === 0 && input.dims.length > 0 && fixed === true;
}

/** Rows that a call has to bring: as many as the first input is fixed to, else one. */
export function fixedRows([input]: readonly ValueInfo[]): number {
  const [rows] = input?.dims ?? [];
  return typeof rows === 'number' && rows > 0 ? rows : 1;
}

/** Dimensions of one row. @throws UNSUPPORTED when rows alone cannot feed this model. */
export function rowDimsOf(inputs: readonly ValueInfo[], name: string): number[] {
  if (takesRows(inputs)) return inputs[0]!.dims.slice(1) as number[];
  const takes = inputs.length === 0 ? 'it has no inputs' : inputs.map(inputText).join('; ');
  throw cannotFeed(name, takes);
}

/** @param takes what rows alone cannot give */
export function cannotFeed(name: string, takes: string): SecateurError {
  const remedy = 'Use run(), which takes tensors by name.';
  return new SecateurError('UNSUPPORTED', `${name}: predict() cannot feed this model from rows (${takes}). ${remedy}`);
}

/** The outputs that answers are made from: those that the task needs and, of uncertain answers, what more the model has. */
export function answerNames({ task, predictive }: ModelMetadata, outputs: readonly ValueInfo[]): readonly string[] {
  const isThere = (name: string) => outputs.some((output) => output.name === name);
  const isClasses = task.kind === 'classification';
  // Lean models have one letter for what they predict.
  const first = isThere('p') ? 'p' : isClasses ? 'probabilities' : 'prediction';
  if (isClasses) return [first, ...(predictive ? ['entropy', 'mutualInformation'].filter(isThere) : [])];
  const needed = [first, ...(task.likelihood === 'gaussian-heteroscedastic' ? ['stdDev'] : [])];
  const more = predictive ? ['stdDev', 'modelStdDev', 'lower', 'upper'].filter(isThere) : [];
  return [...new Set([...needed, ...more])];
}

/** @throws FORMAT_INVALID when a model's metadata promises something else than its graph holds. */
export function checkInterface(
  model: { readonly name: string; readonly inputs: readonly ValueInfo[]; readonly outputs: readonly ValueInfo[] },
  promised: { readonly metadata: ModelMetadata; readonly columns: number },
): void {
  const { task } = promised.metadata;
  const outputNames = answerNames(promised.metadata, model.outputs);
  const outputs = outputNames.map((name) => model.outputs.find((candidate) => candidate.name === name));
  const [input, ...others] = model.inputs;
  const isAsPromised =
    others.length === 0 &&
    input?.type === 'float32' &&
    input.dims.length === 2 &&
    input.dims[1] === promised.columns &&
    outputs.every((output) => output?.type === 'float32') &&
    (task.kind === 'regression' || outputs[0]!.dims[1] === task.labels.length);
  if (isAsPromised) return;
  const width = task.kind === 'classification' ? task.labels.length : 1;
  const expected = `one input [N, ${promised.columns}] and ${outputNames.map((name) => `an output '${name}' [N, ${width}]`).join(' and ')}`;
  const remedy = 'Export the model again.';
  throw new SecateurError(
    'FORMAT_INVALID',
    `${model.name}: its metadata promises ${expected}, which the graph does not have. ${remedy}`,
  );
}
