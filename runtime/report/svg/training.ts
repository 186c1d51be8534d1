import { element, type Markup } from '../markup.ts';
import type { TrainingStage } from '../report.ts';
import { curve, leftAxis, line, type Plot, percentLabel, picture, pictureWidth, text, tickLabel } from './picture.ts';
import { accuracyScale, extentOf, linearScale, logScale, type Scale } from './scale.ts';

type Epoch = TrainingStage['epochs'][number];

interface Panel {
  readonly label: string;
  readonly read: (epoch: Epoch) => number | undefined;
  readonly scaleOf: (extent: readonly [number, number], range: readonly [number, number]) => Scale;
  readonly format: (value: number) => string;
}

const panelHeight = 128;
const firstTop = 44;
const spacing = 56;

/** Stages side by side, each with its own epochs: the validation score above, the loss below. */
export function trainingCurves(id: string, training: readonly TrainingStage[]): Markup {
  const stages = training.filter(({ epochs }) => epochs.length > 0);
  const panels = panelsOf(stages).filter(({ read }) =>
    stages.some(({ epochs }) => epochs.some((epoch) => read(epoch) !== undefined)),
  );
  const frame = { left: 52, right: pictureWidth - 10 };
  const height = firstTop + panels.length * (panelHeight + spacing) - spacing + 44;
  return picture(
    {
      id,
      height,
      title: 'Training curves by stage',
      description: stages.map((stage) => describe(stage)).join(' '),
    },
    ...panels.map((panel, index) => {
      const top = firstTop + index * (panelHeight + spacing);
      return drawPanel(panel, stages, { ...frame, top, bottom: top + panelHeight }, index === 0);
    }),
    text((frame.left + frame.right) / 2, height - 6, 'epoch', { anchor: 'middle' }),
  );
}

function panelsOf(stages: readonly TrainingStage[]): Panel[] {
  const score = stages[0]?.epochs[0]?.validation.name ?? '';
  const isAccuracy = score === 'accuracy';
  const losses = stages.flatMap(({ epochs }) => epochs.flatMap(({ figures }) => figures['loss'] ?? []));
  return [
    {
      label: `validation ${score === 'rmse' ? 'RMSE' : score}`,
      read: ({ validation }) => (validation.name === score ? validation.value : undefined),
      scaleOf: isAccuracy ? accuracyScale : linearScale,
      format: isAccuracy ? percentLabel : tickLabel,
    },
    {
      label: 'loss',
      read: ({ figures }) => figures['loss'],
      scaleOf: losses.every((loss) => loss > 0) ? logScale : linearScale,
      format: tickLabel,
    },
  ];
}

function drawPanel(panel: Panel, stages: readonly TrainingStage[], plot: Plot, isNamed: boolean): Markup {
  const { label, read, scaleOf, format } = panel;
  const values = stages.flatMap(({ epochs }) => epochs.flatMap((epoch) => read(epoch) ?? []));
  const y = scaleOf(extentOf(values), [plot.bottom - 4, plot.top + 4]);
  const width = (plot.right - plot.left) / stages.length;
  return element(
    'g',
    {},
    ...leftAxis({ ...plot, top: isNamed ? plot.top - 16 : plot.top }, y, format, label),
    line(plot.left, plot.bottom, plot.right, plot.bottom, 'axis'),
    ...stages.flatMap((stage, index) => {
      const left = plot.left + index * width;
      return drawStage(stage, { ...plot, left, right: left + width }, y, read, isNamed);
    }),
  );
}

function drawStage(
  { stage, epochs }: TrainingStage,
  plot: Plot,
  y: Scale,
  read: Panel['read'],
  isNamed: boolean,
): Markup[] {
  const first = epochs[0]!.epoch;
  const last = epochs.at(-1)!.epoch;
  const [start, end] = [plot.left + 12, plot.right - 12];
  const xOf = (epoch: number) => (last > first ? start + ((epoch - first) / (last - first)) * (end - start) : start);
  const points = epochs.flatMap((epoch): [number, number][] => {
    const value = read(epoch);
    return value === undefined ? [] : [[xOf(epoch.epoch), y.position(value)]];
  });
  const isRoom = last > first && end - start > 24;
  return [
    line(plot.left, plot.top - 8, plot.left, plot.bottom, 'grid'),
    isNamed
      ? text(plot.left + 6, plot.top - 6, stage, {
          class: 'strong halo',
          length: Math.max(2, Math.floor((plot.right - plot.left) / 8)),
        })
      : undefined,
    points.length > 0 ? curve(points, 'curve-kept') : undefined,
    ...(points.length > 1 && points.length <= 40
      ? points.map(([x, cy]) => element('circle', { cx: x, cy, r: 2, class: 'dot' }))
      : []),
    text(start, plot.bottom + 17, String(first), { anchor: 'middle', class: 'tick' }),
    isRoom ? text(end, plot.bottom + 17, String(last), { anchor: 'middle', class: 'tick' }) : undefined,
  ].filter((markup) => markup !== undefined);
}

function describe({ stage, epochs }: TrainingStage): string {
  const last = epochs.at(-1)!;
  const { name, value } = last.validation;
  const score = name === 'accuracy' ? percentLabel(value) : tickLabel(value);
  return `${stage}: ${epochs.length} ${epochs.length === 1 ? 'epoch' : 'epochs'}, validation ${name} ${score} at the end.`;
}
