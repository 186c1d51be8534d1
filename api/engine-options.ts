import { type Device, type Engine, type EngineName, openEngine } from '../trainer/index.ts';

/** What trains. */
export interface EngineOptions {
  readonly engine?: EngineName;
  readonly device?: Device;
}

/** @returns nothing where neither option was given: training then takes its own default */
export async function engineOf({ engine, device }: EngineOptions): Promise<Engine | undefined> {
  if (engine === undefined && device === undefined) return undefined;
  return openEngine({ engine: engine ?? 'onnx', ...(device !== undefined && { device }) });
}
