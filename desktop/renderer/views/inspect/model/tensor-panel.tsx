import { formatBytes, formatCount, formatPercent } from '../../../../../core/index.ts';
import type { TensorPicture } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import { DistributionPlot } from '../../../parts/distribution-plot.tsx';
import { Facts } from '../../../parts/panel.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { strings } from '../../../strings.ts';
import { shapeText } from './shape-text.ts';

const words = strings.inspect.model;

interface TensorPanelProps {
  readonly document: string;
  readonly tensor: number;
  readonly picture: TensorPicture;
}

/** The values of an initializer, summed up by the host. */
export function TensorPanel({ document, tensor, picture }: TensorPanelProps) {
  const { name, elementType, shape, sizeBytes } = picture;
  const answer = useAnswer(`${document} ${tensor}`, (signal) =>
    api().tensorStatistics({ document, tensor }, { signal }),
  );
  return (
    <section class="tensor" aria-label={words.tensorTitle(name)}>
      <h3>{words.tensorTitle(name)}</h3>
      <p class="about">
        {elementType} {shapeText(shape)}, {formatBytes(sizeBytes)}
      </p>
      <Answered answer={answer}>
        {({ count, zeros, nonFinite, distribution, first }) => (
          <>
            {distribution && (
              <DistributionPlot title={words.value} distribution={distribution} countName={words.count} />
            )}
            <Facts
              facts={[
                [words.zeros, count === 0 ? '0' : `${formatCount(zeros)} (${formatPercent(zeros / count)})`],
                ...(nonFinite > 0 ? [[words.nonFinite, formatCount(nonFinite)] as const] : []),
                [
                  words.first,
                  <span key="first" class="mono">
                    {first.join(', ')}
                  </span>,
                ],
              ]}
            />
          </>
        )}
      </Answered>
    </section>
  );
}
