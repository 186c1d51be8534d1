import { SecateurError, type Tensor } from '../../core/index.ts';
import type { Device } from './device.ts';
import type { Reply, Request } from './onnx-protocol.ts';
import { feedsOfStep } from './step-feeds.ts';

type Answer = (request: Request) => Promise<Reply>;
type State = Readonly<Record<string, Tensor>>;

/** What may differ of a step's records: far more than rounding, far less than a wrong kernel. */
const recordTolerance = 0.02;
/** Of a whole tensor of state: Adam turns a gradient that is 0 but for rounding into a full step, either way. */
const stateTolerance = 0.1;
/** Of fewer values such a step may be much. */
const fewestValues = 16;

/**
 * What runs steps on an accelerator, with the first step taken on the processor as well: some accelerators compute wrong
 * answers without an error (microsoft/onnxruntime#29651), and a training would go on with them for hours. The answers to
 * `advance` reject with PROVIDER_FAILED where the two differ.
 */
export function firstStepChecked(device: Device, accelerator: Answer, openProcessor: () => Promise<Answer>): Answer {
  let initial: State | undefined;
  return async (request) => {
    if (request.kind === 'begin') initial = request.state;
    if (request.kind === 'advance' && initial) {
      const start = initial;
      initial = undefined;
      // Whoever takes steps may write into the buffers that it is given, and free them.
      const expected = await afterStep(await openProcessor(), start, oneStepOf(request));
      const fault = faultIn(await afterStep(accelerator, start, oneStepOf(request)), expected);
      if (fault !== undefined) {
        const what = `The first training step differs on '${device}' from what it is on the processor: ${fault}.`;
        throw new SecateurError('PROVIDER_FAILED', `${what} Train with --device cpu.`);
      }
      await accelerator({ kind: 'begin', state: start });
    }
    return accelerator(request);
  };
}

function oneStepOf({ steps, feeds }: Extract<Request, { kind: 'advance' }>): Request {
  const first = Object.entries(feedsOfStep(feeds, 0, steps)).map(([name, values]) => [name, values.slice()]);
  return { kind: 'advance', steps: 1, feeds: Object.fromEntries(first) };
}

function copyOf(state: State): State {
  const copies = Object.entries(state).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]);
  return Object.fromEntries(copies);
}

interface Outcome {
  readonly record: Float32Array;
  readonly state: State;
}

async function afterStep(answer: Answer, start: State, step: Request): Promise<Outcome> {
  await answer({ kind: 'begin', state: copyOf(start) });
  const advanced = (await answer(step)) as Extract<Reply, { kind: 'advance' }>;
  const { state } = (await answer({ kind: 'readState', names: Object.keys(start) })) as Extract<
    Reply,
    { kind: 'readState' }
  >;
  return { record: advanced.values, state };
}

function faultIn(found: Outcome, expected: Outcome): string | undefined {
  const largest = expected.record.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const at = expected.record.findIndex((value, index) => {
    return Number.isFinite(value) && !(Math.abs(found.record[index]! - value) <= recordTolerance * largest + 1e-6);
  });
  if (at >= 0) return `figure ${at} of its record is ${found.record[at]} instead of ${expected.record[at]}`;
  const wrong = Object.entries(expected.state).find(
    ([name, { data }]) => data.length >= fewestValues && !isAlike(found.state[name]!.data, data),
  );
  return wrong && `'${wrong[0]}' becomes something else`;
}

function isAlike(found: Tensor['data'], expected: Tensor['data']): boolean {
  let [difference, size] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    const [own, right] = [Number(found[at]), Number(expected[at])];
    difference += (own - right) ** 2;
    size += right ** 2;
  }
  return !Number.isFinite(size) || difference <= stateTolerance ** 2 * size + 1e-12;
}
