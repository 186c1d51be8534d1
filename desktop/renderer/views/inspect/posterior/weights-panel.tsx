import { useState } from 'preact/hooks';
import type { Distribution, LayerWeights } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import { DistributionPlot } from '../../../parts/distribution-plot.tsx';
import { ChoiceField } from '../../../parts/field.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { strings } from '../../../strings.ts';

const words = strings.inspect.posterior;
type What = keyof typeof words.weightWhat;

interface WeightsPanelProps {
  readonly document: string;
  readonly layer: number;
  readonly notation: string;
}

/** How the weights of the chosen layer lie. */
export function WeightsPanel({ document, layer, notation }: WeightsPanelProps) {
  const [wanted, want] = useState<What>('mean');
  const answer = useAnswer(`${document} ${layer}`, (signal) => api().layerWeights({ document, layer }, { signal }));
  return (
    <Panel title={words.weightsTitle(words.layer(layer + 1, notation))} about={words.weightsAbout}>
      <Answered answer={answer}>
        {(weights) => {
          const found = foundIn(weights);
          const what = found.some(([name]) => name === wanted) ? wanted : 'mean';
          return (
            <>
              <ChoiceField
                label={words.show}
                value={what}
                options={found.map(([name]) => ({ value: name, text: words.weightWhat[name] }))}
                onChange={want}
              />
              <DistributionPlot
                title={words.weightWhat[what]}
                distribution={weights[what]!}
                countName={words.weightCount}
              />
            </>
          );
        }}
      </Answered>
    </Panel>
  );
}

function foundIn(weights: LayerWeights): [What, Distribution][] {
  return (Object.keys(words.weightWhat) as What[]).flatMap((what): [What, Distribution][] => {
    const distribution = weights[what];
    return distribution ? [[what, distribution]] : [];
  });
}
