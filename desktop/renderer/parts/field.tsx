import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Why what was entered cannot be taken. */
  readonly error?: string | undefined;
  /** Draws the control, which takes the id and is described by the hint and the error. */
  readonly children: (control: { readonly id: string; readonly 'aria-describedby': string }) => ComponentChildren;
}

/** A control with its label above, and what there is to say about it below. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-about` })}
      <p class={error ? 'field-about error' : 'field-about'} id={`${id}-about`} role={error ? 'alert' : undefined}>
        {error ?? hint}
      </p>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
}

export function TextField({ label, value, onInput, hint, error }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          type="text"
          spellcheck={false}
          autocomplete="off"
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface ChoiceFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
  readonly hint?: string;
}

export function ChoiceField<Value extends string>({ label, value, options, onChange, hint }: ChoiceFieldProps<Value>) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <select
          {...control}
          value={value}
          onChange={({ currentTarget }) => {
            const chosen = currentTarget.value as Value;
            // What cannot be had is not shown as chosen: the next drawing says what is in force.
            currentTarget.value = value;
            onChange(chosen);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
