import { useEffect } from 'preact/hooks';
import { messageOf } from '../../../../core/essentials.ts';
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
import { ExportOutcome } from './export-outcome.tsx';
import { followJob } from './follow-job.ts';
import type { PruneSession } from './session.ts';
import { StorageFields } from './storage-fields.tsx';

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
  const { source, target } = session.data.value;

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

  const run = async () => {
    const { model } = session.current.value;
    const choice = model.choice.value;
    const abort = new AbortController();
    form.error.value = undefined;
    form.outcome.value = undefined;
    form.running.value = { share: undefined, stage: '', abort };
    try {
      const epochs = Number(tuning.epochs);
      const { job } = await api().startExport({
        document: document.document,
        criterion: model.basis.criterion,
        widths: choice.widths,
        storage: measured.storage.value,
        rule: formatRule(model.cut.value.rule),
        output,
        isPackage,
        ...(source !== '' && { data: { source, ...(target !== '' && { target }) } }),
        ...(source !== '' && tuning.isOn && { fineTune: tuning.epochs === '' ? {} : { epochs } }),
      });
      const ended = await followJob(job, abort.signal, (share, stage) => {
        form.running.value = { share, stage, abort };
      });
      if (ended.kind !== 'export') return;
      form.outcome.value = ended;
      if (!ended.result) return;
      form.written.value = choice;
      const { parameters, macs = 0, sizeBytes } = ended.result.after;
      measured.exports.value = [...measured.exports.value, { name: output, parameters, macs, sizeBytes }];
    } catch (failure) {
      form.error.value = messageOf(failure);
    } finally {
      form.running.value = undefined;
    }
  };
  const setOutput = (path: string) => {
    form.output.value = path;
  };
  const isStatic = measured.storage.value.activations === 'static';
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
          isOn={tuning.isOn && source !== ''}
          isOff={source === ''}
          onChange={(isOn) => {
            form.tuning.value = { ...tuning, isOn };
          }}
        />
      </div>
      {tuning.isOn && source !== '' && (
        <TextField
          label={words.epochs}
          value={tuning.epochs}
          hint={words.epochsHint}
          error={/^\d{0,6}$/.test(tuning.epochs) ? undefined : words.wholeNumber}
          onInput={(epochs) => {
            form.tuning.value = { ...tuning, epochs };
          }}
        />
      )}
      {isStatic && source === '' && <p class="failed">{words.needsData}</p>}
      {running ? (
        <div class="row">
          <Progress label={running.stage || words.exporting} share={running.share} />
          <Button onClick={() => running.abort.abort()}>{words.cancel}</Button>
        </div>
      ) : (
        <Button
          primary
          disabled={output === '' || (isStatic && source === '') || !/^\d{0,6}$/.test(tuning.epochs)}
          onClick={() => void run()}
        >
          {words.exportNow}
        </Button>
      )}
      {outcome && <ExportOutcome job={outcome} />}
    </Panel>
  );
}
