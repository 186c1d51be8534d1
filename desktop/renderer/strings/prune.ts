import type { CutFigures, LevelChange } from '../../shared/index.ts';
import { formatCount, formatShare } from '../parts/format.ts';

/** The view Prune. */
export const pruneStrings = {
  title: 'Prune',
  head: (family: string, criterion: string) => `A posterior of the family ${family}, cut by ${criterion}`,
  cutTitle: 'Cut',
  cutAbout: 'From everything kept, at the left, to one unit in each layer: what is least needed goes first.',
  slider: 'Cut',
  sliderText: (kept: number, all: number) => `${formatCount(kept)} of ${formatCount(all)} inputs and units stay`,
  undo: 'Undo',
  redo: 'Redo',
  rule: 'Rule',
  ruleHint: (rules: string) => `One of ${rules}`,
  apply: 'Apply',
  budget: 'Budget, at most',
  budgetOf: 'of',
  budgetUnit: {
    bytes: 'bytes of the file',
    parameters: 'parameters',
    macs: 'MACs',
    p99: 'ms a call, 99th percentile here',
    accuracy: '% of accuracy lost',
    rmse: '% of RMSE more',
    deviance: '% of deviance more',
  },
  budgetHint: (example: string) =>
    `A number; k and M may follow. Moves the slider to the largest cut that keeps it. Several limits at once: ${example}.`,
  budgetUnreadable: 'Write a number above 0, such as 12000, 50k or 1.5M.',
  budgetNeedsData: 'What a cut loses is seen on data: name it below, or open a curve of secateur tradeoff.',
  certifiedNeedsData: 'A guarantee is tested on rows: name the data below.',
  testing: 'Testing cuts…',
  taylorNeedsData: 'The criterion taylor looks at data: name it below, then choose it.',
  taylorSummary: 'how much the loss would change without it, by its gradient on the data',
  outOfReach: 'No nested cut is as small as that.',
  fitting: 'Looking for the cut…',
  criterion: 'Criterion',
  round: 'Widths in multiples of',
  floor: 'At least in each layer',
  wholeNumber: 'A whole number from 1.',
  figures: {
    parameters: 'Parameters',
    bytes: 'File',
    macs: 'MACs',
    accuracy: { accuracy: 'Accuracy', rmse: 'RMSE', deviance: 'Deviance' },
    rise: 'Predicted loss rise',
    latency: 'Latency, one row',
  },
  of: (value: string) => `of ${value}`,
  estimate: 'estimate',
  rough: 'rough estimate: files are being weighed',
  exact: 'exact',
  validation: (isMeasured: boolean) => (isMeasured ? 'validation, measured' : 'validation, between two measured cuts'),
  uncut: (name: string) => `${name}, uncut`,
  training: 'validation; name data below to measure cuts',
  riseAbout: 'nats over all training rows, by the posterior alone',
  predicted: 'predicted',
  notYet: 'not measured yet',
  measuring: 'measuring…',
  interval: (low: string, high: string) => `measured, ${low} to ${high} ms`,
  measureLatency: 'Measure latency',
  measureLatencyAbout:
    'Measured in the background for the cut that is in front, in fresh processes; two more cuts then tell the overhead of this machine from its rate.',
  wordsTitle: 'In words',
  unsavedOverrides: (count: number) =>
    count === 1
      ? 'The layer that was set by hand, which no export has.'
      : `${count} layers that were set by hand, which no export has.`,
  saveCurve: 'Save the curve',
  levelWords: ({ number, stay, size }: LevelChange, isImage: boolean) => {
    const gone = size - stay;
    if (number === 0) {
      const what = isImage ? 'pixel' : 'input';
      if (gone === 0) return `All ${formatCount(size)} ${what}s are read.`;
      return `${formatCount(gone)} ${what}${gone === 1 ? ' is' : 's are'} no longer read; ${formatCount(stay)} of ${formatCount(size)} stay.`;
    }
    if (gone === 0) return `Layer ${number}: all ${formatCount(size)} units stay.`;
    return `Layer ${number}: ${formatCount(stay)} of ${formatCount(size)} units stay.`;
  },
  unread: (number: number) =>
    number === 1
      ? 'One more was kept, and nothing reads it.'
      : `${formatCount(number)} more were kept, and nothing reads them.`,
  sizes: (before: CutFigures, after: CutFigures) =>
    `${before.network} became ${after.network}: ${formatShare(after.parameters / before.parameters)} of the parameters, ${formatShare(after.macs / before.macs)} of the multiply-accumulates.`,
  sameAsCommand: 'The same from a terminal',
  layersTitle: 'Layer by layer',
  layersAbout:
    'What a layer keeps whatever the slider says of it. A locked layer stays as it is while the slider moves.',
  columns: { layer: 'Layer', kept: 'Kept', shift: 'Shift', atLeast: 'At least', atMost: 'At most', lock: 'Lock' },
  inputs: 'Inputs',
  layer: (number: number) => `Layer ${number}`,
  shiftOf: (name: string) => `${name}: units more or fewer than the rule keeps`,
  atLeastOf: (name: string) => `${name}: keep at least`,
  atMostOf: (name: string) => `${name}: keep at most`,
  lockOf: (name: string) => `Lock ${name}`,
  clear: 'Clear all overrides',
  plotTitle: 'Trade-off',
  plotAbout: {
    measured: 'Measured on validation rows along the nested cuts. Choose a point to go there.',
    predicted:
      'What the posterior predicts the loss to rise by, along the nested cuts; measured where data is named. Choose a point to go there.',
  },
  against: 'Against',
  axes: { parameters: 'parameters', bytes: 'bytes of the file', macs: 'MACs', latency: 'latency, ms (predicted)' },
  series: {
    nested: 'nested cuts',
    current: 'this cut',
    exported: 'exported',
    predicted: 'predicted loss rise',
  },
  predictedRise: 'nats',
  measureAbout: 'The validation rows of the data above tell what every size costs.',
  measureByTaylor: 'A curve is measured along an order that needs no data: choose another criterion.',
  dataPanel: {
    title: 'Data to measure on',
    about:
      'The data that the posterior was trained on. Accuracy, budgets of it, guarantees, the criterion taylor, mixed formats, fixed steps and fine-tuning need it; all else does without.',
    source: 'Data',
    sourceHint: 'A path on the machine that runs Secateur, or mnist.',
    target: 'Target column',
    targetHint: 'Of a table, where training was told one.',
    further: 'How it was read for the training',
    furtherAbout: 'As train was told; empty for what it does by itself. The same rows have to be found again.',
    fields: {
      testFraction: { label: 'Part kept for the final score', hint: '0.2 of a table where train was told nothing.' },
      validationFraction: {
        label: 'Part kept for choices',
        hint: '0.1 of a table, 1/12 of images where train was told nothing.',
      },
      testFile: { label: 'Second table, the test set', hint: 'A path.' },
      split: { label: 'File that lists the rows of each part', hint: 'file.json, or file.json#3 for one of several.' },
      targetFile: { label: 'Targets of a .npy file', hint: 'A second .npy file.' },
      imageSize: { label: 'Size that images were brought to', hint: 'Height x width, such as 28x28.' },
    },
    grey: 'Images without their colours',
    unreadable: 'Cannot be read; see the hint.',
  },
  measureCurve: 'Measure the trade-off curve',
  cancel: 'Cancel',
  inputTitle: 'Inputs that are read',
  inputMap: (height: number, width: number, read: number) =>
    `Pixels that are read, ${height} by ${width}; ${formatCount(read)} of them`,
  inputAbout: (kept: number, size: number) =>
    `${formatCount(kept)} of ${formatCount(size)} stay. What is faint is removed.`,
  allPixels: 'This network reads images by convolutions: all pixels stay, and channels go instead.',
  removedInputs: (names: string) => `Removed: ${names}`,
  keptInputs: (names: string) => `Read: ${names}`,
  more: (number: number) => ` and ${formatCount(number)} more`,
  exportTitle: 'Export',
  exportNow: 'Export',
  exportAbout: 'Removes what is cut and writes the network that is left as ONNX.',
  output: 'File',
  outputFolder: 'Folder',
  outputHint: 'On the machine that runs Secateur. A file of that name is replaced.',
  asPackage: 'A package: a folder with the model, its card, labels, reference answers and hashes',
  weights: 'Weights',
  mixedLoss: 'Most that rounding may cost, %',
  mixedHint: 'Of the validation score. Needs data.',
  mixedSize: 'with weights as int8; the mix is found at the export',
  mixedBudget: 'A mix is found at the export: choose one format for a budget of bytes.',
  block: 'Weights that share a step',
  blockHint: 'Of a unit; empty for all of them. A whole number from 8, such as 32.',
  wholeFromEight: 'A whole number from 8.',
  activations: 'Activations',
  activationNames: {
    float: 'numbers',
    dynamic: '8-bit codes, steps found anew at each call',
    static: '8-bit codes, steps fixed on data',
  },
  lean: 'Lean: the fewest bytes, short names, least metadata',
  narrowInput: 'Narrow input: take only the columns that are read, and list them beside the file',
  answers: 'Answers',
  answerNames: {
    plain: 'probabilities or predictions',
    mean: 'with entropy, of the mean alone',
    moments: 'with uncertainty, by moments',
    samples: 'with uncertainty, by samples',
  },
  samples: 'Samples',
  samplesHint: 'Networks drawn from the posterior.',
  adjustable: 'Widths',
  adjustableNames: {
    no: 'one',
    load: 'many, chosen when it is loaded',
    input: 'many, chosen by an input of the graph',
  },
  widths: 'Parts of the whole width',
  widthsHint: 'With commas; the whole is always among them.',
  widthsUsual: 'Empty for 0.25,0.5,0.75,1.',
  widthsWrong: 'Up to 16 parts above 0, at most 1, such as 0.25,0.5.',
  measureRounding: 'Also measure what rounded widths win here',
  fineTune: 'Fine-tune on the data, taught by the uncut posterior mean',
  epochs: 'Epochs',
  epochsHint: 'Passes over the training rows; empty for the usual number.',
  rate: 'Peak learning rate',
  decay: 'Weight decay',
  asUsual: 'Empty for the usual.',
  augment: 'Vary the images while fine-tuning',
  notNumber: 'A number from 0.',
  exporting: 'Exporting',
  exported: (output: string) => `Written: ${output}`,
  exportedSize: (before: string, after: string, ratio: string) => `${before} uncut became ${after}, ${ratio} of it.`,
  exportedScore: (name: string, value: string) => `After fine-tuning, validation ${name} ${value}.`,
  exportedTest: (name: string, value: string, rows: string) =>
    `On ${rows} test rows that the guarantee was not tested on: ${name} ${value}.`,
  exportedStorage: (name: string, before: string, after: string) =>
    `Storing it so changed the validation ${name} from ${before} to ${after}.`,
  exportedRounding: (network: string, ratio: string, low: string, high: string) =>
    `Rounding the widths from ${network}: ${ratio} times the median latency here (${low} to ${high}).`,
  exportedCalibration: (rows: string, before: string, after: string) =>
    `On ${rows} rows the negative log-likelihood was ${before} uncut, and is ${after}.`,
  exportedFormats: (formats: string) => `Weights layer by layer: ${formats}.`,
  download: 'Download a copy',
  openIt: 'Open it here',
  cancelled: 'Cancelled; nothing was written.',
  needsData: 'Name data above: steps and mixes are found by what is seen there.',
} as const;
