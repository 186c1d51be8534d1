import type { ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Gone, PlaceRound } from '../profiler/places/place.ts';
import type { RoundPlan } from '../profiler/round/messages.ts';
import type { PageAnswer, PagePlan, RoundNotice, Usage } from '../profiler/round/page-messages.ts';
import { within } from './within.ts';

interface Pending {
  readonly number: number;
  readonly plan: RoundPlan;
  readonly on: string;
  settle(answer: PageAnswer | Gone): void;
}

export interface PageSessionOptions {
  readonly token: string;
  /** How long a page that is not heard of any more may take to come back. */
  readonly graceMs: number;
  /** How many rounds are to be measured. */
  readonly total: number;
  /** Figures of the browser's processes, where it is ours. */
  readonly usage?: (() => Promise<Usage>) | undefined;
}

/** One link and the one page that uses it: rounds go to it one at a time, answers come back. */
export class PageSession {
  readonly token: string;
  /** When a page has opened the link. */
  readonly connected: Promise<void>;
  readonly #graceMs: number;
  readonly #total: number;
  readonly usage: (() => Promise<Usage>) | undefined;
  #markConnected: () => void = () => undefined;
  #page: string | undefined;
  #events: ServerResponse | undefined;
  #pending: Pending | undefined;
  #rounds = 0;
  #gone: string | undefined;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor({ token, graceMs, total, usage }: PageSessionOptions) {
    this.token = token;
    this.#total = total;
    this.#graceMs = graceMs;
    this.usage = usage;
    this.connected = new Promise((resolve) => {
      this.#markConnected = resolve;
    });
  }

  /** The first page to come has the link to itself, and may come back. */
  isFor(page: string): boolean {
    return this.#gone === undefined && (this.#page ?? page) === page;
  }

  /** Rounds are told to this stream from now on. */
  attach(page: string, events: ServerResponse): void {
    this.#page = page;
    clearTimeout(this.#graceTimer);
    this.#events?.end();
    this.#events = events;
    events.on('close', () => {
      if (this.#events !== events) return;
      this.#events = undefined;
      this.#graceTimer = setTimeout(
        () => this.leave(`The page was not heard of for ${this.#graceMs / 1000} s.`),
        this.#graceMs,
      ).unref();
    });
    if (this.#pending) this.#announce(this.#pending);
    this.#markConnected();
  }

  owns(page: string | null): boolean {
    return page !== null && page === this.#page;
  }

  /** The page says goodbye, or is given up. */
  leave(why: string): void {
    this.#gone ??= why;
    this.#events?.end();
    this.#pending?.settle({ gone: this.#gone });
  }

  /** The round that is measured now, as the page gets it. */
  planFor(number: number): PagePlan | undefined {
    if (this.#pending?.number !== number) return undefined;
    const { rows, file, ...plan } = this.#pending.plan;
    return { ...plan, ...(file !== undefined && { file: basename(file) }), hasRows: rows !== undefined };
  }

  rowsFor(number: number): Uint8Array | undefined {
    const rows = this.#pending?.number === number ? this.#pending.plan.rows : undefined;
    return rows && new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
  }

  async modelFor(number: number): Promise<Uint8Array | undefined> {
    const file = this.#pending?.number === number ? this.#pending.plan.file : undefined;
    return file === undefined ? undefined : readBytes(file);
  }

  /** What a page may post for this round; other numbers are of rounds that are over. */
  isMeasuring(number: number): boolean {
    return this.#pending?.number === number;
  }

  /** Samples that a round may have: a fast model gives 2000, or as many as were asked for. */
  get mostSamples(): number {
    return Math.max(2000, this.#pending?.plan.minimumSamples ?? 0);
  }

  answer(answer: PageAnswer): void {
    this.#pending?.settle(answer);
  }

  /**
   * One round on the page. @param on what it runs on, for people. @throws what the page reports; PROVIDER_FAILED when it
   * does not answer in time; ABORTED.
   */
  async run(
    plan: RoundPlan,
    options: { readonly on: string; readonly signal: AbortSignal | undefined; readonly timeLimitMs: number },
  ): Promise<PlaceRound | Gone> {
    const { on, signal, timeLimitMs } = options;
    if (this.#gone !== undefined) return { gone: this.#gone };
    const name = plan.file ?? 'the empty model';
    const answered = new Promise<PageAnswer | Gone>((resolve) => {
      this.#pending = { number: ++this.#rounds, plan, on, settle: resolve };
      this.#announce(this.#pending);
    });
    try {
      const answer = await within(answered, {
        limitMs: timeLimitMs,
        signal,
        late: () => {
          const what = `${name} on ${on}: the page did not answer within ${timeLimitMs / 1000} s.`;
          const remedy = 'Keep it in front and the screen on, or try another device.';
          return new SecateurError('PROVIDER_FAILED', `${what} ${remedy}`);
        },
        aborted: () => new SecateurError('ABORTED', `Profiling was stopped at ${name} on ${on}.`),
      });
      if ('gone' in answer) return answer;
      if (answer.kind === 'error') throw new SecateurError(answer.code, `${answer.message} (on ${on})`);
      return { ...answer.result, environment: answer.environment };
    } finally {
      this.#pending = undefined;
    }
  }

  /** Tells the page how it ended. Nothing is measured afterwards. */
  end(sentence: string): void {
    this.#gone ??= 'Measuring is over.';
    clearTimeout(this.#graceTimer);
    this.#events?.end(`event: end\ndata: ${JSON.stringify(sentence)}\n\n`);
  }

  #announce({ number, plan, on }: Pending): void {
    const notice: RoundNotice = {
      number,
      total: this.#total,
      ...(plan.file !== undefined && { model: basename(plan.file, '.onnx') }),
      on,
    };
    this.#events?.write(`event: round\ndata: ${JSON.stringify(notice)}\n\n`);
  }
}
