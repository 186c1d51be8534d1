import { SecateurError } from '../../core/index.ts';
import { type Provider, providers } from '../model/providers.ts';
import type { DescribedModel } from './describe-model.ts';
import type { ProfileOptions } from './profile-options.ts';
import { formatScenario, parseScenario } from './round/scenario.ts';

/** Before minutes of measuring: callers of JavaScript hear of a mistake as others hear it of their compiler. @throws ARGUMENT_INVALID */
export function checkOptions(files: readonly string[], options: ProfileOptions): void {
  const isNames = (list: unknown) => Array.isArray(list) && list.every((name) => typeof name === 'string');
  if (!isNames(files) || files.length === 0) throw wrong('The models are a list of at least one .onnx file');
  if (options === null || typeof options !== 'object') throw wrong('The options are an object');
  const { rounds, minimumSamples, timeLimitMs, devices = [], scenario, rows, dimensions = {}, signal } = options;
  for (const [name, value] of Object.entries({ rounds, minimumSamples })) {
    if (value !== undefined) checkCount(name, value);
  }
  if (timeLimitMs !== undefined && !(timeLimitMs > 0)) throw wrong(`timeLimitMs is above 0, not ${timeLimitMs}`);
  if (!isNames(devices)) throw wrong("devices is a list of names, for example ['cpu', 'browser:webgpu']");
  const unknown = options.providers?.find((name) => !Object.hasOwn(providers, name as Provider));
  if (unknown !== undefined)
    throw wrong(`There is no provider '${unknown}', only ${Object.keys(providers).join(', ')}`);
  // What cannot be written cannot be meant.
  if (scenario && typeof scenario !== 'object')
    throw wrong(`scenario is an object; parseScenario('${scenario}') gives it`);
  if (scenario) parseScenario(String(formatScenario(scenario)));
  if (rows !== undefined && !(rows instanceof Float32Array)) throw wrong('rows is a Float32Array');
  for (const [name, size] of Object.entries(dimensions)) checkCount(`The dimension '${name}'`, size);
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') throw wrong('signal is an AbortSignal');
  for (const name of ['onProgress', 'onRound', 'onGone'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') throw wrong(`${name} is a function`);
  }
}

/** @throws ARGUMENT_INVALID for a name that none of the models leaves open */
export function checkDimensions(dimensions: Readonly<Record<string, number>>, models: readonly DescribedModel[]): void {
  const unknown = Object.keys(dimensions).find((name) => !models.some((each) => each.openDimensions.includes(name)));
  if (unknown === undefined) return;
  const there = models.map(({ model: { file }, openDimensions: open }) => {
    return `${file} leaves ${open.length === 0 ? 'none' : open.map((name) => `'${name}'`).join(', ')} open`;
  });
  throw wrong(`No model has an open dimension '${unknown}': ${there.join('; ')}`);
}

function checkCount(what: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw wrong(`${what} must be a whole number from 1, but is ${value}`);
}

function wrong(what: string): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `${what}.`);
}
