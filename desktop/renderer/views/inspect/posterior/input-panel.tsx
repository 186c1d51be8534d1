import { useMemo, useState } from 'preact/hooks';
import { probabilityOf } from '../../../../../core/index.ts';
import type { PosteriorPicture } from '../../../../shared/index.ts';
import { Button } from '../../../parts/button.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { PixelMap } from '../../../parts/pixel-map.tsx';
import { ProbabilityKey } from '../../../parts/probability-key.tsx';
import { ShareBars } from '../../../parts/share-bars.tsx';
import { strings } from '../../../strings.ts';
import { keptOf } from './inclusion.ts';
import { pixelShares } from './pixel-shares.ts';
import { rankedInputs } from './ranked-inputs.ts';

const words = strings.inspect.posterior;

/** Which inputs matter: a map of the pixels, or the columns by name from the most probable on. */
export function InputPanel({ picture }: { readonly picture: PosteriorPicture }) {
  const { input, levels } = picture;
  const { logOdds } = levels[0]!;
  if (!logOdds) {
    return (
      <Panel title={words.inputTitle}>
        <p class="about">{input.kind === 'image' ? words.pixelsStay : words.inputsStay}</p>
      </Panel>
    );
  }
  const about = words.inputAbout(keptOf(levels[0]!), logOdds.length);
  return (
    <Panel title={words.inputTitle} about={about}>
      {input.kind === 'image' ? (
        <InclusionMap logOdds={logOdds} pixels={picture.pixels!} height={input.height} width={input.width} />
      ) : (
        <RankedList logOdds={logOdds} names={input.features} />
      )}
    </Panel>
  );
}

interface InclusionMapProps {
  readonly logOdds: Float32Array;
  readonly pixels: Uint32Array;
  readonly height: number;
  readonly width: number;
}

function InclusionMap({ logOdds, pixels, height, width }: InclusionMapProps) {
  const shares = useMemo(() => pixelShares(logOdds, pixels, height * width), [logOdds, pixels, height, width]);
  return (
    <>
      <PixelMap
        height={height}
        width={width}
        shares={shares}
        label={words.pixelMap(height, width, shares.filter((share) => share > 0.5).length)}
      />
      <ProbabilityKey />
    </>
  );
}

const shownAtFirst = 20;

function RankedList({ logOdds, names }: { readonly logOdds: Float32Array; readonly names: readonly string[] }) {
  const [isWhole, setWhole] = useState(false);
  const ranked = useMemo(() => rankedInputs(logOdds, names), [logOdds, names]);
  const shown = isWhole ? ranked : ranked.slice(0, shownAtFirst);
  return (
    <>
      <ShareBars
        bars={shown.map(({ name, logOdds: value }) => ({
          name,
          share: probabilityOf(value),
          mark: value > 0 ? undefined : 'removed',
        }))}
      />
      {ranked.length > shownAtFirst && (
        <Button onClick={() => setWhole(!isWhole)}>{isWhole ? words.fewer : words.all(ranked.length)}</Button>
      )}
    </>
  );
}
