import { isSecateurError, messageOf, SecateurError } from '../../core/essentials.ts';
import { pageRuntime } from '../page-runtime.ts';
import { measureRound, type Workplace } from '../profiler/round/measure-round.ts';
import {
  type PageAnswer,
  type PageErrorCode,
  type PagePlan,
  pageErrorCodes,
  type Usage,
} from '../profiler/round/page-messages.ts';
import { pageFacts } from './page-facts.ts';

/** The frame of one round, named by the page around it: gets its plan, measures, and tells that page the answer. */
const number = Number(window.name);

let wasHidden = document.hidden;
document.addEventListener('visibilitychange', () => {
  wasHidden = true;
});

const usage = async () => (await (await get('usage')).json()) as Usage;

const here: Workplace = {
  readModel: async () => bytesAt(`models/${number}`),
  runtimeFor: (provider, threads) => pageRuntime(provider, { threads, isLenient: false, onnxruntimeFolder: undefined }),
  cpuMs: async () => (await usage()).cpuMs,
  startEnergyMeter: async () => undefined,
  memory: () => {
    (globalThis as { gc?: () => void }).gc?.();
    return usage();
  },
};

const answer = await measureHere().catch(
  (error: unknown): PageAnswer => ({ kind: 'error', code: codeOf(error), message: messageOf(error).slice(0, 2000) }),
);
window.parent.postMessage(answer, window.origin);

async function measureHere(): Promise<PageAnswer> {
  const { hasRows, file, ...plan } = (await (await get(`plans/${number}`)).json()) as PagePlan;
  const rows = hasRows ? new Float32Array((await bytesAt(`rows/${number}`)).buffer) : undefined;
  const result = await measureRound({ ...plan, file, rows }, here);
  return { kind: 'result', result, environment: await pageFacts(result.timerResolutionMs, wasHidden) };
}

function codeOf(error: unknown): PageErrorCode {
  const code = isSecateurError(error) ? error.code : undefined;
  return pageErrorCodes.find((known) => known === code) ?? 'PROVIDER_FAILED';
}

async function bytesAt(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await get(path)).arrayBuffer());
}

async function get(path: string): Promise<Response> {
  const response = await fetch(path).catch((error: unknown) => {
    throw new SecateurError('FILE_UNREADABLE', `the computer cannot be reached (${messageOf(error)})`);
  });
  if (response.ok) return response;
  throw new SecateurError('FILE_UNREADABLE', `the computer answered ${response.status}`);
}
