import type { PageAnswer, RoundNotice } from '../profiler/round/page-messages.ts';
import { medianOf } from '../statistics/bootstrap.ts';

/** The page that people see: shows each round a frame of its own, and what came of it. */
const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
  '',
);
const events = new EventSource(`events?page=${page}`);
const samples = new Map<string, number[][]>();
let frame: HTMLIFrameElement | undefined;
let current: RoundNotice | undefined;

events.addEventListener('round', (event: MessageEvent<string>) => {
  const notice = JSON.parse(event.data) as RoundNotice;
  // After a break in the connection the same round is told again.
  if (notice.number === current?.number) return;
  current = notice;
  say(`Measuring ${notice.model ?? 'what the runtime itself takes'} on ${notice.on} …`);
  progress((notice.number - 1) / notice.total);
  frame?.remove();
  frame = document.createElement('iframe');
  frame.title = 'A round of measuring';
  frame.name = String(notice.number);
  frame.src = 'round';
  document.body.append(frame);
});

events.addEventListener('end', (event: MessageEvent<string>) => {
  events.close();
  frame?.remove();
  progress(1);
  say(JSON.parse(event.data) as string);
});

events.addEventListener('error', () => {
  if (events.readyState !== EventSource.CLOSED) return say('The connection is lost. Trying again …');
  frame?.remove();
  say('This link has been used, or measuring is over. Ask for a new link, and close this page.');
});

window.addEventListener('message', ({ data, source, origin }: MessageEvent<PageAnswer>) => {
  if (origin !== window.origin || source !== frame?.contentWindow || !current) return;
  frame.remove();
  frame = undefined;
  // First shown, then sent: the server may say at once that all is over.
  show(data, current);
  void send(data, current.number);
});

function show(data: PageAnswer, { model, on }: RoundNotice): void {
  if (data.kind === 'error') {
    say(`It did not work: ${data.message}`);
    return;
  }
  if (model !== undefined) {
    const key = JSON.stringify([model, on]);
    samples.set(key, [...(samples.get(key) ?? []), [...data.result.samplesMs]]);
    showResults();
  }
  listLimits(data.environment.limits);
  say('Waiting for the next round …');
}

/** Once more where the network was away for a moment. */
async function send(answer: PageAnswer, number: number): Promise<void> {
  const request = { method: 'POST', body: JSON.stringify(answer) };
  for (let attempt = 1; attempt <= 5; attempt++) {
    const sent = await fetch(`results/${number}?page=${page}`, request).catch(() => undefined);
    if (sent?.ok) return;
    if (sent) return say(`The computer does not take what was measured: ${await sent.text()} Measure again.`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
  }
  say('What was measured could not be sent: the computer is not reached.');
}

// A page that is closed says so, as far as it is let.
window.addEventListener('pagehide', () => navigator.sendBeacon(`leave?page=${page}`));

function say(sentence: string): void {
  element('status').textContent = sentence;
}

function progress(share: number): void {
  (element('progress') as HTMLProgressElement).value = share;
}

function showResults(): void {
  const lines = [...samples].map(([key, rounds]) => {
    const line = document.createElement('tr');
    const [model, on] = JSON.parse(key) as [string, string];
    for (const text of [model, on, `${Number(medianOf(rounds.flat()).toPrecision(3))} ms`, String(rounds.length)]) {
      line.append(Object.assign(document.createElement('td'), { textContent: text }));
    }
    return line;
  });
  element('results').replaceChildren(...lines);
  document.querySelector('table')?.removeAttribute('hidden');
}

function listLimits(limits: readonly string[]): void {
  const items = limits.map((limit) => Object.assign(document.createElement('li'), { textContent: limit }));
  element('limits').replaceChildren(...items);
}

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}
