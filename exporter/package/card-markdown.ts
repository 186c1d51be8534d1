import { type Column, formatCount } from '../../core/index.ts';
import type { ModelCard, WidthsRecord } from './card.ts';
import { howToRun } from './how-to-run.ts';
import { escaped, short, table } from './markdown.ts';
import { answerSection, feedSection, originSentence, shrunkFigures, testedSentence } from './shrunk-markdown.ts';

/** `card.md`: the card for people. */
export function cardMarkdown(card: ModelCard): string {
  const { cut, metrics, devices, reference } = card;
  const sections = [
    `# ${titleOf(card)}`,
    table(['', ''], figuresOf(card)),
    ...(cut?.guarantee ? ['## Guarantee', cut.guarantee.statement] : []),
    ...inputSection(card),
    ...feedSection(card),
    ...answerSection(card),
    ...metricsSection(metrics),
    ...testedSentence(card),
    ...widthsSection(card),
    ...inclusionSection(card),
    ...(devices.length > 0
      ? [
          '## On devices',
          table(
            ['device', 'runtime', 'p50, ms', 'p99, ms', 'peak memory, MB'],
            devices.map(({ device, runtime, target, width, p50Ms, p99Ms, peakRssBytes }) => [
              escaped(device),
              escaped(`${runtime} (${target})${width === undefined ? '' : `, width ${width}`}`),
              short(p50Ms),
              short(p99Ms),
              peakRssBytes === undefined ? '' : short(peakRssBytes / 1e6),
            ]),
          ),
        ]
      : []),
    '## How to run it',
    ...howToRun(card),
    '## How to check it',
    `\`npx secateur verify .\` compares the hashes, this card with the model, and the answers for ${reference.rows} stored rows (\`reference-*.npy\`, by ${reference.source}${reference.widths ? `, and at the widths ${reference.widths.join(', ')}` : ''}; off by at most ${reference.tolerance} of an output's largest value) on every runtime that is installed. \`sha256sum --check SHA256SUMS\` does the first.`,
    ...originSection(card),
  ];
  return `${sections.join('\n\n')}\n`;
}

function originSection(card: ModelCard): string[] {
  const { posterior } = card;
  const sentences = [
    ...originSentence(card),
    ...(posterior
      ? [
          `Family ${posterior.family}, prior ${posterior.prior}, seed ${posterior.seed}; posterior ${posterior.sha256}; ${card.shrunk ? 'what the cut part reads of the data' : `data ${escaped(posterior.data.name)}`}, ${posterior.data.sha256}.${posterior.tempering === undefined ? '' : ` ${escaped(posterior.tempering)}`}`,
        ]
      : []),
  ];
  return sentences.length > 0 ? ['## Where it is from', ...sentences] : [];
}

function titleOf({ task, posterior, shrunk }: ModelCard): string {
  const name = shrunk?.data?.name ?? shrunk?.original.name ?? posterior?.data.name ?? 'Model';
  if (!task) return escaped(name);
  const what =
    task.kind === 'classification' ? `${task.labels.length} classes` : `prediction of ${escaped(task.target)}`;
  return `${escaped(name)}: ${what}`;
}

function figuresOf(card: ModelCard): string[][] {
  const { network, cut, kept, model, macs, predictive, adjustable, shrunk } = card;
  const before = shrunk?.way === 'unchanged' ? undefined : shrunk?.original;
  const changed = (from: number | undefined, to: string) => (from === undefined ? to : `${formatCount(from)} -> ${to}`);
  const operators = Object.entries(model.operators).map(([name, count]) => (count > 1 ? `${name} x ${count}` : name));
  return [
    ...shrunkFigures(card),
    ...(network === undefined ? [] : [['network', escaped(cut ? `${cut.from} -> ${network}` : network)]]),
    ...(kept ? [['kept', [`${kept.inputs} inputs`, ...hiddenOf(kept.units)].join('; ')]] : []),
    ...(cut ? [['rule', escaped([cut.rule, cut.budget, cut.criterion].filter(Boolean).join(', '))]] : []),
    ...(cut?.basis === undefined ? [] : [['budget', escaped(cut.basis)]]),
    ...(predictive ? [['uncertainty', methodOf(predictive)]] : []),
    ...(adjustable ? [['widths', widthsOf(adjustable)]] : []),
    ['parameters', changed(before?.parameters, formatCount(model.parameters))],
    ...(macs === undefined ? [] : [['multiply-accumulates', changed(before?.macs, formatCount(macs))]]),
    [
      'file',
      `model.onnx, ${changed(before?.sizeBytes, formatCount(model.sizeBytes))} bytes, ONNX opset ${model.opset ?? 'unknown'}`,
    ],
    ['operators', operators.join(', ')],
  ];
}

