import { test } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import { type Body, readForeign } from '../../onnx/index.ts';
import { expectExact } from '../support/expect-exact.ts';
import { foreignFixtures, readFixture } from './foreign-fixtures.ts';

/** Those that hold float32 numbers, and nothing less precise. */
const precise = foreignFixtures.filter((name) => !/half|float16|dynamic$|qdq|qoperator/.test(name));

/** Two random rows of what a body reads. */
function feedsOf({ input, rank, network: { image, inputs } }: Body) {
  const places = image && (rank === 3 ? [image.height * image.width] : [image.height, image.width]);
  const random = randomStream(1, 'rows');
  const data = Float64Array.from({ length: 2 * inputs }, () => 2 * random.uniform() - 1);
  return { [input]: { shape: [2, ...(image && places ? [image.channels, ...places] : [inputs])], data } };
}

test.each(precise)('the body of %s is read and cut exactly, to 1e-6 in float64', async (name) => {
  const foreign = readForeign(await readFixture(name), name);
  expectExact(foreign.model, foreign, feedsOf(foreign.body!));
});
