import { type Command, Option } from 'commander';
import type { Device, Engine, EngineName } from '../trainer/index.ts';

/** What trains, for the commands that train. */
export interface EngineOptions {
  readonly engine?: EngineName;
  readonly device?: Device;
}

// Written out, and not imported: help must not have to load the trainer.
const engineNames: readonly EngineName[] = ['onnx', 'tfjs', 'reference'];
const devices: readonly Device[] = ['cpu', 'wasm', 'webgpu', 'cuda'];

export function addEngineOptions(command: Command): Command {
  return command
    .addOption(new Option('--engine <name>', 'what computes the training steps (default: onnx)').choices(engineNames))
    .addOption(
      new Option('--device <name>', 'where it computes; see `secateur doctor` (default: what works)').choices(devices),
    );
}

/** @returns nothing where neither option was given: training then takes its own default */
export async function engineOf({ engine, device }: EngineOptions): Promise<Engine | undefined> {
  if (engine === undefined && device === undefined) return undefined;
  const { openEngine } = await import('../trainer/index.ts');
  return openEngine({ engine: engine ?? 'onnx', ...(device !== undefined && { device }) });
}
