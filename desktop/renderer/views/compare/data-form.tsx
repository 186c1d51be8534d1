import { useState } from 'preact/hooks';
import { TextField } from '../../parts/field.tsx';
import { strings } from '../../strings.ts';

const words = strings.compare;

export interface NamedData {
  readonly source: string;
  readonly target?: string;
}

interface DataFormProps {
  readonly onAsk: (data: NamedData | undefined) => void;
}

/** The data that both models are asked about. */
export function DataForm({ onAsk }: DataFormProps) {
  const [source, setSource] = useState('');
  const [target, setTarget] = useState('');
  const name = (text: string) => {
    setSource(text);
    if (text.trim() === '') onAsk(undefined);
  };
  return (
    <form
      class="data-form"
      onSubmit={(event) => {
        event.preventDefault();
        const [wanted, column] = [source.trim(), target.trim()];
        onAsk(wanted === '' ? undefined : { source: wanted, ...(column !== '' && { target: column }) });
      }}
    >
      <TextField label={words.data} hint={words.dataHint} value={source} onInput={name} />
      <TextField label={words.target} hint={words.targetHint} value={target} onInput={setTarget} />
      <button type="submit" class="button">
        {words.ask}
      </button>
    </form>
  );
}
