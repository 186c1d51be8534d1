import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import { SecateurError } from '../../core/index.ts';
import { createDispatcher } from '../../desktop/host/dispatcher.ts';
import { createClient, type Reply, type Request } from '../../desktop/shared/index.ts';
import { operation } from '../../desktop/shared/operation.ts';

const contract = {
  double: operation<number>()(v.strictObject({ value: v.number() })),
  count: operation<string, number>()(v.strictObject({ to: v.number() })),
  wait: operation<void>()(v.strictObject({})),
  fail: operation<void>()(v.strictObject({ how: v.picklist(['typed', 'bug', 'unsayable']) })),
} as const;

function start() {
  const bugs: unknown[] = [];
  const aborted: string[] = [];
  const dispatcher = createDispatcher({
    contract,
    onBug: (operation, error) => bugs.push([operation, error]),
    handlers: {
      double: async ({ value }: { value: number }) => 2 * value,
      count: async ({ to }: { to: number }, { update }: { update: (value: number) => void }) => {
        for (let value = 0; value < to; value++) update(value);
        return 'counted';
      },
      wait: (_: object, { signal }: { signal: AbortSignal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push('wait');
            reject(new Error('stopped'));
          });
        }),
      fail: async ({ how }: { how: string }, { update }: { update: (value: unknown) => void }) => {
        if (how === 'typed') throw new SecateurError('DATA_INVALID', 'row 3 is empty');
        if (how === 'bug') throw new TypeError('secret of ours');
        if (how === 'unsayable') update(() => undefined);
        return () => undefined;
      },
      __proto__: null,
    },
  });
  const replies: Reply[] = [];
  const connection = dispatcher.connect((reply) => {
    const said = reply.kind === 'result' ? reply.result : reply.kind === 'update' ? reply.update : undefined;
    if (typeof said === 'function') throw new TypeError('no place in a message');
    replies.push(reply);
  });
  return { dispatcher, connection, replies, bugs, aborted };
}

const call = (id: number, operation: string, params: unknown): Request => ({ kind: 'call', id, operation, params });

