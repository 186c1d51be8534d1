import { activate, constant, evaluate } from '../graph/index.ts';
import { type Activation, activationAtZero } from './activation.ts';

/** What an activation makes of one number, in float64. */
export function activationAt(activation: Activation, x: number): number {
  return x === 0 ? activationAtZero(activation) : evaluate([activate(constant(x), activation)])[0]![0]!;
}
