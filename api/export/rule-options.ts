import { SecateurError } from '../../core/index.ts';
import type { CertifiedRule, Rule } from '../../exporter/index.ts';

export interface RuleOptions {
  readonly rule?: Rule | CertifiedRule;
  readonly calibrationShare?: number;
}

/** @throws ARGUMENT_INVALID where there is a share of rows for a guarantee that is not asked for, or no rows at all */
export function checkRuleOptions({ rule, calibrationShare }: RuleOptions, data: string | undefined): void {
  const certifies = rule?.name === 'certified';
  if (certifies && data === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'The rule certified tests on rows: name the data that the posterior was trained on, or the model was made for, with --data.',
    );
  }
  if (calibrationShare !== undefined && !certifies) {
    throw new SecateurError('ARGUMENT_INVALID', '--calibration-share is only read by --rule certified=... .');
  }
}
