import type { Tempering } from './posterior.ts';

/** Names everything that makes this another posterior than Bayes' rule gives; undefined when nothing does. */
export function describeTempering({ slab, inclusion, likelihood }: Tempering): string | undefined {
  const parts = [
    ...(slab === 1 ? [] : [`the slab's part of the KL divergence counts ${slab}`]),
    ...(inclusion === 1 ? [] : [`the inclusion indicators' part counts ${inclusion}`]),
    ...(likelihood === 'labels' ? [] : [`the likelihood is ${likelihood}`]),
  ];
  return parts.length === 0 ? undefined : `Tempered (not the exact Bayesian posterior): ${parts.join('; ')}.`;
}
