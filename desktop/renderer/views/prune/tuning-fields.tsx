import type { Signal } from '@preact/signals';
import { Check } from '../../parts/check.tsx';
import { TextField } from '../../parts/field.tsx';
import { strings } from '../../strings.ts';
import { isNumber, isWhole, type Tuning } from './export-form.ts';

const words = strings.prune;

interface TuningFieldsProps {
  readonly tuning: Signal<Tuning>;
  readonly isImage: boolean;
}

/** How the cut network is trained further. */
export function TuningFields({ tuning, isImage }: TuningFieldsProps) {
  const { epochs, rate, decay, varies } = tuning.value;
  const set = (change: Partial<Tuning>) => {
    tuning.value = { ...tuning.value, ...change };
  };
  return (
    <div class="export-fields">
      <TextField
        label={words.epochs}
        value={epochs}
        hint={words.epochsHint}
        error={isWhole(epochs) ? undefined : words.wholeNumber}
        onInput={(text) => set({ epochs: text })}
      />
      <TextField
        label={words.rate}
        value={rate}
        hint={words.asUsual}
        error={isNumber(rate) ? undefined : words.notNumber}
        onInput={(text) => set({ rate: text })}
      />
      <TextField
        label={words.decay}
        value={decay}
        hint={words.asUsual}
        error={isNumber(decay) ? undefined : words.notNumber}
        onInput={(text) => set({ decay: text })}
      />
      {isImage && <Check label={words.augment} isOn={varies} onChange={(isOn) => set({ varies: isOn })} />}
    </div>
  );
}
