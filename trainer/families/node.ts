import type { Family } from './family.ts';
import {
  expectedMacs,
  expectedParameters,
  gateDivergence,
  gatedPresence,
  gateNoise,
  gateParameters,
  medianGates,
  sampledGates,
  throughGates,
} from './gates.ts';
import {
  activationNoises,
  fromStdDevs,
  meanSums,
  moments,
  sampleSums,
  slabDivergences,
  slabParameters,
  slabScales,
  toStdDevs,
} from './gaussian-slab.ts';

/**
 * Spike-and-slab on nodes with a Gaussian slab (SS-IG, arXiv 2108.11000): one indicator for each hidden unit
 * or filter (its incoming weights and bias) and, with input selection, for each feature (its outgoing first-layer
 * weights). The output layer is mean-field Gaussian and never pruned.
 */
export const node: Family = {
  name: 'node',
  summary: 'one inclusion indicator per hidden unit and per input, Gaussian slab (SS-IG, arXiv 2108.11000)',
  prunes: true,
  parameters: (network, options) => [...gateParameters(network, options), ...slabParameters(network)],
  noise: (network, options, batch) => [...gateNoise(network, options), ...activationNoises(network, batch)],
  forward: (context, features) =>
    throughGates(context.network, sampledGates(context), features, (weighted, values) =>
      sampleSums(context, weighted, moments(context, weighted, values)),
    ),
  predict: (context, features) =>
    throughGates(context.network, medianGates(context), features, (weighted, values) =>
      meanSums(context, weighted, values),
    ),
  divergence: (context, prior) => ({
    slab: slabDivergences(context, prior, gatedPresence(context)),
    inclusion: gateDivergence(context, prior),
  }),
  slabScales: (context, prior) => slabScales(context, prior, gatedPresence(context)),
  toPosterior: toStdDevs,
  fromPosterior: fromStdDevs,
  expectedMacs,
  expectedParameters,
};
