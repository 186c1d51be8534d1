import type { Command } from 'commander';
import {
  certifiedUsage,
  isCertified,
  parseCertified,
  parseRule,
  ruleUsages,
  usualCalibrationShare,
} from '../../exporter/choices.ts';
import { fraction } from '../options.ts';

/** What stays: a rule, and the rows that a guarantee is tested on. */
export function addRuleOptions(command: Command): Command {
  return command
    .option(
      '--rule <rule>',
      `what stays, as \`secateur explain\` says it in sentences: ${[...ruleUsages, certifiedUsage].join(', ')} (default: median)`,
      (text) => (isCertified(text) ? parseCertified(text) : parseRule(text, [certifiedUsage])),
    )
    .option(
      '--calibration-share <share>',
      `part of the test rows that --rule certified tests on (default: ${usualCalibrationShare})`,
      fraction(),
    );
}
