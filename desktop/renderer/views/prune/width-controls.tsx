import { useState } from 'preact/hooks';
import { TextField } from '../../parts/field.tsx';
import { strings } from '../../strings.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;

/** What widths are rounded up to, and never fall below. */
export function WidthControls({ session }: { readonly session: PruneSession }) {
  const { model } = session.current.value;
  const { multiple, floor } = model.widths.value;
  const set = (change: { readonly multiple?: number | undefined; readonly floor?: number | undefined }) => {
    const next = Object.entries({ multiple, floor, ...change }).filter(([, value]) => value !== undefined && value > 1);
    return model.setWidths(Object.fromEntries(next));
  };
  return (
    <div class="width-fields">
      <WidthField label={words.round} value={multiple} onChange={(value) => set({ multiple: value })} />
      <WidthField label={words.floor} value={floor} onChange={(value) => set({ floor: value })} />
    </div>
  );
}

interface WidthFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  /** @returns why it cannot be had */
  readonly onChange: (value: number) => string | undefined;
}

function WidthField({ label, value, onChange }: WidthFieldProps) {
  const [draft, setDraft] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const inForce = value ?? 1;
  const typed = widthOf(draft);
  // As it was typed, while it says what is in force: the 1 of a 16 that is on its way says the same as nothing.
  const isShown = typed === undefined || typed === inForce || refusal !== undefined;
  return (
    <TextField
      label={label}
      value={isShown ? draft : String(value ?? '')}
      error={typed === undefined ? words.wholeNumber : refusal}
      onInput={(text) => {
        setDraft(text);
        const width = widthOf(text);
        setRefusal(width === undefined || width === inForce ? undefined : onChange(width));
      }}
    />
  );
}

/** Undefined where it is no width; 1, which changes nothing, for an empty field. */
function widthOf(text: string): number | undefined {
  const width = text.trim() === '' ? 1 : Number(text);
  return Number.isSafeInteger(width) && width >= 1 ? width : undefined;
}
