import { weightFormats } from '../../../../exporter/choices.ts';
import type { ExportStorage } from '../../../shared/index.ts';
import { Check } from '../../parts/check.tsx';
import { ChoiceField } from '../../parts/field.tsx';
import { strings } from '../../strings.ts';
import type { Measured } from './measured.ts';

const words = strings.prune;
const formats = [...weightFormats, 'auto'] as const;
const activations = ['float', 'dynamic', 'static'] as const;
type Answers = keyof typeof words.answerNames;
type Adjustable = keyof typeof words.adjustableNames;
const predictiveOf = { plain: undefined, moments: 'moments', samples: 'samples=16' } as const;

/** How the file holds the network, and what it can be asked. What excludes each other cannot be chosen together. */
export function StorageFields({ measured }: { readonly measured: Measured }) {
  const storage = measured.storage.value;
  const { weights, lean, narrowInput, predictive, adjustable } = storage;
  const set = (change: Partial<ExportStorage>, ...without: readonly (keyof ExportStorage)[]) => {
    const next = Object.entries({ ...storage, ...change }).filter(
      ([name, value]) => value !== undefined && !without.includes(name as keyof ExportStorage),
    );
    measured.storage.value = Object.fromEntries(next) as unknown as ExportStorage;
  };
  const answers: Answers = predictive === undefined ? 'plain' : predictive === 'moments' ? 'moments' : 'samples';
  const isFloatOnly = predictive !== undefined || adjustable !== undefined;
  return (
    <>
      {!isFloatOnly && (
        <>
          <ChoiceField
            label={words.weights}
            value={weights}
            options={formats.map((value) => ({ value, text: value }))}
            onChange={(value) => set({ weights: value })}
          />
          <ChoiceField
            label={words.activations}
            value={storage.activations}
            options={activations.map((value) => ({ value, text: words.activationNames[value] }))}
            onChange={(value) => set({ activations: value, ...(value === 'static' && { narrowInput: false }) })}
          />
        </>
      )}
      <ChoiceField
        label={words.answers}
        value={answers}
        options={(Object.keys(words.answerNames) as Answers[]).map((value) => ({
          value,
          text: words.answerNames[value],
        }))}
        onChange={(value) => {
          const method = predictiveOf[value];
          if (method === undefined) set({}, 'predictive');
          else set({ predictive: method, weights: 'float32', activations: 'float', lean: false }, 'adjustable');
        }}
      />
      <ChoiceField
        label={words.adjustable}
        value={(adjustable ?? 'no') as Adjustable}
        options={(Object.keys(words.adjustableNames) as Adjustable[]).map((value) => ({
          value,
          text: words.adjustableNames[value],
        }))}
        onChange={(value) => {
          if (value === 'no') set({}, 'adjustable');
          else {
            set(
              { adjustable: value, weights: 'float32', activations: 'float', lean: false, narrowInput: false },
              'predictive',
            );
          }
        }}
      />
      <div class="checks">
        <Check label={words.lean} isOn={lean} isOff={isFloatOnly} onChange={(isOn) => set({ lean: isOn })} />
        <Check
          label={words.narrowInput}
          isOn={narrowInput}
          isOff={adjustable !== undefined || storage.activations === 'static'}
          onChange={(isOn) => set({ narrowInput: isOn })}
        />
      </div>
    </>
  );
}
