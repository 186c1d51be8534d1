/** What the page of the profiler does, without a browser: opens a link, hears of rounds, and answers them. */
export interface PretendedPage {
  /** The data of the next event; undefined when the stream is over. */
  next(): Promise<string | undefined>;
  answer(number: number, samplesMs: readonly number[]): Promise<number>;
  leave(): Promise<void>;
}

const page = 'a-pretended-page';

export async function openLink(url: string): Promise<PretendedPage> {
  const response = await fetch(new URL(`events?page=${page}`, url));
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
  const reader = response.body.getReader();
  let heard = '';
  const post = async (path: string, body?: string) =>
    (await fetch(new URL(path, url), { method: 'POST', ...(body !== undefined && { body }) })).status;
  return {
    next: async () => {
      while (!heard.includes('\n\n')) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        heard += new TextDecoder().decode(value);
      }
      const [event = ''] = heard.split('\n\n', 1);
      heard = heard.slice(event.length + 2);
      return event.slice(event.indexOf('data: ') + 'data: '.length);
    },
    answer: (number, samplesMs) => post(`results/${number}?page=${page}`, JSON.stringify(answerWith(samplesMs))),
    leave: async () => void (await post(`leave?page=${page}`)),
  };
}

export function answerWith(samplesMs: readonly number[]) {
  return {
    kind: 'result' as const,
    result: {
      round: {
        coldStartMs: { load: 1, create: 2, firstRun: 3 },
        warmUpCalls: 10,
        stable: true,
        calibrationMs: 2,
        callsPerSample: 4,
        callsPerSecond: 100,
      },
      samplesMs,
      runtime: 'onnxruntime-web 1.30.0',
      rowsPerCall: 1,
      timerResolutionMs: 0.1,
      answerCheck: { answers: 'wrong' as const, why: 'computes something else' },
    },
    environment: {
      userAgent: 'a browser',
      platform: 'a phone',
      cores: 8,
      isSecureContext: false,
      isCrossOriginIsolated: false,
      limits: ['No threads.'],
    },
  };
}
