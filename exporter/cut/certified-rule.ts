import { SecateurError } from '../../core/index.ts';

/** "With confidence 1 - delta the loss rises by at most `rise`": what `certify` looks for. */
export interface CertifiedRule {
  readonly name: 'certified';
  /** Of the expected loss, which lies between 0 and 1. */
  readonly rise: number;
  readonly delta: number;
}

/** Which part of the test rows it tests on, where nobody says; the others are scored. */
export const usualCalibrationShare = 0.5;

export const certifiedUsage = 'certified=0.01,delta=0.05';

/** Reads `certified=0.01,delta=0.05`, or `certified=0.01` with delta .05. @throws ARGUMENT_INVALID */
export function parseCertified(text: string): CertifiedRule {
  const found = /^certified=([\d.]+)(?:,delta=([\d.]+))?$/.exec(text.replaceAll(' ', ''));
  const [rise, delta] = [Number(found?.[1]), Number(found?.[2] ?? 0.05)];
  if (rise > 0 && rise < 1 && delta > 0 && delta < 1) return { name: 'certified', rise, delta };
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read the rule '${text}'. Write ${certifiedUsage}: by how much the loss may rise, and with what probability it may rise by more; both between 0 and 1.`,
  );
}

export function isCertified(text: string): boolean {
  return text.trimStart().startsWith('certified');
}

export function formatCertified({ rise, delta }: CertifiedRule): string {
  return `certified=${rise},delta=${delta}`;
}
