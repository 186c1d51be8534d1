import type { Constants } from '../fold/constants.ts';
import type { OnnxNode } from '../model.ts';

/** What recognising several nodes as one operator needs to look up. */
export interface Surroundings {
  readonly constants: Constants;
  readonly makers: ReadonlyMap<string, OnnxNode>;
  readonly readers: (name: string) => readonly OnnxNode[];
  readonly isOutput: (name: string) => boolean;
}
