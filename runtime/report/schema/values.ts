import * as v from 'valibot';
import { type Provider, providers } from '../../model/providers.ts';

export const finite = v.pipe(v.number(), v.finite());
export const amount = v.pipe(finite, v.minValue(0));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const share = v.pipe(amount, v.maxValue(1));
export const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
export const interval = v.strictTuple([finite, finite]);
export const provider = v.picklist(Object.keys(providers) as Provider[]);

export const machine = { cpuModel: v.string(), cores: count, os: v.string(), nodeVersion: v.string() };
