import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '../../core/index.ts';
import type { Device } from '../../trainer/index.ts';

/** One way to take the step. */
export interface Contender {
  /** What its process is asked for. */
  readonly name: string;
  readonly title: string;
  readonly threads: number;
  readonly device: Device;
  /** Whether it knows chains of dense layers alone. */
  readonly denseOnly?: boolean;
  /** Its program, to which the request is added as the last argument. */
  readonly command: readonly string[];
}

export interface Absent {
  readonly title: string;
  /** Why it cannot be measured here, and how to get it. */
  readonly reason: string;
}

const run = promisify(execFile);
const peersFolder = fileURLToPath(new URL('../../../bench/peers/', import.meta.url));

/**
 * Ours and the peers that are here, all on the processor or all on the graphics card; TensorFlow.js, which has a peer
 * for the processor alone, is installed when it is missing.
 */
export async function findContenders(device: Device): Promise<{ contenders: Contender[]; absent: Absent[] }> {
  const all = availableParallelism();
  const contenders: Contender[] = [
    ours('secateur fit', all, device),
    ...(device === 'cpu' ? [ours('secateur fit', 1, device)] : []),
    ours('engine alone', all, device),
  ];
  const absent: Absent[] = [];
  const peers =
    device === 'cpu'
      ? [await findTfjs(), ...(await findPython('step', [all, 1]))]
      : await findPython('step', [all], 'cuda');
  for (const found of peers) {
    if ('reason' in found) absent.push(found);
    else contenders.push(found);
  }
  return { contenders, absent };
}

export function ours(name: 'secateur fit' | 'engine alone' | 'parity', threads: number, device: Device): Contender {
  const title = `${name === 'engine alone' ? '  its engine alone' : name}, ${device === 'cpu' ? inThreads(threads) : device}`;
  return {
    name,
    device,
    title,
    threads,
    command: [process.execPath, fileURLToPath(new URL('./our-process.js', import.meta.url))],
  };
}

async function findTfjs(): Promise<Contender | Absent> {
  const folder = `${peersFolder}tfjs`;
  const title = 'TensorFlow.js wasm in Node, 1 thread';
  try {
    if (!existsSync(`${folder}/node_modules/@tensorflow/tfjs`)) {
      console.log('Installing TensorFlow.js into bench/peers/tfjs ...');
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    }
    const command = [process.execPath, `${folder}/step.mjs`];
    return { name: 'tfjs', title, threads: 1, device: 'cpu', denseOnly: true, command };
  } catch (error) {
    const why = messageOf(error).trim().split('\n').slice(0, 3).join(' ');
    return { title, reason: `could not be installed (${why}). Run npm ci in bench/peers/tfjs.` };
  }
}

/**
 * PyTorch with each number of threads and JAX, where the Python that `SECATEUR_PYTHON` names has them.
 * @param bench whose scripts in `bench/peers` they are
 * @param device `cuda` for their builds for NVIDIA's cards
 */
export async function findPython(
  bench: 'step' | 'fit',
  threadCounts: readonly number[],
  device: 'cpu' | 'cuda' = 'cpu',
): Promise<(Contender | Absent)[]> {
  const python = process.env['SECATEUR_PYTHON'] ?? 'python3';
  const works = (program: string) =>
    run(python, ['-c', program], { env: { ...process.env, JAX_PLATFORMS: device } }).then(
      () => true,
      () => false,
    );
  const [torch, jax] = await Promise.all([
    works(device === 'cpu' ? 'import torch' : 'import torch; torch.zeros(1).cuda()'),
    works(device === 'cpu' ? 'import jax' : 'import jax; jax.devices()'),
  ]);
  const contender = (module: string, name: string, title: string, threads: number): Contender => ({
    name,
    title: `${title}, ${device === 'cpu' ? inThreads(threads) : device}`,
    threads,
    device,
    denseOnly: module === 'jax',
    command: [python, `${peersFolder}${bench}_${module}.py`],
  });
  const missing = (module: string, title: string): Absent => ({
    title,
    reason: `${python} cannot ${device === 'cpu' ? `import ${module}` : `compute on ${device} with ${module}`}. Run pip install ${module}, or set SECATEUR_PYTHON to a Python that has it.`,
  });
  return [
    ...(torch
      ? threadCounts.flatMap((threads) => [
          contender('torch', 'torch eager', 'PyTorch eager, fused Adam', threads),
          contender('torch', 'torch compiled', 'PyTorch compiled, fused Adam', threads),
        ])
      : [missing('torch', 'PyTorch')]),
    jax ? contender('jax', 'jax', 'JAX compiled', threadCounts[0]!) : missing('jax', 'JAX'),
  ];
}

function inThreads(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
