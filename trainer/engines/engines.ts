import { SecateurError } from '../../core/index.ts';
import type { Device } from './device.ts';
import type { Engine } from './engine.ts';
import { onnxEngine } from './onnx-engine.ts';
import { referenceEngine } from './reference-engine.ts';
import { tfjsEngine } from './tfjs/tfjs-engine.ts';

export type EngineName = 'onnx' | 'tfjs' | 'reference';

/** An engine and where it computes. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly device: Device;
}

interface EngineKind {
  readonly summary: string;
  /** What it can compute on, and what has to be there for it; the first that loads is the default. */
  readonly devices: Readonly<Partial<Record<Device, { readonly remedy?: string }>>>;
  open(device: Device): Engine;
}

const webgpuDriver = 'WebGPU needs a GPU with a Vulkan, Metal or Direct3D 12 driver';

/** A new engine is one entry here. */
export const engineKinds: Readonly<Record<EngineName, EngineKind>> = {
  onnx: {
    summary: 'the whole step as one ONNX model in onnxruntime',
    devices: {
      // Its error says what to install.
      cpu: {},
      wasm: { remedy: 'Run: npm install onnxruntime-web' },
      webgpu: { remedy: webgpuDriver },
      cuda: {
        remedy:
          'With CUDA 12 and cuDNN 9 on Linux x64, run: node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12',
      },
    },
    open: (device) => onnxEngine({ device }),
  },
  tfjs: {
    summary: 'the same graph, interpreted with TensorFlow.js',
    devices: {
      cuda: { remedy: 'With CUDA 11 and cuDNN 8, run: npm install @tensorflow/tfjs-node-gpu' },
      cpu: { remedy: 'Run: npm install @tensorflow/tfjs-node' },
      webgpu: {
        remedy: `${webgpuDriver}. Run: npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-webgpu webgpu`,
      },
      wasm: { remedy: 'Run: npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm' },
    },
    open: (device) => tfjsEngine({ device }),
  },
  reference: {
    summary: 'float64 in plain TypeScript, to check the others against; very slow',
    devices: { cpu: {} },
    open: referenceEngine,
  },
};

const engineNames = Object.keys(engineKinds) as readonly EngineName[];

/** Every engine with every device it knows, in order of preference. */
export const engineChoices: readonly EngineChoice[] = engineNames.flatMap((engine) =>
  devicesOf(engine).map((device) => ({ engine, device })),
);

export function devicesOf(engine: EngineName): readonly Device[] {
  return Object.keys(engineKinds[engine].devices) as readonly Device[];
}

/** @throws ARGUMENT_INVALID for a device that the engine does not know */
export function makeEngine({ engine, device }: EngineChoice): Engine {
  if (engineKinds[engine].devices[device] === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `The engine '${engine}' does not know the device '${device}'. Choose from ${devicesOf(engine).join(', ')}.`,
    );
  }
  return engineKinds[engine].open(device);
}
