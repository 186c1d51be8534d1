import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readModelSource } from '../model-source.ts';
import { runtimeFor } from '../node-runtime.ts';
import { startEnergyMeter } from './energy.ts';
import { peakRssBytes, privateBytes } from './memory.ts';
import { measureRound, type Workplace } from './round/measure-round.ts';
import type { RoundPlan, RoundResult } from './round/messages.ts';

/** One round in this process, which must be a fresh one. */
export function measure(plan: RoundPlan): Promise<RoundResult> {
  return measureRound(plan, thisProcess);
}

const thisProcess: Workplace = {
  readModel: readModelSource,
  runtimeFor,
  cpuMs: async () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  startEnergyMeter: () => startEnergyMeter(),
  memory: async () => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    // Private first: looking takes memory as well.
    return { privateBytes: await privateBytes(), peakRssBytes: await peakRssBytes() };
  },
};
