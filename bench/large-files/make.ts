import { writeModel, writePosterior } from '../../api/index.ts';
import { randomStream } from '../../core/index.ts';
import { largePosterior } from '../../test/support/large-posterior.ts';

/** A posterior of about as many bytes: two numbers of four bytes for each weight of a network with two wide layers. */
export async function makePosterior(path: string, sizeBytes: number): Promise<void> {
  const [inputs, outputs] = [4096, 10];
  const width = Math.round((Math.sqrt((inputs + outputs) ** 2 + sizeBytes / 2) - inputs - outputs) / 2);
  await writePosterior(path, largePosterior([inputs, width, width, outputs]));
}

/** A model of about as many bytes: two products with matrices of four bytes a weight. */
export async function makeModel(path: string, sizeBytes: number): Promise<void> {
  const [inputs, outputs] = [8192, 4096];
  const units = Math.round(sizeBytes / 4 / (inputs + outputs));
  const random = randomStream(1, 'large model');
  // A million numbers, again and again: what they are changes nothing.
  const some = Float32Array.from({ length: 1e6 }, () => 0.02 * (random.uniform() - 0.5));
  const weights = (name: string, rows: number, columns: number) => {
    const values = new Float32Array(rows * columns);
    for (let at = 0; at < values.length; at += some.length) values.set(some.subarray(0, values.length - at), at);
    const bytes = new Uint8Array(values.buffer);
    return { name, elementType: 'float32', shape: [rows, columns], bytes } as const;
  };
  await writeModel(path, {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    metadata: {},
    graph: {
      name: 'large',
      nodes: [
        { opType: 'MatMul', inputs: ['rows', 'first'], outputs: ['hidden'] },
        { opType: 'Relu', inputs: ['hidden'], outputs: ['active'] },
        { opType: 'MatMul', inputs: ['active', 'second'], outputs: ['answers'] },
      ],
      initializers: [weights('first', inputs, units), weights('second', units, outputs)],
      inputs: [{ name: 'rows', elementType: 'float32', shape: ['N', inputs] }],
      outputs: [{ name: 'answers', elementType: 'float32', shape: ['N', outputs] }],
    },
  });
}
