import { useMemo } from 'preact/hooks';
import { featureNames, pixelPlaces } from '../../../../core/essentials.ts';
import { Panel } from '../../parts/panel.tsx';
import { PixelMap } from '../../parts/pixel-map.tsx';
import { strings } from '../../strings.ts';
import type { PruneModel } from './prune-model.ts';

const words = strings.prune;
const shownNames = 40;

/** Which inputs the cut still reads: a map of the pixels, or the columns by name. */
export function InputPanel({ model }: { readonly model: PruneModel }) {
  const { input, network, levels } = model.basis;
  const kept = model.cut.value.kept[0]!;
  if (!levels[0]!.scores) {
    if (input.kind === 'image' && network.image) {
      return (
        <Panel title={words.inputTitle}>
          <p class="about">{words.allPixels}</p>
        </Panel>
      );
    }
    return null;
  }
  return (
    <Panel title={words.inputTitle} about={words.inputAbout(kept.length, levels[0]!.size)}>
      {input.kind === 'image' ? <ReadPixels model={model} /> : <ReadNames model={model} />}
    </Panel>
  );
}

function ReadPixels({ model }: { readonly model: PruneModel }) {
  const { input, levels } = model.basis;
  if (input.kind !== 'image') return null;
  const { height, width } = input;
  const kept = model.cut.value.kept[0]!;
  const placeOf = useMemo(() => pixelPlaces(input), [input]);
  const cells = useMemo(() => {
    const shares = new Float32Array(height * width).fill(0.08);
    for (const member of kept) shares[placeOf(member).place] = 1;
    return shares;
  }, [kept, placeOf, height, width]);
  const label = words.inputMap(height, width, Math.min(kept.length, levels[0]!.size));
  return <PixelMap height={height} width={width} shares={cells} label={label} />;
}

function ReadNames({ model }: { readonly model: PruneModel }) {
  const names = useMemo(() => featureNames(model.basis.input), [model.basis.input]);
  const kept = new Set(model.cut.value.kept[0]!);
  return (
    <>
      <p>{words.keptInputs(listed(names.filter((_, at) => kept.has(at))))}</p>
      {kept.size < names.length && (
        <p class="removed-names">{words.removedInputs(listed(names.filter((_, at) => !kept.has(at))))}</p>
      )}
    </>
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - shownNames;
  return names.slice(0, shownNames).join(', ') + (more > 0 ? words.more(more) : '');
}
