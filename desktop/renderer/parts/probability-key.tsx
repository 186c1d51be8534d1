import { strings } from '../strings.ts';
import { usePainted } from './colour-scale.ts';

const cells = 24;

/** What the shades of inclusion probabilities mean. */
export function ProbabilityKey() {
  const canvas = usePainted(cells, 1, 'key', (cell) => cell / (cells - 1));
  return (
    <div class="probability-key">
      <span>{strings.parts.never}</span>
      <canvas ref={canvas} width={cells} height={1} />
      <span>{strings.parts.always}</span>
    </div>
  );
}
