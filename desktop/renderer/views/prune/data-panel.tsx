import { Check } from '../../parts/check.tsx';
import { DataField } from '../../parts/data-field.tsx';
import { TextField } from '../../parts/field.tsx';
import { Panel } from '../../parts/panel.tsx';
import { strings } from '../../strings.ts';
import { type DataForm, dataFault } from './named-data.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune.dataPanel;
const further = [
  'testFraction',
  'validationFraction',
  'testFile',
  'split',
  'targetFile',
  'imageSize',
  'imageShape',
] as const;

/** The data that the posterior was trained on, for all that has to be seen on rows. */
export function DataPanel({ session }: { readonly session: PruneSession }) {
  const form = session.data.value;
  const fault = dataFault(form);
  const set = (change: Partial<DataForm>) => {
    // A file may have been on its way since this was drawn.
    session.data.value = { ...session.data.value, ...change };
  };
  return (
    <Panel wide title={words.title} about={words.about}>
      <div class="row">
        <DataField
          label={words.source}
          hint={words.sourceHint}
          value={form}
          onChange={({ source, shown }) => set({ source, shown })}
        />
        <TextField
          label={words.target}
          value={form.target}
          hint={words.targetHint}
          onInput={(target) => set({ target })}
        />
      </div>
      <details class="measure-curve">
        <summary>{words.further}</summary>
        <p class="about">{words.furtherAbout}</p>
        <div class="export-fields">
          {further.map((name) => (
            <TextField
              key={name}
              label={words.fields[name].label}
              hint={words.fields[name].hint}
              error={fault === name ? words.unreadable : undefined}
              value={form[name]}
              onInput={(text) => set({ [name]: text })}
            />
          ))}
          <Check label={words.grey} isOn={form.grey} onChange={(grey) => set({ grey })} />
        </div>
      </details>
    </Panel>
  );
}
