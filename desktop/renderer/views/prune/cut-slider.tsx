import { Slider } from '../../parts/slider.tsx';
import { strings } from '../../strings.ts';
import type { PruneModel } from './prune-model.ts';

const words = strings.prune;

export function CutSlider({ model }: { readonly model: PruneModel }) {
  const changes = model.changes.value;
  const stay = changes.reduce((sum, change) => sum + change.stay, 0);
  const all = changes.reduce((sum, change) => sum + change.size, 0);
  return (
    <Slider
      label={words.slider}
      min={0}
      max={model.steps}
      value={model.step.value}
      text={words.sliderText(stay, all)}
      onInput={(step) => model.moveTo(step, true)}
      onChange={(step) => model.moveTo(step, false)}
    />
  );
}
