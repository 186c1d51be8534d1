import { useState } from 'preact/hooks';
import type { OpenDocument, ProfilingChoices } from '../../../shared/index.ts';
import { Check } from '../../parts/check.tsx';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { Panel } from '../../parts/panel.tsx';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { latest, setLatest } from './use-profile.ts';

const words = strings.profile.form;

interface MeasureFormProps {
  readonly models: readonly OpenDocument[];
  /** Of the models, the one to begin with. */
  readonly inFront: string | undefined;
}

export function MeasureForm({ models, inFront }: MeasureFormProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>();
  const [devices, setDevices] = useState<readonly string[]>(['cpu']);
  const [more, setMore] = useState('');
  const [scenario, setScenario] = useState<(typeof words.scenarios)[number][0]>('stream');
  const [rounds, setRounds] = useState('5');
  const [floor, setFloor] = useState(false);
  // Until somebody chooses: the model in front, or all of them.
  const isChosen = (id: string) => (left ? !left.has(id) : inFront === undefined || id === inFront);
  const chosen = models.filter(({ document }) => isChosen(document)).map(({ document }) => document);
  const asked = [...devices, ...more.split(',').map((name) => name.trim())].filter((name) => name !== '');
  const isWhole = /^[1-9]\d{0,2}$|^1000$/.test(rounds.trim());
  const fault = asked.length === 0 ? words.noDevice : isWhole ? undefined : words.roundsWrong;

  const toggleModel = (id: string) => {
    const others = models
      .map(({ document }) => document)
      .filter((each) => (each === id ? isChosen(id) : !isChosen(each)));
    setLeft(new Set(others));
  };
  const toggleDevice = (name: string) =>
    setDevices(devices.includes(name) ? devices.filter((each) => each !== name) : [...devices, name]);
  const start = async () => {
    const options: ProfilingChoices = { devices: asked, rounds: Number(rounds), scenario, floor };
    const job = await attempt(words.starting, () => api().startProfile({ models: chosen, options }));
    if (job) setLatest(job);
  };

  return (
    <Panel title={words.title}>
      <form
        class="measure-form"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <fieldset>
          <legend>{words.models}</legend>
          {models.length === 0 && <p class="field-about">{words.noModels}</p>}
          {models.map(({ document, name }) => (
            <Check key={document} label={name} isOn={isChosen(document)} onChange={() => toggleModel(document)} />
          ))}
        </fieldset>
        <fieldset>
          <legend>{words.devices}</legend>
          {words.deviceNames.map(([name, about]) => (
            <Check
              key={name}
              label={
                <span>
                  <code>{name}</code> {about}
                </span>
              }
              isOn={devices.includes(name)}
              onChange={() => toggleDevice(name)}
            />
          ))}
        </fieldset>
        <TextField label={words.moreDevices} value={more} onInput={setMore} hint={words.moreDevicesHint} />
        <ChoiceField
          label={words.scenario}
          value={scenario}
          options={words.scenarios.map(([value, text]) => ({ value, text }))}
          onChange={setScenario}
        />
        <TextField label={words.rounds} value={rounds} onInput={setRounds} hint={words.roundsHint} error={fault} />
        <Check label={words.floor} isOn={floor} onChange={setFloor} />
        <div>
          <button
            type="submit"
            class="button primary"
            disabled={chosen.length === 0 || fault !== undefined || latest.value?.state === 'running'}
          >
            {words.start}
          </button>
        </div>
      </form>
    </Panel>
  );
}
