import { useEffect } from 'preact/hooks';
import { formatRule } from '../../../../exporter/choices.ts';
import type { OpenDocument } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Check } from '../../parts/check.tsx';
import { ChoosePlace } from '../../parts/desktop-buttons.tsx';
import { TextField } from '../../parts/field.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { fineTuneOf } from './export-form.ts';
import { ExportOutcome } from './export-outcome.tsx';
import { guaranteeOf } from './guarantee.ts';
import { isMixed } from './measured.ts';
import { namedDataOf } from './named-data.ts';
import type { PruneSession } from './session.ts';
import { followExport } from './session-jobs.ts';
import { StorageFields } from './storage-fields.tsx';
import { TuningFields } from './tuning-fields.tsx';

const words = strings.prune;

/** Writes the cut that is in front as a file or a package, with everything that the exporter can do to it. */
export function ExportPanel({
  document,
  session,
}: {
  readonly document: OpenDocument;
  readonly session: PruneSession;
}) {
  const form = session.exporting;
  const [output, isPackage, tuning] = [form.output.value, form.isPackage.value, form.tuning.value];
  const [running, outcome] = [form.running.value, form.outcome.value];
  const { measured } = session.current.value;
  const data = namedDataOf(session.data.value);

  const fineTune = tuning.isOn ? fineTuneOf(tuning) : undefined;

  useEffect(() => {
    api()
      .suggestOutput({ document: document.document })
      .then(
        ({ path }) => {
          if (form.output.value === '') form.output.value = path;
        },
        () => undefined,
      );
  }, [document.document]);

  const run = () => {
    const { model } = session.current.value;
    const choice = model.choice.value;
    const begin = async () => {
      const { job } = await api().startExport({
        ...measured.order,
        widths: choice.widths,
        storage: measured.storage.value,
        rule: guaranteeOf(session)?.asked ?? formatRule(model.cut.value.rule),
        output,
        isPackage,
        ...(data && { data }),
        ...(data && fineTune && { fineTune }),
        measureRounding: form.measuresRounding.value && choice.widths.multiple !== undefined,
      });
      return job;
    };
    return followExport(session, begin, choice);
  };
  const isImage = session.current.value.model.basis.input.kind === 'image';
  const setOutput = (path: string) => {
    form.output.value = path;
  };
  const { activations, weights } = measured.storage.value;
  const lacksData = !data && (activations === 'static' || isMixed(weights));
  const isUnreadable = tuning.isOn && data !== undefined && !fineTune;
  return (
    <Panel wide title={words.exportTitle} about={words.exportAbout}>
      <div class="export-fields">
        <div class="output-field">
          <TextField
            label={isPackage ? words.outputFolder : words.output}
            value={output}
            hint={words.outputHint}
            error={form.error.value}
            onInput={setOutput}
          />
          <ChoosePlace suggested={output} onChosen={setOutput} />
        </div>
        <StorageFields measured={measured} />
      </div>
      <div class="checks">
        <Check
          label={words.asPackage}
          isOn={isPackage}
          onChange={(isOn) => {
            form.isPackage.value = isOn;
          }}
        />
        <Check
          label={words.fineTune}
          isOn={tuning.isOn && data !== undefined}
          isOff={!data}
          onChange={(isOn) => {
            form.tuning.value = { ...tuning, isOn };
          }}
        />
        {session.current.value.model.widths.value.multiple !== undefined && (
          <Check
            label={words.measureRounding}
            isOn={form.measuresRounding.value}
            onChange={(isOn) => {
              form.measuresRounding.value = isOn;
            }}
          />
        )}
      </div>
      {tuning.isOn && data && <TuningFields tuning={form.tuning} isImage={isImage} />}
      {lacksData && <p class="failed">{words.needsData}</p>}
      {running ? (
        <div class="row">
          <Progress label={running.stage || words.exporting} share={running.share} />
          <Button onClick={() => running.abort.abort()}>{words.cancel}</Button>
        </div>
      ) : (
        <Button primary disabled={output === '' || lacksData || isUnreadable} onClick={() => void run()}>
          {words.exportNow}
        </Button>
      )}
      {outcome && <ExportOutcome job={outcome} />}
    </Panel>
  );
}
