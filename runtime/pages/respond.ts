import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { mediaTypeOf, readBytes } from '../../files/index.ts';
import { pageAnswer } from './answer-schema.ts';
import { contentSecurityPolicy, roundDocument, shellDocument, style } from './documents.ts';
import type { PageSession } from './page-session.ts';
import type { ServedFiles } from './served-files.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly session: PageSession;
  readonly files: ServedFiles;
  /** Below the token. */
  readonly path: string;
  /** By what name a page calls itself. */
  readonly page: string | null;
}

const html = 'text/html; charset=utf-8';
const documents: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '': [html, shellDocument],
  round: [html, roundDocument],
  'style.css': ['text/css; charset=utf-8', style],
};
const bytes = 'application/octet-stream';

/** Isolation gives pages threads and a finer clock; the rest keeps what is on them to them. */
const headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Room for everything but the samples, and for each sample. */
const answerBytes = 64_000;
const sampleBytes = 32;

/** Answers a request that has a token. */
export async function respond(exchange: Exchange): Promise<void> {
  for (const [name, value] of Object.entries(headers)) exchange.response.setHeader(name, value);
  return exchange.request.method === 'POST' ? post(exchange) : get(exchange);
}

async function get({ response, session, files, path, page }: Exchange): Promise<void> {
  const [kind = '', number = ''] = path.split('/');
  const round = /^\d{1,9}$/.test(number) ? Number(number) : -1;
  const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
  const file = files.get(path);
  if (document) return send(response, ...document);
  if (file !== undefined) {
    // Between rounds the libraries need not travel again; models are measured as they arrive.
    response.setHeader('cache-control', 'private, max-age=3600, immutable');
    return send(response, mediaTypeOf(file) ?? bytes, await readBytes(file));
  }
  if (path === 'events') return openEvents(session, page, response);
  if (path === 'usage') return send(response, 'application/json', JSON.stringify((await session.usage?.()) ?? {}));
  const found =
    kind === 'plans'
      ? asJson(session.planFor(round))
      : kind === 'models'
        ? await session.modelFor(round)
        : kind === 'rows'
          ? session.rowsFor(round)
          : undefined;
  if (found === undefined) return fail(response, 404, 'There is nothing here.');
  send(response, kind === 'plans' ? 'application/json' : bytes, found);
}

function asJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function openEvents(session: PageSession, page: string | null, response: ServerResponse): void {
  if (page === null || !/^[\w-]{8,64}$/.test(page)) {
    fail(response, 400, 'Which page is this?');
  } else if (!session.isFor(page)) {
    fail(response, 409, 'This link has been used. Ask for a new one.');
  } else {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    session.attach(page, response);
  }
}

async function post({ request, response, session, path, page }: Exchange): Promise<void> {
  const [kind, number = ''] = path.split('/');
  if (path !== 'leave' && kind !== 'results') return fail(response, 404, 'There is nothing here.');
  if (!session.owns(page)) return fail(response, 409, 'Another page uses this link.');
  if (path === 'leave') {
    session.leave('The page was closed.');
    return void response.writeHead(204).end();
  }
  if (!/^\d{1,9}$/.test(number) || !session.isMeasuring(Number(number))) {
    return fail(response, 409, 'That round is not being measured.');
  }
  const text = await readBody(request, answerBytes + sampleBytes * session.mostSamples);
  if (text === undefined) return fail(response, 413, 'That is too much.');
  const answer = v.safeParse(pageAnswer, parsed(text));
  // The round may have ended while its answer came in.
  if (!session.isMeasuring(Number(number))) return fail(response, 409, 'That round is over.');
  if (!answer.success) return fail(response, 400, 'That is no answer to a round.');
  if (answer.output.kind === 'result' && answer.output.result.samplesMs.length > session.mostSamples) {
    return fail(response, 400, 'Those are more samples than were asked for.');
  }
  session.answer(answer.output);
  response.writeHead(204).end();
}

async function readBody(request: IncomingMessage, mostBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Read to its end all the same, so that the sender gets to hear the answer; the server's time limit ends the endless.
    if (length <= mostBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > mostBytes) return undefined;
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, type: string, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}

function fail(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(why);
}
