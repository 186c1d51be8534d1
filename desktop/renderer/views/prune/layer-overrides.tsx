import { formatCount } from '../../../../core/index.ts';
import type { Override } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { NumberTable } from '../../parts/number-table.tsx';
import { strings } from '../../strings.ts';
import type { PruneModel } from './prune-model.ts';

const words = strings.prune;
type Bound = 'atLeast' | 'atMost';

/** What single layers keep whatever the rule says. */
export function LayerOverrides({ model }: { readonly model: PruneModel }) {
  const { overrides } = model.choice.value;
  return (
    <>
      <NumberTable
        caption={words.layersTitle}
        columns={[
          { title: words.columns.layer, words: true },
          { title: words.columns.kept },
          { title: words.columns.shift },
          { title: words.columns.atLeast },
          { title: words.columns.atMost },
          { title: words.columns.lock },
        ]}
        rows={model.changes.value.map(({ name, number, stay, size }) => {
          const override = overrides[name] ?? {};
          const title = number === 0 ? words.inputs : words.layer(number);
          const set = (change: { readonly [K in keyof Override]: Override[K] | undefined }) => {
            const next = Object.fromEntries(
              Object.entries({ ...override, ...change }).filter(([, value]) => value !== undefined),
            );
            model.override(name, Object.keys(next).length > 0 ? next : undefined);
          };
          const isLocked = override.locked !== undefined;
          /** Of two bounds that cross, the one that was entered last holds. */
          const bound = (own: Bound, other: Bound, label: string, nearer: typeof Math.max) => (
            <Count
              key={own}
              label={label}
              value={override[own]}
              min={1}
              max={size}
              isOff={isLocked}
              onChange={(value) => {
                const beyond = override[other];
                const moved = value !== undefined && beyond !== undefined && { [other]: nearer(value, beyond) };
                set({ [own]: value, ...moved });
              }}
            />
          );
          return {
            key: name,
            cells: [
              title,
              `${formatCount(stay)} / ${formatCount(size)}`,
              <Count
                key="shift"
                label={words.shiftOf(title)}
                value={override.shift}
                min={-size}
                max={size}
                isOff={isLocked}
                onChange={(shift) => set({ shift })}
              />,
              bound('atLeast', 'atMost', words.atLeastOf(title), Math.max),
              bound('atMost', 'atLeast', words.atMostOf(title), Math.min),
              <input
                key="lock"
                type="checkbox"
                aria-label={words.lockOf(title)}
                checked={isLocked}
                onChange={({ currentTarget }) => set({ locked: currentTarget.checked ? stay : undefined })}
              />,
            ],
          };
        })}
      />
      {Object.keys(overrides).length > 0 && <Button onClick={() => model.clearOverrides()}>{words.clear}</Button>}
    </>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly isOff: boolean;
  readonly onChange: (value: number | undefined) => void;
}

function Count({ label, value, min, max, isOff, onChange }: CountProps) {
  return (
    <input
      class="count"
      type="number"
      aria-label={label}
      min={min}
      max={max}
      value={value ?? ''}
      disabled={isOff}
      onChange={({ currentTarget }) => {
        const entered = currentTarget.valueAsNumber;
        const kept = Number.isFinite(entered) ? Math.min(max, Math.max(min, Math.round(entered))) : undefined;
        onChange(kept);
        currentTarget.value = kept === undefined ? '' : String(kept);
      }}
    />
  );
}
