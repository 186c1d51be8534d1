import { graph, messageOf, SecateurError } from '../../core/index.ts';
import type { Device } from './device.ts';
import type { Engine, EngineProgram } from './engine.ts';
import { devicesOf, type EngineChoice, type EngineName, engineChoices, engineKinds, makeEngine } from './engines.ts';

/** Whether an engine computes on a device here; if not, why, and what to do about it. */
export type Availability = EngineChoice &
  (
    | { readonly available: true }
    | { readonly available: false; readonly reason: string; readonly remedy: string | undefined }
  );

/**
 * What can train on this machine. Each engine takes one tiny step on each of its devices: a package that is there but
 * does not work is found out too. One after the other, for they share drivers.
 */
export async function availableEngines(): Promise<readonly Availability[]> {
  const found: Availability[] = [];
  for (const choice of engineChoices) found.push(await availabilityOf(choice));
  return found;
}

/** @param make replaceable, so that a broken engine can be tested */
export async function availabilityOf(choice: EngineChoice, make = makeEngine): Promise<Availability> {
  try {
    const doubled = await takeTinyStep(make(choice));
    if (doubled !== 4) throw new Error(`it computes 2 + 2 = ${doubled}`);
    return { ...choice, available: true };
  } catch (error) {
    const { remedy } = engineKinds[choice.engine].devices[choice.device] ?? {};
    return { ...choice, available: false, reason: firstLine(messageOf(error)), remedy };
  }
}

/**
 * The engine to train with.
 * @param choice.device by default the first that works
 * @throws ARGUMENT_INVALID for a device that the engine does not know, DEPENDENCY_MISSING where it does not work here,
 * with the reason and what would work
 */
export async function openEngine({
  engine,
  device,
}: {
  readonly engine: EngineName;
  readonly device?: Device;
}): Promise<Engine> {
  const choices = (device === undefined ? devicesOf(engine) : [device]).map((each) => ({ engine, device: each }));
  const refused: string[] = [];
  for (const choice of choices) {
    const opened = makeEngine(choice);
    const availability = await availabilityOf(choice);
    if (availability.available) return opened;
    const { reason, remedy } = availability;
    refused.push(
      `The engine '${engine}' does not work on '${choice.device}': ${reason}. ${remedy ? `${remedy}.` : ''}`,
    );
  }
  const working = (await availableEngines()).flatMap((each) =>
    each.available ? [`--engine ${each.engine} --device ${each.device}`] : [],
  );
  throw new SecateurError('DEPENDENCY_MISSING', `${refused.join(' ')} What works here: ${working.join(', ')}.`);
}

/** Doubles 2. */
async function takeTinyStep(engine: Engine): Promise<number> {
  const x = graph.input('x', [1]);
  const program: EngineProgram = {
    step: { state: { x: { before: x, after: graph.add(x, x) } }, perStep: [], record: graph.add(x, 1) },
    evaluation: x,
  };
  const session = await engine.start(program, { x: { shape: [1], data: Float32Array.of(2) } });
  try {
    await session.advance(1, {});
    return (await session.evaluate({}))[0]!;
  } finally {
    await session.close();
  }
}

/** Native libraries add stacks and source lines. */
function firstLine(message: string): string {
  return message.split('\n')[0]!.trim().replace(/\.$/, '');
}
