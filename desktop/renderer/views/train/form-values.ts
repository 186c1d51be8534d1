import type { TrainingChoices } from '../../../shared/index.ts';
import type { DataSource } from '../../parts/data-field.tsx';
import { strings } from '../../strings.ts';

/** What stands in the fields, as it was typed. */
export interface FormValues {
  /** `file`, or the name of a data set. */
  readonly data: string;
  readonly file: DataSource;
  readonly target: string;
  readonly network: string;
  readonly family: string;
  readonly likelihood: '' | NonNullable<TrainingChoices['likelihood']>;
  readonly epochs: string;
  readonly size: string;
  readonly earlyStop: string;
  readonly seed: string;
  readonly selectInputs: boolean;
}

export const untouched: FormValues = {
  data: 'mnist',
  file: { source: '' },
  target: '',
  network: '',
  family: 'node',
  likelihood: '',
  epochs: '',
  size: '',
  earlyStop: '',
  seed: '0',
  selectInputs: true,
};

const words = strings.train.form;
const wholeFields = ['epochs', 'size', 'earlyStop', 'seed'] as const;

/** Why a training cannot begin like this, in words; undefined when it can. What only the data can tell comes from the host. */
export function formFault(values: FormValues): string | undefined {
  if (values.data === 'file' && values.file.source.trim() === '') return words.noData;
  const wrong = wholeFields.find((name) => !/^\d*$/.test(values[name].trim()));
  if (wrong) return words.notWhole(words[wrong]);
  const none = wholeFields.find((name) => name !== 'seed' && /^0+$/.test(values[name].trim()));
  return none && words.notZero(words[none]);
}

/** Empty fields are left to the host's defaults. */
export function asChoices(values: FormValues): TrainingChoices {
  const whole = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const given = {
    target: values.data === 'file' ? values.target.trim() || undefined : undefined,
    network: values.network.trim() || undefined,
    family: values.family,
    likelihood: values.likelihood || undefined,
    epochs: whole(values.epochs),
    size: whole(values.size),
    earlyStop: whole(values.earlyStop),
    seed: whole(values.seed),
    selectInputs: values.selectInputs,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as TrainingChoices;
}
