import type { Augmentation } from '../../trainer/index.ts';
import type { EngineOptions } from '../engine-options.ts';

export interface FineTuneHow extends EngineOptions {
  readonly fineTuneRate?: number;
  readonly weightDecay?: number;
  readonly augment?: Augmentation;
  /** How many dense networks teach, in place of the posterior's mean. */
  readonly teachers?: number;
}

/** The values of what says how to train, by the names that users know. */
export function trainingOptions({ fineTuneRate, weightDecay, augment, teachers, engine, device }: FineTuneHow) {
  return {
    '--fine-tune-rate': fineTuneRate,
    '--weight-decay': weightDecay,
    '--augment': augment,
    '--teachers': teachers,
    '--engine': engine,
    '--device': device,
  };
}

/** The name of the first option that was given. */
export function firstGiven(options: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(options).find((name) => options[name] !== undefined);
}
