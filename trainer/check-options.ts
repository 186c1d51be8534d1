import { SecateurError } from '../core/index.ts';
import type { TrainingOptions } from './fit-options.ts';

/** @throws ARGUMENT_INVALID when a number makes no sense */
export function checkOptions(options: TrainingOptions): void {
  const { epochs, batchSize, learningRate, seed, distillation, checkpointSeconds, earlyStop } = options;
  check('The number of epochs', epochs, isCount, 'a whole number from 1');
  check('The batch size', batchSize, isCount, 'a whole number from 1');
  check('The learning rate', learningRate, isPositive, 'positive');
  check('The norm to clip gradients at', options.clipNorm, isPositive, 'positive');
  check('The patience of early stopping', earlyStop, isCount, 'a whole number from 1');
  check('The seconds between checkpoints', checkpointSeconds, (value) => value >= 0, 'from 0');
  check('The seed', seed, (value) => Number.isSafeInteger(value), 'a whole number');
  check('The weight of distillation', distillation?.weight, (value) => value >= 0 && value <= 1, 'from 0 to 1');
  check('The temperature of distillation', distillation?.temperature, isPositive, 'positive');
}

/** `what` completes the message "... must be ...". @throws ARGUMENT_INVALID */
export function check(
  what: string,
  value: number | undefined,
  makesSense: (value: number) => boolean,
  mustBe: string,
): void {
  if (value === undefined || makesSense(value)) return;
  throw new SecateurError('ARGUMENT_INVALID', `${what} must be ${mustBe}, not ${value}.`);
}

export function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

export function isFraction(value: number): boolean {
  return value >= 0 && value < 1;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