/** The last are outputs, which are never cut. */
function hiddenOf(units: readonly number[]): string[] {
  return units.length > 1 ? [`${units.slice(0, -1).join(', ')} units`] : [];
}

function methodOf(predictive: NonNullable<ModelCard['predictive']>): string {
  return predictive.kind === 'samples' ? `${predictive.samples} networks drawn from the posterior` : predictive.kind;
}

function widthsOf({ by, widths }: WidthsRecord): string {
  const chosen = by === 'input' ? 'by the input width of every call' : 'when the file is loaded';
  return `${widths.map(({ width }) => width).join(', ')}, chosen ${chosen}`;
}

/** Each width of a file of many: what it leaves, and how good that is. */
function widthsSection({ adjustable, metrics: { widths: scored = [] } }: ModelCard): string[] {
  if (!adjustable) return [];
  const rows = adjustable.widths.map(({ width, network, parameters, macs, validation }) => {
    const after = scored.find((each) => each.width === width)?.after ?? {};
    const scores = [
      ...(validation ? [`validation ${validation.name} ${short(validation.value)}`] : []),
      ...Object.entries(after).map(([name, value]) => `${name} ${short(value)}`),
    ];
    return [`${width}`, escaped(network), formatCount(parameters), formatCount(macs), escaped(scores.join(', '))];
  });
  return ['## Widths', table(['width', 'network', 'parameters', 'multiply-accumulates', 'how good'], rows)];
}

const mostColumns = 100;

/** What the values of a row are, in order. */
function inputSection({ input }: ModelCard): string[] {
  if (!input) return [];
  if (input.kind === 'image') {
    const { height, width, channels, layout = 'channels-last', scale, measured } = input;
    const order = channels > 1 ? `, ${layout}` : '';
    return [
      '## What a row is',
      measured
        ? `Measurements row by row, ${height} x ${width} x ${channels}${order}, in the units of the training data.`
        : `The pixels of an image row by row, ${height} x ${width} x ${channels}${order}, from 0 to ${scale}.`,
    ];
  }
  const { columns } = input;
  const rows = columns
    .slice(0, mostColumns)
    .map((column, place) => [String(place), escaped(column.name), meaningOf(column)]);
  const others = columns.length - rows.length;
  return [
    '## What a row is',
    table(['place', 'column', 'value'], rows),
    ...(others > 0 ? [`And ${formatCount(others)} more, which card.json lists.`] : []),
  ];
}

function meaningOf(column: Column): string {
  if (column.kind === 'numeric') return column.imputed ? 'a number, NaN where it is missing' : 'a number';
  const categories = column.categories.map((category, index) => `${index} for ${category === '' ? 'none' : category}`);
  return escaped(categories.join(', '));
}

function metricsSection({ before, after }: ModelCard['metrics']): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (names.length === 0) return [];
  const cell = (value: number | undefined) => (value === undefined ? '' : short(value));
  const rows = names.map((name) => [escaped(name), cell(before[name]), cell(after[name])]);
  return ['## Metrics', table(['', 'before the cut', 'after'], rows)];
}

function inclusionSection({ cut, inclusionHistogram }: ModelCard): string[] {
  if (!inclusionHistogram || !cut) return [];
  const header = ['group', 'kept', ...Array.from({ length: 10 }, (_, bin) => `${bin / 10}-${(bin + 1) / 10}`)];
  const rows = inclusionHistogram.map(({ group, counts }) => {
    const found = cut.inclusion.find((summary) => summary.group === group);
    return [group, found ? `${found.after} of ${found.before}` : '', ...counts.map(String)];
  });
  return [
    '## Inclusion probabilities',
    'How many inputs or units of each group have which probability of being needed.',
    table(header, rows),
  ];
}
