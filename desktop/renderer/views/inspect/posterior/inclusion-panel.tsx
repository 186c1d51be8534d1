import { useMemo } from 'preact/hooks';
import { formatFigure, probabilityLabel } from '../../../../../core/index.ts';
import type { PosteriorPicture } from '../../../../shared/index.ts';
import { Panel } from '../../../parts/panel.tsx';
import { Plot } from '../../../parts/plot.tsx';
import { strings } from '../../../strings.ts';
import { expectedOf, keptOf, levelOfLayer } from './inclusion.ts';

const words = strings.inspect.posterior;

interface InclusionPanelProps {
  readonly picture: PosteriorPicture;
  /** -1 for the inputs. */
  readonly layer: number;
}

/** Inclusion from the most to the least probable, and where the median rule cuts. */
export function InclusionPanel({ picture, layer }: InclusionPanelProps) {
  const level = levelOfLayer(picture, layer);
  const { logOdds, prunable } = level;
  const kept = keptOf(level);
  const sorted = useMemo(() => Array.from(logOdds?.toSorted((a, b) => b - a) ?? []), [logOdds]);
  const ranks = useMemo(() => sorted.map((_, at) => at + 1), [sorted]);
  const name = layer === -1 ? words.inputs : words.layer(layer + 1, picture.layers[layer]!.notation);
  const title = words.inclusionTitle(name);
  if (!logOdds) {
    return (
      <Panel title={title}>
        <p class="about">{prunable ? words.noIndicators(picture.family) : words.neverPruned}</p>
      </Panel>
    );
  }
  return (
    <Panel title={title} about={words.inclusionAbout(kept, level.size, formatFigure(expectedOf(level)))}>
      <Plot
        title={title}
        xName={words.rank}
        yName={words.probability}
        xWhole
        x={ranks}
        series={[{ name: words.probability, values: sorted }]}
        formatY={probabilityLabel}
        marks={[{ x: kept + 0.5, name: words.cutAt(kept) }]}
      />
    </Panel>
  );
}
