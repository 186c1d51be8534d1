import { checkPlaceOptions, checkRuleOptions } from '../../api/commands.ts';
import { SecateurError } from '../../core/index.ts';
import type { ShrinkCommandOptions } from './shrink-options.ts';

/** What does not go together, before anything is read. @throws ARGUMENT_INVALID */
export function checkShrink(options: ShrinkCommandOptions): void {
  const { data, posterior, budget } = options;
  if (!options.dryRun) checkPlaceOptions(options);
  if (data === undefined && !options.dataFree && posterior === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'Shrinking needs data: name the rows the model was made for with --data. Without any, --data-free cuts by the weights alone.',
    );
  }
  checkRuleOptions(options, data);
  if (options.deviceProfile !== undefined && !budget) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--device-profile is only read by a --budget of latency, such as "p99<1ms". Add one, or leave it out.',
    );
  }
  const one = Object.entries({
    '--posterior': posterior,
    '--save-posterior': options.savePosterior,
    '--save-trade-off': options.saveTradeOff,
    '--rule certified': options.rule?.name === 'certified' || undefined,
  }).find(([, value]) => value !== undefined);
  if (options.bodies !== undefined && options.bodies !== 1 && one) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${one[0]} is about the largest part of a model alone. Give --bodies 1, or leave one of the two out.`,
    );
  }
}
