import { useState } from 'preact/hooks';
import { bitsOf, weightFormats } from '../../../../exporter/choices.ts';
import type { ExportStorage } from '../../../shared/index.ts';
import { Check } from '../../parts/check.tsx';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { strings } from '../../strings.ts';
import { isMixed, type Measured } from './measured.ts';

const words = strings.prune;
const formats = [...weightFormats, 'auto', 'mixed'] as const;
const activations = ['float', 'dynamic', 'static'] as const;
type Answers = keyof typeof words.answerNames;
type Adjustable = keyof typeof words.adjustableNames;
const predictiveOf = { plain: undefined, mean: 'mean', moments: 'moments', samples: 'samples=16' } as const;

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
  const answers: Answers =
    predictive === undefined ? 'plain' : predictive.startsWith('samples') ? 'samples' : (predictive as Answers);
  const takesBlock = bitsOfFormat(weights) !== undefined && storage.activations === 'float';
  const isFloatOnly = predictive !== undefined || adjustable !== undefined;
  return (
    <>
      {!isFloatOnly && (
        <>
          <ChoiceField
            label={words.weights}
            value={isMixed(weights) ? 'mixed' : weights}
            options={formats.map((value) => ({ value, text: value }))}
            onChange={(value) => {
              if (value === 'mixed') set({ weights: 'mixed=0.5%' });
              else if (bitsOfFormat(value) === undefined) set({ weights: value }, 'block');
              else set({ weights: value });
            }}
          />
          {isMixed(weights) && (
            <NumberField
              label={words.mixedLoss}
              hint={words.mixedHint}
              wrong={words.notNumber}
              value={weights.slice('mixed='.length, -1)}
              isFine={(number) => number >= 0 && number < 100}
              onChange={(text) => set({ weights: `mixed=${text === '' ? '0.5' : text}%` })}
            />
          )}
          {takesBlock && (
            <NumberField
              label={words.block}
              hint={words.blockHint}
              wrong={words.wholeFromEight}
              value={storage.block === undefined ? '' : String(storage.block)}
              isFine={(number) => Number.isSafeInteger(number) && number >= 8 && number <= 1e6}
              onChange={(text) => (text === '' ? set({}, 'block') : set({ block: Number(text) }))}
            />
          )}
          <ChoiceField
            label={words.activations}
            value={storage.activations}
            options={activations.map((value) => ({ value, text: words.activationNames[value] }))}
            onChange={(value) => {
              const change = { activations: value, ...(value === 'static' && { narrowInput: false }) };
              if (value === 'float') set(change);
              else set(change, 'block');
            }}
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
          else
            set(
              { predictive: method, weights: 'float32', activations: 'float', lean: false },
              'adjustable',
              'widths',
              'block',
            );
        }}
      />
      {answers === 'samples' && (
        <NumberField
          label={words.samples}
          hint={words.samplesHint}
          wrong={words.wholeNumber}
          value={predictive!.slice('samples='.length)}
          isFine={(number) => Number.isSafeInteger(number) && number >= 1 && number <= 1000}
          onChange={(text) => set({ predictive: `samples=${text === '' ? '16' : text}` })}
        />
      )}
      <ChoiceField
        label={words.adjustable}
        value={(adjustable ?? 'no') as Adjustable}
        options={(Object.keys(words.adjustableNames) as Adjustable[]).map((value) => ({
          value,
          text: words.adjustableNames[value],
        }))}
        onChange={(value) => {
          if (value === 'no') set({}, 'adjustable', 'widths');
          else {
            set(
              { adjustable: value, weights: 'float32', activations: 'float', lean: false, narrowInput: false },
              'predictive',
              'block',
            );
          }
        }}
      />
      {adjustable !== undefined && (
        <WidthsField widths={storage.widths} onChange={(widths) => (widths ? set({ widths }) : set({}, 'widths'))} />
      )}
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

/** Of codes; undefined for numbers, and for what is chosen layer by layer. */
function bitsOfFormat(weights: ExportStorage['weights'] | 'mixed'): number | undefined {
  return weights === 'auto' || weights === 'mixed' || isMixed(weights) ? undefined : bitsOf(weights);
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  /** What is said where it is no such number. */
  readonly wrong: string;
  /** As it is in force. */
  readonly value: string;
  readonly isFine: (number: number) => boolean;
  /** With what can be taken, or with nothing. */
  readonly onChange: (text: string) => void;
}

function NumberField({ label, hint, wrong, value, isFine, onChange }: NumberFieldProps) {
  const [draft, setDraft] = useState(value);
  const text = draft.trim();
  const error = text === '' || (/^[\d.]+$/.test(text) && isFine(Number(text))) ? undefined : wrong;
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      value={draft}
      onInput={(next) => {
        setDraft(next);
        const trimmed = next.trim();
        if (trimmed === '' || (/^[\d.]+$/.test(trimmed) && isFine(Number(trimmed)))) onChange(trimmed);
      }}
    />
  );
}

/** With the whole. */
const mostWidths = 16;

function WidthsField({
  widths,
  onChange,
}: {
  readonly widths: ExportStorage['widths'];
  readonly onChange: (widths: number[] | undefined) => void;
}) {
  const [draft, setDraft] = useState(widths?.join(',') ?? '');
  return (
    <TextField
      label={words.widths}
      hint={`${words.widthsHint} ${words.widthsUsual}`}
      error={draft.trim() === '' || widthsOf(draft) ? undefined : words.widthsWrong}
      value={draft}
      onInput={(text) => {
        setDraft(text);
        const read = widthsOf(text);
        if (text.trim() === '' || read) onChange(read);
      }}
    />
  );
}

function widthsOf(text: string): number[] | undefined {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const widths = [...new Set([...parts, 1])].sort((a, b) => a - b);
  const isFine = widths.length <= mostWidths && parts.every((part) => part > 0 && part <= 1);
  return isFine ? widths : undefined;
}
