import { type Command, Option } from 'commander';
import type { Augmentation } from '../../trainer/index.ts';
import type { EngineOptions } from '../engine-options.ts';
import { nonNegativeNumber, positiveNumber } from '../options.ts';

export interface FineTuneHow extends EngineOptions {
  readonly fineTuneRate?: number;
  readonly weightDecay?: number;
  readonly augment?: Augmentation;
}

/** How a cut network is trained further; how long is each command's own. */
export function addFineTuneOptions(command: Command): Command {
  return command
    .option('--fine-tune-rate <rate>', 'peak learning rate', positiveNumber(10))
    .addOption(new Option('--augment <how>', 'vary the images while fine-tuning').choices(['affine']))
    .option(
      '--weight-decay <factor>',
      'part of each weight, times the rate, that a step takes away (default: 0)',
      nonNegativeNumber(100),
    );
}

/** The values of what says how to train, by the names that users know. */
export function trainingOptions({ fineTuneRate, weightDecay, augment, engine, device }: FineTuneHow) {
  return {
    '--fine-tune-rate': fineTuneRate,
    '--weight-decay': weightDecay,
    '--augment': augment,
    '--engine': engine,
    '--device': device,
  };
}

/** The name of the first option that was given. */
export function firstGiven(options: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(options).find((name) => options[name] !== undefined);
}
