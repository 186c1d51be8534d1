import { afterEach, beforeAll, beforeEach } from '@jest/globals';
import { type PageServer, startPageServer } from '../../runtime/pages/page-server.ts';
import type { PageSession } from '../../runtime/pages/page-session.ts';
import type { RoundPlan } from '../../runtime/profiler/round/messages.ts';
import { imageClassifier, writeModel } from '../runtime/models.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** How the page of the tests calls itself. */
export const page = 'a-page-of-ours';

/** Before each test a page server with a new link, for rounds of one model, and what a page does with it. */
export function servedLink() {
  const folder = temporaryFolder();
  let plan: RoundPlan;
  let server: PageServer;
  let session: PageSession;
  let url: string;
  const renew = (graceMs: number) => {
    ({ session, url } = server.openSession({ graceMs, total: 1 }));
  };
  beforeAll(async () => {
    plan = {
      task: 'round',
      file: await writeModel(folder.path(), 'image', imageClassifier().bytes),
      provider: 'web-wasm',
      threads: 1,
      seed: 1,
      minimumSamples: 5,
      checkAnswers: false,
      scenario: { kind: 'stream' },
      dimensions: {},
      rows: undefined,
    };
  });
  beforeEach(async () => {
    server = await startPageServer('127.0.0.1', 0);
    renew(200);
  });
  afterEach(async () => server[Symbol.asyncDispose]());

  return {
    url: () => url,
    /** Another link in place of the one that there was. */
    renew,
    run: (options: { readonly signal?: AbortSignal; readonly timeLimitMs?: number } = {}, rows?: Float32Array) =>
      session.run({ ...plan, rows }, { on: 'remote:wasm', signal: undefined, timeLimitMs: 200_000, ...options }),
    get: async (path: string, base = url) => {
      const response = await fetch(new URL(path, base));
      return { status: response.status, text: await response.text() };
    },
    post: async (path: string, body: string, headers: Record<string, string> = {}) =>
      (await fetch(new URL(path, url), { method: 'POST', body, headers })).status,
    /** As a page does: opens the stream, and reads what it is told. */
    open: async (as = page) => {
      const controller = new AbortController();
      const response = await fetch(new URL(`events?page=${as}`, url), { signal: controller.signal });
      const reader = response.body?.getReader();
      return {
        status: response.status,
        next: async () => new TextDecoder().decode((await reader!.read()).value),
        close: () => controller.abort(),
      };
    },
  };
}
