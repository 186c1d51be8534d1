import { useState } from 'preact/hooks';
import { formatShort } from '../../../../../core/index.ts';
import type { LevelPicture, PosteriorPicture } from '../../../../shared/index.ts';
import { usePainted } from '../../../parts/colour-scale.ts';
import { ProbabilityKey } from '../../../parts/probability-key.tsx';
import { strings } from '../../../strings.ts';
import { blockWidths } from './block-widths.ts';
import { keptOf, levelOfLayer, stripOf } from './inclusion.ts';

const words = strings.inspect.posterior;
const mostCells = 480;

interface NetworkStripProps {
  readonly picture: PosteriorPicture;
  /** A layer; -1 for the inputs. */
  readonly chosen: number;
  readonly onChoose: (layer: number) => void;
}

/** The network from left to right: a block a layer, as wide as its work; inside a line for each unit. */
export function NetworkStrip({ picture, chosen, onChoose }: NetworkStripProps) {
  const [isSorted, setSorted] = useState(true);
  const widths = blockWidths(picture.layers.map(({ weights }) => weights?.macs ?? 0));
  return (
    <>
      <ol class="network">
        <Block
          title={words.inputs}
          work=""
          share={0.06}
          level={picture.levels[0]!}
          isSorted={isSorted}
          isChosen={chosen === -1}
          onChoose={() => onChoose(-1)}
        />
        {picture.layers.map(({ notation, weights, reads, kind }, at) => (
          <Block
            key={at}
            title={words.layer(at + 1, notation)}
            work={weights ? words.work(formatShort(weights.macs)) : kind}
            from={reads.some((read) => read !== at - 1) ? words.reads(reads.map(words.readName)) : undefined}
            share={widths[at]!}
            level={levelOfLayer(picture, at)}
            isSorted={isSorted}
            isChosen={chosen === at}
            isPassing={!weights}
            onChoose={() => onChoose(at)}
          />
        ))}
      </ol>
      {picture.levels.some(({ logOdds }) => logOdds) && (
        <div class="network-foot">
          <ProbabilityKey />
          <label class="as-table">
            <input
              type="checkbox"
              checked={isSorted}
              onChange={({ currentTarget }) => setSorted(currentTarget.checked)}
            />
            {words.sorted}
          </label>
        </div>
      )}
    </>
  );
}

interface BlockProps {
  readonly title: string;
  readonly work: string;
  readonly from?: string | undefined;
  readonly share: number;
  readonly level: LevelPicture;
  readonly isSorted: boolean;
  readonly isChosen: boolean;
  readonly isPassing?: boolean;
  readonly onChoose: () => void;
}

function Block({ title, work, from, share, level, isSorted, isChosen, isPassing = false, onChoose }: BlockProps) {
  const { logOdds, size, prunable } = level;
  const kept = keptOf(level);
  const strip = logOdds && stripOf(isSorted ? logOdds.toSorted((a, b) => b - a) : logOdds, mostCells);
  const canvas = usePainted(1, strip?.length ?? 0, strip, (cell) => strip?.[cell]);
  const count = logOdds ? words.keptOf(kept, size) : prunable ? words.units(size) : words.unitsStay(size);
  return (
    <li class={isPassing ? 'block passing' : 'block'} style={{ flexGrow: share }}>
      <button type="button" aria-pressed={isChosen} onClick={onChoose}>
        {strip ? (
          <canvas ref={canvas} width={1} height={strip.length} />
        ) : (
          <span class="block-plain" aria-hidden="true" />
        )}
        <span class="block-words">
          <strong>{title}</strong>
          <span>{count}</span>
          <span>{work}</span>
          {from && <span>{from}</span>}
        </span>
      </button>
    </li>
  );
}
