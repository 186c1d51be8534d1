import { compareStrings } from './strings/compare.ts';
import { inspectStrings } from './strings/inspect.ts';
import { profileStrings } from './strings/profile.ts';
import { pruneStrings } from './strings/prune.ts';
import { trainStrings } from './strings/train.ts';
import { tryStrings } from './strings/try.ts';

/** Every English word of the pages: shell, parts, then one block for each view. */
export const strings = {
  productName: 'Secateur',
  doing: {
    connect: 'Reach the program behind this page',
    open: (name: string) => `Open ${name}`,
    close: 'Close the document',
  },
  opened: (name: string) => `${name} is open.`,
  shell: {
    views: 'Views',
    documents: 'Open documents',
    open: 'Open…',
    openTitle: 'Open a file',
    openHelp:
      'A posterior (.safetensors), an ONNX model of any origin, a profile or report (.json), a trade-off curve. Or drop files anywhere on this window.',
    chooseFiles: 'Choose files…',
    pathLabel: 'Or a path on the machine that runs Secateur',
    pathHint: 'For example out/demo/posterior.safetensors. A large file is opened fastest this way.',
    openThePath: 'Open the path',
    recent: 'Recent files',
    samples: 'Samples',
    noSamples:
      'There are no samples yet: the view Train makes a posterior of your own data or of MNIST, and so does `secateur demo` in about two minutes.',
    closeDocument: (name: string) => `Close ${name}`,
    dropHere: 'Drop to open',
    emptyTitle: 'Nothing is open',
    emptyText: 'Drop a posterior, an ONNX model or a report here, open one, or train a posterior on data.',
    train: 'Train one',
    openSample: (name: string) => `Open the sample: ${name}`,
    wrongKind: (view: string, wanted: string, kind: string) =>
      `${view} shows ${wanted}, and the document in front is ${kind}. Bring another to the front, or open one.`,
    working: (count: number) => (count === 1 ? '1 file is on its way in' : `${count} files are on their way in`),
    lost: 'Secateur does not answer. Trying again; is `secateur studio` still running?',
    refused: 'This page is not admitted. Open the address that `secateur studio` prints.',
    ready: 'Ready',
    theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
    help: 'Keyboard shortcuts',
  },
  kinds: {
    posterior: 'a posterior',
    model: 'an ONNX model',
    profile: 'a profile or report',
    'trade-off': 'a trade-off curve',
  },
  parts: {
    desktop: { choosePlace: 'Choose a place…', reveal: 'Show in its folder', unnamed: 'model.onnx' },
    close: 'Close',
    copy: 'Copy the message',
    copied: 'Copied.',
    dismiss: 'Dismiss',
    waiting: 'Working…',
    asTable: 'As a table',
    bugCode: 'UNEXPECTED',
    never: 'never needed',
    always: 'always needed',
    figures: 'Figures',
    measure: 'Measure',
    against: (reference: string) =>
      `Changes are against ${reference}: ÷ times less, × times more, = the same within 0.5 %, + and − percentage points.`,
    summary: 'In words',
    savePage: 'Save as an HTML page',
    measuredOn: (when: string, machine: string) => `${when}, ${machine}`,
    noModels: 'This report holds no models.',
    latency: {
      title: 'Latency',
      about: 'How long single calls took, over each other on one axis: further left is faster, narrower is steadier.',
      milliseconds: 'ms, logarithmic',
      share: 'share of calls',
      model: 'Model and provider',
    },
    curve: {
      title: (score: string) => `Size against ${score}`,
      about: (measuredOn: string) => `Every nested cut, scored on ${measuredOn}.`,
      parameters: 'parameters',
      cuts: 'nested cuts',
      uncut: 'uncut',
      original: 'uncut',
      chosen: 'chosen',
      points: 'Cuts',
      cut: 'Rule and network',
    },
    graph: { smaller: 'Smaller', larger: 'Larger' },
    distribution: { range: 'Range', meanAndDeviation: 'Mean ± deviation' },
  },
  shortcuts: {
    open: 'Open a file',
    help: 'This list',
    theme: 'Next theme: as the system, light, dark',
    nextDocument: 'Next document',
    previousDocument: 'Previous document',
    close: 'Close the document in front',
    view: (title: string) => `View: ${title}`,
  },
  inspect: inspectStrings,
  train: trainStrings,
  profile: profileStrings,
  compare: compareStrings,
  prune: pruneStrings,
  try: tryStrings,
} as const;