describe('the dispatcher', () => {
  test('answers every call once, with its updates before the answer', async () => {
    const { connection, replies } = start();
    connection.receive(call(1, 'count', { to: 3 }));
    connection.receive(call(2, 'double', { value: 4 }));
    await turn();
    expect(replies.filter(({ id }) => id === 1)).toEqual([
      { kind: 'update', id: 1, update: 0 },
      { kind: 'update', id: 1, update: 1 },
      { kind: 'update', id: 1, update: 2 },
      { kind: 'result', id: 1, result: 'counted' },
    ]);
    expect(replies.filter(({ id }) => id === 2)).toEqual([{ kind: 'result', id: 2, result: 8 }]);
  });

  test('refuses operations that are not its own, and parameters that do not fit', async () => {
    const { connection, replies, bugs } = start();
    const wrong: [string, unknown][] = [
      ['nothing', {}],
      ['__proto__', {}],
      ['toString', {}],
      ['hasOwnProperty', {}],
      ['double', {}],
      ['double', { value: '4' }],
      ['double', { value: 4, more: 1 }],
      ['double', null],
      ['double', undefined],
    ];
    for (const [id, [operation, params]] of wrong.entries()) connection.receive(call(id, operation, params));
    await turn();
    expect(replies.map(({ kind }) => kind)).toEqual(wrong.map(() => 'error'));
    expect(replies).toEqual(wrong.map((_, id) => expect.objectContaining({ id, code: 'ARGUMENT_INVALID' })));
    expect(bugs).toEqual([]);
  });

  test('ends the conversation, and nothing else, on whatever is no request', () => {
    const { connection } = start();
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ kind: fc.constant('call') }), fc.object()), (message) => {
        expect(() => connection.receive(message)).toThrow(SecateurError);
      }),
    );
    expect(() => connection.receive(call(-1, 'double', { value: 1 }))).toThrow(SecateurError);
    expect(() => connection.receive({ ...call(1, 'double', { value: 1 }), more: 1 })).toThrow(SecateurError);
  });

  test('takes no id twice at a time, and any again once it was answered', async () => {
    const { connection, replies } = start();
    connection.receive(call(7, 'double', { value: 1 }));
    expect(() => connection.receive(call(7, 'double', { value: 2 }))).toThrow(/under way/);
    await turn();
    connection.receive(call(7, 'double', { value: 3 }));
    await turn();
    expect(replies).toEqual([
      { kind: 'result', id: 7, result: 2 },
      { kind: 'result', id: 7, result: 6 },
    ]);
  });

  test('passes on what a user can know, and keeps to itself what only we can', async () => {
    const { connection, replies, bugs } = start();
    connection.receive(call(1, 'fail', { how: 'typed' }));
    connection.receive(call(2, 'fail', { how: 'bug' }));
    connection.receive(call(3, 'fail', { how: 'unsayable' }));
    await turn();
    expect(replies.find(({ id }) => id === 1)).toEqual({
      kind: 'error',
      id: 1,
      code: 'DATA_INVALID',
      message: 'row 3 is empty',
    });
    expect(JSON.stringify(replies)).not.toContain('secret');
    expect(replies.find(({ id }) => id === 3)).toMatchObject({ kind: 'error', code: 'PROVIDER_FAILED' });
    expect(bugs).toEqual([
      ['fail', expect.any(TypeError)],
      // What it told, and what it answered.
      ['fail', expect.any(TypeError)],
      ['fail', expect.any(TypeError)],
    ]);
  });

  test('cancels a call when it is told to, and all of a page that has gone, which hears no more', async () => {
    const { connection, replies, aborted } = start();
    for (const id of [1, 2, 3]) connection.receive(call(id, 'wait', {}));
    await turn();
    connection.receive({ kind: 'cancel', id: 2 });
    connection.receive({ kind: 'cancel', id: 99 });
    await turn();
    expect(replies).toEqual([{ kind: 'error', id: 2, code: 'ABORTED', message: 'Cancelled.' }]);
    connection.close();
    await turn();
    expect(aborted).toHaveLength(3);
    expect(replies).toHaveLength(1);
  });

  test('answers no more than a page can ask in its right mind', async () => {
    const { connection, replies } = start();
    for (let id = 0; id < 1001; id++) connection.receive(call(id, 'wait', {}));
    await turn();
    expect(replies).toEqual([expect.objectContaining({ id: 1000, code: 'ARGUMENT_INVALID' })]);
  });
});

describe('the client', () => {
  function connected() {
    const { dispatcher } = start();
    let listeners: { onReply: (reply: Reply) => void; onLost: (reason: SecateurError) => void };
    const connection = dispatcher.connect((reply) => listeners.onReply(reply));
    const client = createClient(contract, {
      send: connection.receive,
      listen: (given) => {
        listeners = given;
      },
    });
    return { client, lose: () => listeners.onLost(new SecateurError('PROVIDER_FAILED', 'gone')) };
  }

  test('calls what the host offers, hears updates, and rejects with the error of the host', async () => {
    const { client } = connected();
    const heard: number[] = [];
    expect(await client.double({ value: 21 })).toBe(42);
    expect(await client.count({ to: 2 }, { onUpdate: (value) => heard.push(value) })).toBe('counted');
    expect(heard).toEqual([0, 1]);
    await expect(client.fail({ how: 'typed' })).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });

  test('gives up at once when it is aborted, and when the way is lost', async () => {
    const { client, lose } = connected();
    const controller = new AbortController();
    const waiting = client.wait({}, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(client.wait({}, { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    const lost = client.wait({});
    lose();
    await expect(lost).rejects.toMatchObject({ code: 'PROVIDER_FAILED', message: 'gone' });
  });
});
