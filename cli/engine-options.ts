import { type Command, Option } from 'commander';
import type { Device, EngineName } from '../trainer/index.ts';

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
