import { formatBytes, formatCount } from '../../../../../core/index.ts';
import type { PosteriorPicture } from '../../../../shared/index.ts';
import { NumberTable } from '../../../parts/number-table.tsx';
import { strings } from '../../../strings.ts';
import { expectedOf, keptOf } from './inclusion.ts';

const words = strings.inspect.posterior;

/** What each layer costs, and how much of it is more probably needed than not. */
export function LayerTable({ picture }: { readonly picture: PosteriorPicture }) {
  const [inputs] = picture.levels;
  const rows = picture.layers.map(({ notation, weights, outputShape, activation }, at) => {
    const level = weights && picture.levels[weights.level]!;
    const hasOdds = level?.logOdds !== undefined;
    return {
      key: String(at),
      cells: [
        words.layer(at + 1, notation),
        activation ?? '',
        outputShape.join(' × '),
        hasOdds ? formatCount(keptOf(level)) : '',
        hasOdds ? expectedOf(level).toFixed(1) : '',
        weights ? formatCount(weights.parameters) : '',
        weights ? formatBytes(weights.weightBytes) : '',
        weights ? formatBytes(weights.activationBytes) : '',
        weights ? formatCount(weights.macs) : '',
      ],
    };
  });
  const isInputSelected = inputs?.logOdds !== undefined;
  return (
    <NumberTable
      caption={words.layersTitle}
      columns={[
        { title: words.columns.layer, words: true },
        { title: words.columns.activation, words: true },
        { title: words.columns.output },
        { title: words.columns.kept },
        { title: words.columns.expected },
        { title: words.columns.parameters },
        { title: words.columns.weights },
        { title: words.columns.activations },
        { title: words.columns.macs },
      ]}
      rows={[
        {
          key: 'inputs',
          cells: [
            words.inputs,
            '',
            formatCount(inputs!.size),
            isInputSelected ? formatCount(keptOf(inputs)) : '',
            isInputSelected ? expectedOf(inputs).toFixed(1) : '',
            '',
            '',
            '',
            '',
          ],
        },
        ...rows,
      ]}
    />
  );
}
