import { useId } from 'preact/hooks';

interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  /** The value in words, shown beside the label and said by screen readers. */
  readonly text: string;
  /** While it is dragged. */
  readonly onInput: (value: number) => void;
  /** When it is let go. */
  readonly onChange?: (value: number) => void;
  readonly disabled?: boolean;
}

export function Slider({ label, min, max, step = 1, value, text, onInput, onChange, disabled = false }: SliderProps) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <output for={id}>{text}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={text}
        onInput={({ currentTarget }) => onInput(currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => onChange?.(currentTarget.valueAsNumber)}
      />
    </div>
  );
}
