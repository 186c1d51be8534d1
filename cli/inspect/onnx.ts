import { sizeOfModel } from '../../api/commands.ts';
import { formatBytes, formatCount } from '../../core/index.ts';
import { type OnnxModel, type OnnxValue, summarize } from '../../onnx/index.ts';
import { fields } from '../format.ts';
import { inspectBody } from './body.ts';

export function describeOnnx(model: OnnxModel, sizeBytes: number, source: string): { value: unknown; text: string } {
  const summary = summarize(model);
  const { metadata, ...rest } = summary;
  const own = parsed(metadata['secateur']);
  const { parameters, macs } = sizeOfModel(model, sizeBytes);
  const body = own ? undefined : inspectBody(model, source);
  const value = {
    kind: 'onnx',
    file: source,
    sizeBytes,
    ...rest,
    parameters,
    macs,
    ...body?.value,
    metadata: { ...metadata, ...(own && { secateur: own }) },
  };
  const text = fields([
    ['File', `${source}, ${formatBytes(sizeBytes)}, an ONNX model${own ? ' by Secateur' : ''}`],
    ['Parameters', formatCount(parameters)],
    ['MACs', macs === undefined ? 'unknown' : `${formatCount(macs)} ${callOf(summary.inputs)}`],
    ['Version', `opset ${summary.opset ?? 'unknown'}, IR ${summary.irVersion}`],
    ...summary.inputs.map((input): [string, string] => ['Input', describeValue(input)]),
    ...summary.outputs.map((output): [string, string] => ['Output', describeValue(output)]),
    [
      'Operators',
      Object.entries(summary.operators)
        .map(([name, times]) => `${name} ${times}`)
        .join(', '),
    ],
    ...(body?.lines ?? []),
    ...(own ? describeOwn(own) : Object.entries(metadata)),
  ]);
  return { value, text };
}

/** Work is counted for a row, or for a call where the file fixes how many rows that has. */
function callOf(inputs: readonly OnnxValue[]): string {
  const fixed = inputs.map(({ shape }) => shape?.[0]).find((size) => typeof size === 'number' && size > 1);
  return fixed === undefined ? 'a row' : `a call of ${fixed} rows`;
}

interface Own {
  readonly task?: { readonly kind?: string; readonly labels?: readonly string[]; readonly target?: string };
  readonly network?: string;
  readonly cut?: {
    readonly rule?: string;
    readonly criterion?: string;
    readonly activeWeights?: number;
    readonly from?: string;
    readonly guarantee?: { readonly statement?: string };
  };
  readonly predictive?: { readonly kind?: string; readonly samples?: number };
  readonly adjustable?: { readonly by?: string; readonly widths?: unknown };
  readonly posterior?: {
    readonly family?: string;
    readonly prior?: string;
    readonly seed?: number;
    readonly tempering?: string;
    readonly data?: { readonly name?: string };
  };
}

function describeOwn({ task, network, cut, posterior, predictive, adjustable }: Own): [string, string][] {
  const statement = cut?.guarantee?.statement;
  return [
    ...(task
      ? [
          [
            'Task',
            task.labels ? `classes ${task.labels.slice(0, 12).join(', ')}` : `${task.kind} of ${task.target}`,
          ] as [string, string],
        ]
      : []),
    ...(network ? [['Network', network] as [string, string]] : []),
    ...(cut ? [['Cut', describeCut(cut)] as [string, string]] : []),
    ...(statement ? [['Guarantee', statement] as [string, string]] : []),
    ...(predictive
      ? [
          ['Uncertainty', predictive.samples ? `${predictive.samples} samples` : `${predictive.kind}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(adjustable
      ? [
          [
            'Widths',
            `${widthsOf(adjustable.widths)}, chosen ${adjustable.by === 'input' ? 'with every call' : 'when it is loaded'}`,
          ] as [string, string],
        ]
      : []),
    ...(posterior
      ? [
          [
            'Posterior',
            `${posterior.family} family, ${posterior.prior} prior, seed ${posterior.seed}, data ${posterior.data?.name}`,
          ] as [string, string],
          ...(posterior.tempering === undefined ? [] : [['Tempering', posterior.tempering] as [string, string]]),
        ]
      : []),
  ];
}

function widthsOf(widths: unknown): string {
  return Array.isArray(widths)
    ? widths.map((each: { width?: unknown } | null) => String(each?.width)).join(', ')
    : 'unknown';
}

/** Foreign metadata may hold anything, also under our key. */
function parsed(text: string | undefined): Own | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function describeValue({ name, elementType, shape }: OnnxValue): string {
  const dimensions = shape ? ` [${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` : '';
  return `${name}: ${elementType ?? 'no tensor'}${dimensions}`;
}

function describeCut({ rule, criterion, activeWeights, from }: NonNullable<Own['cut']>): string {
  const by = criterion === undefined ? '' : ` by ${criterion}`;
  const active = activeWeights === undefined ? '' : `; ${activeWeights} active weights, the others are zeros`;
  return `${rule}${by}, from ${from}${active}`;
}
