import { isPrunable, mostLayers, type NetworkSpec, sizeOf } from '../../core/index.ts';
import type { OnnxNode } from '../model.ts';
import { operatorName, readBy } from '../walk.ts';
import { type Expression, isImage, parametersOf } from './expression.ts';
import type { BatchShape, GraphView } from './graph-view.ts';
import { type Effort, type Interpretation, inputsACount, interpret } from './interpret.ts';
import { layersOf, networkOf } from './network-of.ts';
import { weightedOperators } from './read-node.ts';
import { actualShape, type Quantised, type Refusal, type Seen } from './seen.ts';

/** A part of the graph with one value in and one out that is a network. */
export interface Region {
  readonly input: string;
  readonly output: string;
  /** Of an image or a series that it ends in: the sizes of the model's value but for the batch. */
  readonly imageOutput?: readonly number[];
  /** Axes of the input. */
  readonly rank: Seen['rank'];
  readonly network: NetworkSpec;
  readonly layers: readonly Expression[];
  readonly parameters: number;
  readonly nodes: ReadonlySet<OnnxNode>;
  /** Where the input is integers: what they stand for. */
  readonly quantisedBy?: Quantised;
}

interface Start extends BatchShape {
  readonly quantisedBy?: Quantised;
}

export interface Search {
  readonly region?: Region;
  /** What else is a network, apart from it and from one another; the largest first. */
  readonly others: readonly Region[];
  readonly refusals: ReadonlyMap<OnnxNode, Refusal>;
  /** Nodes that could be read, whether they are in a region or not. */
  readonly understood: ReadonlySet<OnnxNode>;
}

const mostEffort = 300_000;
/** Parts beside the body. Files that mean well have some tens. */
const mostOthers = 256;

/** The region with the most weights; of equal ones the smallest. And those beside it. */
export function findBody(view: GraphView): Search {
  const refusals = new Map<OnnxNode, Refusal>();
  const understood = new Set<OnnxNode>();
  const inside = new Set<string>();
  const effort = { left: mostEffort };
  const regions: Region[] = [];
  for (const [input, shape] of startsOf(view)) {
    // Closed regions that overlap lie in one another, and the search from the outer one has found what is in it.
    if (inside.has(input)) continue;
    const found = interpret(view, input, shape, shape.quantisedBy, effort);
    if (!found) continue;
    for (const [node, refusal] of found.refusals) refusals.set(node, refusal);
    for (const name of found.seen.keys()) {
      const maker = name === input ? undefined : view.makers.get(name);
      if (maker) understood.add(maker);
    }
    for (const region of regionsOf(view, found, effort)) {
      for (const node of region.nodes) for (const name of node.outputs) if (name !== region.output) inside.add(name);
      regions.push({ ...region, ...(shape.quantisedBy && { quantisedBy: shape.quantisedBy }) });
    }
  }
  const [best, ...others] = apart(regions.sort((one, other) => other.parameters - one.parameters));
  return { ...(best && { region: best }), others: others.slice(0, mostOthers), refusals, understood };
}

/** Of regions those that share no node with one before. */
function apart(regions: readonly Region[]): Region[] {
  const taken = new Set<OnnxNode>();
  return regions.filter(({ nodes }) => {
    if ([...nodes].some((node) => taken.has(node))) return false;
    for (const node of nodes) taken.add(node);
    return true;
  });
}

/** Where a body can begin: values that layers with weights read. */
function startsOf(view: GraphView): Map<string, Start> {
  const starts = new Map<string, Start>();
  for (const node of view.model.graph.nodes) {
    if (!weightedOperators.has(node.opType)) continue;
    const read = node.inputs.find((input) => input !== '' && !view.constants.has(input));
    if (read === undefined) continue;
    const name = beforeConversions(view, read);
    const shape = view.shapeOf(name) ?? matrixRead(view, node);
    const [, scale = '', zeroPoint = ''] = node.inputs;
    if (shape)
      starts.set(name, { ...shape, ...(takesIntegers.has(node.opType) && { quantisedBy: { scale, zeroPoint } }) });
  }
  return starts;
}

const takesIntegers = new Set(['QLinearConv', 'QLinearMatMul', 'QGemm']);

/** What is turned into another floating-point type, or into integers while the model runs, is read as it was. */
function beforeConversions(view: GraphView, name: string): string {
  const maker = view.makers.get(name);
  const isConversion =
    maker?.opType === 'Cast' && view.types.get(maker.inputs[0]!) === 'float32' && view.types.has(name);
  return isConversion || maker?.opType === 'DynamicQuantizeLinear' ? maker.inputs[0]! : name;
}

/** What a Gemm reads is a matrix, even where nothing else is known about it. */
function matrixRead(view: GraphView, node: OnnxNode): BatchShape | undefined {
  if (operatorName(node) !== 'Gemm') return undefined;
  const weight = view.constantShape(node.inputs[1] ?? '');
  const transB = node.attributes?.['transB'];
  const features = weight?.[transB?.type === 'int' && Number(transB.value) === 1 ? 1 : 0];
  return features === undefined ? undefined : { batch: '1 7', rest: [features] };
}

