import type { ComponentChildren } from 'preact';

interface CheckProps {
  readonly label: ComponentChildren;
  readonly isOn: boolean;
  readonly isOff?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Something that is or is not so, with its words beside it. */
export function Check({ label, isOn, isOff = false, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isOff}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}
