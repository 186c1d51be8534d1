import { useState } from 'preact/hooks';
import type { TrainingChoices } from '../../../shared/index.ts';
import { Answered } from '../../parts/answered.tsx';
import { Check } from '../../parts/check.tsx';
import { DataField } from '../../parts/data-field.tsx';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useAnswer } from '../../state/answer.ts';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { asChoices, type FormValues, formFault, untouched } from './form-values.ts';
import { refreshRuns, runs } from './use-runs.ts';

const words = strings.train.form;

/** What a training is to be: data, network, family, and what else matters. */
export function RunForm({ onStarted }: { readonly onStarted: (run: string) => void }) {
  const offer = useAnswer('offer', (signal) => api().trainingOffer({}, { signal }));
  const [values, setValues] = useState<FormValues>(untouched);
  const [isBusy, setBusy] = useState(false);
  const set = (change: Partial<FormValues>) => setValues((before) => ({ ...before, ...change }));

  const start = async (choices: TrainingChoices) => {
    setBusy(true);
    const { source, shown } = values.data === 'file' ? values.file : { source: values.data, shown: values.data };
    const data = source.trim();
    const title = shown ?? nameOf(data);
    const job = await attempt(words.starting, () => api().startTraining({ title, data, options: choices }));
    await refreshRuns();
    setBusy(false);
    if (!job) return;
    const begun = runs.value?.find((each) => each.job === job.job);
    if (begun) onStarted(begun.run);
  };
  const fault = formFault(values);

  return (
    <Panel title={words.title}>
      <Answered answer={offer}>
        {({ data, families, networks }) => (
          <form
            class="run-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (!isBusy && fault === undefined) void start(asChoices(values));
            }}
          >
            <ChoiceField
              label={words.data}
              value={values.data}
              options={[{ value: 'file', text: words.aFile }, ...data.map((name) => ({ value: name, text: name }))]}
              onChange={(chosen) => set({ data: chosen })}
              hint={values.data === 'file' ? words.fileHint : words.knownHint}
            />
            {values.data === 'file' && (
              <div class="data-file">
                <DataField label={words.path} value={values.file} onChange={(file) => set({ file })} />
                <TextField
                  label={words.target}
                  value={values.target}
                  onInput={(target) => set({ target })}
                  hint={words.targetHint}
                />
              </div>
            )}
            <TextField
              label={words.network}
              value={values.network}
              onInput={(network) => set({ network })}
              hint={words.networkHint(networks.map(({ name }) => name))}
            />
            <ChoiceField
              label={words.family}
              value={values.family}
              options={families.map(({ name }) => ({ value: name, text: name }))}
              onChange={(family) => set({ family })}
              hint={families.find(({ name }) => name === values.family)?.summary ?? ''}
            />
            <MoreChoices values={values} set={set} />
            <p class="field-about">{fault ?? ''}</p>
            <div>
              <button type="submit" class="button primary" disabled={isBusy || fault !== undefined} title={fault}>
                {words.start}
              </button>
            </div>
          </form>
        )}
      </Answered>
    </Panel>
  );
}

interface MoreProps {
  readonly values: FormValues;
  readonly set: (change: Partial<FormValues>) => void;
}

/** What most leave as it is. */
function MoreChoices({ values, set }: MoreProps) {
  return (
    <details class="more-choices">
      <summary>{words.more}</summary>
      <ChoiceField
        label={words.likelihood}
        value={values.likelihood}
        options={words.likelihoods.map(([value, text]) => ({ value, text }))}
        onChange={(likelihood) => set({ likelihood })}
      />
      <TextField
        label={words.epochs}
        value={values.epochs}
        onInput={(epochs) => set({ epochs })}
        hint={words.asUsual}
      />
      <TextField label={words.size} value={values.size} onInput={(size) => set({ size })} hint={words.sizeHint} />
      <TextField
        label={words.earlyStop}
        value={values.earlyStop}
        onInput={(earlyStop) => set({ earlyStop })}
        hint={words.asUsual}
      />
      <TextField label={words.seed} value={values.seed} onInput={(seed) => set({ seed })} />
      <Check label={words.selectInputs} isOn={values.selectInputs} onChange={(selectInputs) => set({ selectInputs })} />
    </details>
  );
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
