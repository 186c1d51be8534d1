import { useState } from 'preact/hooks';
import type { NamedData } from '../../../shared/index.ts';
import { DataField, type DataSource } from '../../parts/data-field.tsx';
import { TextField } from '../../parts/field.tsx';
import { strings } from '../../strings.ts';

const words = strings.compare;

interface DataFormProps {
  readonly onAsk: (data: NamedData | undefined) => void;
}

/** The data that both models are asked about. */
export function DataForm({ onAsk }: DataFormProps) {
  const [data, setData] = useState<DataSource>({ source: '' });
  const [target, setTarget] = useState('');
  const name = (named: DataSource) => {
    setData(named);
    if (named.source.trim() === '') onAsk(undefined);
  };
  return (
    <form
      class="data-form"
      onSubmit={(event) => {
        event.preventDefault();
        const [wanted, column] = [data.source.trim(), target.trim()];
        onAsk(wanted === '' ? undefined : { source: wanted, ...(column !== '' && { target: column }) });
      }}
    >
      <DataField label={words.data} hint={words.dataHint} value={data} onChange={name} />
      <TextField label={words.target} hint={words.targetHint} value={target} onInput={setTarget} />
      <button type="submit" class="button">
        {words.ask}
      </button>
    </form>
  );
}
