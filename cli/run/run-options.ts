import type { LoadOptions } from '../../runtime/index.ts';

export interface RunOptions {
  readonly input: string;
  readonly output?: string;
  readonly device: NonNullable<LoadOptions['device']>;
  readonly width?: number;
  readonly probabilities?: boolean;
  readonly target?: string;
  readonly imageSize?: { readonly height: number; readonly width: number };
  readonly grey?: boolean;
  readonly pixelScale?: string;
  readonly json?: boolean;
}
