import { useRef } from 'preact/hooks';
import { api } from '../state/api.ts';
import { attempt } from '../state/feedback.ts';
import { uploadData } from '../state/upload-file.ts';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import { icons } from './icon.tsx';

/** Data as it was named: a file that was sent is shown by its name, since where it lies nobody knows. */
export interface DataSource {
  readonly source: string;
  readonly shown?: string | undefined;
}

interface DataFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: DataSource;
  readonly onChange: (value: DataSource) => void;
}

/** Data by the path or name that is typed, or a file that is chosen and sent. */
export function DataField({ label, hint, value, onChange }: DataFieldProps) {
  const words = strings.parts.data;
  const chooser = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const source = await attempt(words.sending(file.name), () => uploadData(api(), file));
    if (source !== undefined) onChange({ source, shown: file.name });
  };
  return (
    <div class="data-field">
      <TextField
        label={label}
        {...(hint !== undefined && { hint })}
        value={value.shown ?? value.source}
        onInput={(source) => onChange({ source })}
      />
      <input
        ref={chooser}
        class="unseen"
        type="file"
        tabIndex={-1}
        aria-label={words.choose}
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
      <Button icon={icons.open} onClick={() => chooser.current?.click()}>
        {words.choose}
      </Button>
    </div>
  );
}
