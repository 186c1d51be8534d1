import { type Posterior, SecateurError } from '../../core/index.ts';
import { bitsOf, formatsByPrecision, type NetworkFormat, type PruningPlan } from '../../exporter/index.ts';
import type { ExportOptions } from './export-options.ts';

/** The formats that the option names, `auto` layer by layer from the posterior's precision. */
export function weightsFor(
  { weights }: Pick<ExportOptions, 'weights'>,
  posterior: Posterior,
  plan: PruningPlan | undefined,
): NetworkFormat {
  if (weights !== 'auto') return weights;
  if (plan) return formatsByPrecision(posterior, plan);
  throw new SecateurError(
    'ARGUMENT_INVALID',
    '--weights auto cannot be used with --dense. Name a format, for example int8.',
  );
}

/** What fine-tuning rounds weights to for these formats. */
export function weightBitsOf(format: NetworkFormat): number | readonly (number | undefined)[] | undefined {
  if (typeof format === 'string') return bitsOf(format);
  return format.map(bitsOf);
}
