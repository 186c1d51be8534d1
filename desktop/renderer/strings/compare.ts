/** The view Compare. */
export const compareStrings = {
  title: 'Compare',
  emptyTitle: 'Open two files to compare',
  emptyText:
    'Two ONNX models are aligned node by node; reports of `secateur profile` are laid over each other. Drop both files here.',
  before: 'Before',
  after: 'After',
  swap: 'Swap',
  sameFile: 'Choose two different files.',
  data: 'Data to ask both about (optional)',
  dataHint: 'A CSV or NumPy file, an image folder, or mnist.',
  target: 'Target column',
  targetHint: 'Of a table; the last one where left empty.',
  ask: 'Ask both',
  answers: {
    title: 'Answers',
    about: (rows: string, name: string) => `Both models were asked about the same ${rows} rows of ${name}.`,
    figures: { accuracy: 'Accuracy', rmse: 'Root mean squared error' },
    change: (before: string, after: string) => `${before} before, ${after} after`,
    loss: 'Loss',
    lossText: (difference: string, atMost: string, confidence: string) =>
      `${difference}; on rows like these at most ${atMost}, with a confidence of ${confidence}`,
    agreement: { accuracy: 'Same class', rmse: 'Shared variance' },
    mcnemar: 'Only one is right',
    mcnemarText: (before: number, after: number, p: string) =>
      `${before} rows by the first only, ${after} by the second only (McNemar's exact test: p = ${p})`,
  },
  nodesTitle: 'Nodes, side by side',
  noNodes: 'Neither model has a node.',
  allSame: 'Every node has its like, of the same shape and with the same attributes.',
  onlyChanges: 'Only what changed',
  change: 'Change',
  changes: {
    same: 'same',
    narrowed: 'narrowed',
    widened: 'widened',
    changed: 'changed',
    added: 'added',
    removed: 'removed',
  },
  more: (count: number) => `Show more of the other ${count}`,
} as const;
