import { activate, constant, evaluate } from '../graph/index.ts';
import { activationAtZero, type UnitActivation } from './activation.ts';

/** What an activation makes of one number, in float64. */
export function activationAt(activation: UnitActivation, x: number): number {
  return x === 0 ? activationAtZero(activation) : evaluate([activate(constant(x), activation)])[0]![0]!;
}
