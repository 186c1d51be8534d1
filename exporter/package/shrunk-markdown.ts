import { formatCount } from '../../core/index.ts';
import type { ModelCard } from './card.ts';
import { escaped, short, table } from './markdown.ts';
import type { FeedRecord } from './shrunk-record.ts';

const ways = {
  fit: 'fitted to the data, the original its teacher',
  weights: 'cut by its weights',
  unchanged: 'a copy of the original',
} as const;

/** What became of the original, for the table of figures. */
export function shrunkFigures({ shrunk }: ModelCard): string[][] {
  if (!shrunk) return [];
  return [
    ['made', `${ways[shrunk.way]}: ${escaped(shrunk.why)}`],
    ...(shrunk.others ?? []).map(({ from, to }) => ['cut before', escaped(`${from} -> ${to}`)]),
  ];
}

/** What it cost on rows that nothing was chosen by. */
export function testedSentence({ shrunk }: ModelCard): string[] {
  if (!shrunk?.tested || shrunk.way === 'unchanged') return [];
  const { figure, rows, lossAtMost, confidence, agreement } = shrunk.tested;
  const [what, worse, better] = figure === 'accuracy' ? ['accuracy', 'falls', 'rises'] : ['error', 'rises', 'falls'];
  const unit = figure === 'accuracy' ? 'points' : '%';
  const amount = `${short(100 * Math.abs(lossAtMost))} ${unit}`;
  const loss = lossAtMost >= 0 ? `${worse} by at most ${amount}` : `${better} by at least ${amount}`;
  const alike =
    figure === 'accuracy' ? `${short(100 * agreement)} % of the answers are the same` : `R² ${short(agreement)}`;
  return [
    `Against the original, on ${formatCount(rows)} rows that nothing was chosen by: with ${short(100 * confidence)} % confidence the ${what} ${loss}; ${alike}.`,
  ];
}

const mostColumns = 100;

/** What each input is fed. */
export function feedSection({ model, feeds = [], shrunk }: ModelCard): string[] {
  if (!shrunk) return [];
  const rows = model.inputs.map(({ name, type, shape }) => [
    escaped(name),
    typeAndShape(type, shape),
    fedWith(feeds.find(({ input }) => input === name)),
  ]);
  return ['## What it takes', table(['input', 'type and shape', 'what is fed'], rows)];
}

function typeAndShape(type: string | null, shape: readonly (number | string)[] | null): string {
  if (type === null) return 'no tensor';
  return escaped(`${type} [${(shape ?? []).map((size) => (size === '' ? 'any' : size)).join(', ')}]`);
}

function fedWith(feed: FeedRecord | undefined): string {
  if (feed?.image) {
    const { height, width, channels, layout, pixels } = feed.image;
    const order = channels > 1 ? `, ${layout.replace('-', ' ')}` : '';
    if (!pixels) return `measurements of ${height} x ${width} x ${channels}${order}`;
    const scale = pixels.map(([black, white]) => `${short(black)} for black to ${short(white)} for white`);
    return `images of ${height} x ${width} x ${channels}${order}, pixels from ${scale.join('; ')}`;
  }
  const columns = feed?.columns ?? [];
  if (columns.length === 0) return 'what the original took';
  const listed = columns
    .slice(0, mostColumns)
    .map(({ name, mean, scale }) =>
      mean === undefined || scale === undefined ? name : `(${name} - ${short(mean)}) / ${short(scale)}`,
    );
  const others = columns.length - listed.length;
  return escaped(`${listed.join(', ')}${others > 0 ? `, and ${formatCount(others)} more, which card.json lists` : ''}`);
}

/** How its answers are read, and in which order its classes are. */
export function answerSection({ answers, task, model, shrunk }: ModelCard): string[] {
  if (!shrunk) return [];
  if (!answers) {
    const rows = model.outputs.map(({ name, type, shape }) => [escaped(name), typeAndShape(type, shape)]);
    return ['## What it answers', table(['output', 'type and shape'], rows)];
  }
  const labels = task?.kind === 'classification' ? task.labels : [];
  const order = labels.length > 20 ? 'labels.json has them' : labels.map(escaped).join(', ');
  const says = {
    label: 'holds a label for each row',
    scores: `holds a score for each class, the largest is meant; in this order: ${order}`,
    score: `holds one score: from ${short(answers.threshold ?? 0)} on ${escaped(labels[1] ?? 'the second class')}, below it ${escaped(labels[0] ?? 'the first')}`,
    number: `holds ${escaped(task?.kind === 'regression' ? task.target : 'the value')}`,
  };
  return ['## What it answers', `\`${answers.output.replaceAll('`', "'")}\` ${says[answers.kind]}.`];
}

/** The original, and the data, by their hashes. */
export function originSentence({ shrunk }: ModelCard): string[] {
  if (!shrunk) return [];
  const { name, sha256, sizeBytes, parameters, macs } = shrunk.original;
  const size = `${formatCount(sizeBytes)} bytes, ${formatCount(parameters)} parameters${macs === undefined ? '' : `, ${formatCount(macs)} multiply-accumulates`}`;
  const data = shrunk.data ? ` Data ${escaped(shrunk.data.name)}, ${shrunk.data.sha256}.` : '';
  return [`Original ${escaped(name)}, ${sha256}: ${size}.${data}`];
}
