import {
  type Kept,
  macCount,
  type NetworkSpec,
  narrowNetwork,
  parameterCount,
  SecateurError,
} from '../../core/index.ts';

/** The most that a network may have of something that follows from its widths. */
export interface SizeLimit {
  readonly most: number;
  readonly unit: 'parameters' | 'multiply-accumulates';
}

export function parametersOf({ network }: { readonly network: NetworkSpec }, kept: Kept): number {
  return parameterCount(narrowNetwork(network, kept));
}

export function macsOf({ network }: { readonly network: NetworkSpec }, kept: Kept): number {
  return macCount(narrowNetwork(network, kept));
}

/** What the network that is kept has of what is limited. */
export function sizeIn({ unit }: SizeLimit, { network }: { readonly network: NetworkSpec }, kept: Kept): number {
  return (unit === 'parameters' ? parameterCount : macCount)(narrowNetwork(network, kept));
}

export function outOfReach({ most, unit }: SizeLimit, smallest: number, which: string): SecateurError {
  return new SecateurError(
    'BUDGET_OUT_OF_REACH',
    `A budget of ${most} ${unit} is out of reach: the smallest network these cuts lead to, ${which}, has ${smallest}. Allow at least that many, or train a narrower network.`,
  );
}