/** The closed regions from one value on that are not inside others, from the end of the graph. */
function* regionsOf(view: GraphView, found: Interpretation, effort: Effort): Generator<Region> {
  const leaking = leaks(view, found);
  const covered = new Set<string>();
  for (const output of [...found.seen.keys()].reverse()) {
    if (output === found.input || covered.has(output) || leaking.has(output)) continue;
    if (effort.left <= 0) return;
    const region = regionAt(view, found, output, effort);
    if (!region) continue;
    for (const node of region.nodes) for (const name of node.outputs) covered.add(name);
    yield withoutTail(view, found, region, effort);
  }
}

/** Values that depend on one which something else needs too: no region ends there. */
function leaks(view: GraphView, { seen, input }: Interpretation): ReadonlySet<string> {
  const leaking = new Set<string>();
  const isOpen = (name: string) => {
    if (name === input) return false;
    if (leaking.has(name) || view.isOutput(name)) return true;
    return view.readers(name).some((node) => {
      const isKnown = node.outputs.some((output) => seen.has(output) || view.isOfShapes(output));
      return !isKnown && !view.inner.has(node);
    });
  };
  const opened = new Map<string, boolean>();
  for (const name of seen.keys()) {
    const node = view.makers.get(name);
    if (name === input || !node) continue;
    const needs = sourcesOf(view, node).some((source) => opened.get(source) ?? false);
    if (needs) leaking.add(name);
    opened.set(name, isOpen(name));
  }
  return leaking;
}

function sourcesOf(view: GraphView, node: OnnxNode): string[] {
  const pattern = view.patterns.get(node);
  if (pattern) return [pattern.input];
  return node.inputs.filter((name) => name !== '' && !view.constants.has(name) && !view.isOfShapes(name));
}

/** The region that ends at a value, if that is closed and a network. */
function regionAt(view: GraphView, found: Interpretation, output: string, effort: Effort): Region | undefined {
  const { seen, input, start } = found;
  const end = seen.get(output)!;
  const isPending = end.affine || end.pads || end.quantised || end.places || end.divided;
  if (end.isLast || isPending || !end.expression.layer) return undefined;
  if (end.rank !== 2 && end.expression.shape.length === 1) return undefined;
  const nodes = nodesBetween(view, input, output, effort);
  for (const node of nodes) {
    for (const name of node.outputs) {
      if (name === output) continue;
      if (view.isOutput(name) || view.readers(name).some((reader) => !nodes.has(reader))) return undefined;
    }
  }
  // Networks put out vectors: an image is flattened at their end, and put together again behind them.
  const isWhole = isImage(end.expression.shape);
  const layers = layersOf(isWhole ? flattened(end.expression) : end.expression, mostLayers);
  if (!layers) return undefined;
  const parameters = layers.reduce((sum, expression) => sum + parametersOf(expression), 0);
  const network = parameters > 0 ? networkOf(start, layers) : undefined;
  const { rank } = seen.get(input)!;
  // Of what makes images only a part that can be cut is worth naming: it has no end that all else leads to.
  if (!network || (isWhole && !isPrunable(network))) return undefined;
  const imageOutput = isWhole && { imageOutput: actualShape(end) };
  return { input, rank, output, ...imageOutput, network, layers, parameters, nodes };
}

function flattened(image: Expression): Expression {
  return { layer: { kind: 'flatten' }, sources: [image], shape: [sizeOf(image.shape)] };
}

/** All nodes that `output` is computed by from `input`. */
function nodesBetween(view: GraphView, input: string, output: string, effort: Effort): Set<OnnxNode> {
  const nodes = new Set<OnnxNode>();
  const pending = [output];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = name === input || view.constants.has(name) ? undefined : view.makers.get(name);
    if (!node || nodes.has(node)) continue;
    nodes.add(node);
    const sources = new Set(readBy(node));
    effort.left -= 1 + Math.floor(sources.size / inputsACount);
    for (const source of sources) if (source !== '') pending.push(source);
  }
  return nodes;
}

/** Without what only follows the last weights one by one, such as an activation: that can stay as it is. */
function withoutTail(view: GraphView, found: Interpretation, region: Region, effort: Effort): Region {
  let shortest = region;
  for (let tries = 0; tries < longestTail; tries++) {
    const sources = sourcesOf(view, view.makers.get(shortest.output)!);
    const before = sources.length === 1 ? found.seen.get(sources[0]!) : undefined;
    const { expression } = found.seen.get(shortest.output)!;
    if (before?.expression.sources !== expression.sources || before.expression.weights !== expression.weights) break;
    if (view.types.get(sources[0]!) !== view.types.get(shortest.output)) break;
    const shorter = regionAt(view, found, sources[0]!, effort);
    if (shorter?.parameters !== region.parameters) break;
    shortest = shorter;
  }
  return shortest;
}

const longestTail = 8;
