import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatNetwork, parseNetwork, parseNetworkDocument, randomStream } from '../../core/index.ts';
import { everyActivation } from '../support/every-activation.ts';
import { randomArchitecture, randomVectorArchitecture } from '../support/random-architecture.ts';

describe('the notation of networks', () => {
  test('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'notation');
        for (const draw of [randomArchitecture, randomVectorArchitecture]) {
          const network = draw(random, 3, everyActivation);
          expect(parseNetwork(formatNetwork(network))).toEqual(network);
          expect(parseNetworkDocument(JSON.stringify(network), 'net.json')).toEqual(network);
        }
      }),
    );
  });

  test.each([
    ['8x8x1-c4-flat-2', /Cannot read .* at 'c4'\. Write/],
    ['8x8x1-c4k3z1-flat-2', /Cannot read/],
    ['8x8x1-c4k3s0-flat-2', /Cannot read/],
    ['8x8x1-max2=relu-flat-2', /Cannot read/],
    ['8x8x1-c4k3=swoosh-flat-2', /Cannot read .* at 'c4k3=swoosh'/],
    ['8x8x0-c4k3-flat-2', /Cannot read .* at '8x8x0'/],
    ['8x8x1-flat', /none of its layers has weights/],
    ['8x8x1-c4k3', /last layer puts out an image of 4 x 6 x 6 and no vector/],
    ['8x8x1:hwc-c4k3-gavg', /Cannot read/],
    ['8x8x1-c4k9-flat-2', /layer 0 \(convolution\) has a window of 9 x 9, larger than the 8 x 8/],
    ['8x8x1-c4k3-2', /layer 1 \(dense\) reads an image/],
    ['8x8x1-c4k3-c4k3-add0-flat-2', /layer 2 \(add\) adds 4 x 4 x 4 and 4 x 6 x 6/],
    ['8x8x1-c4k3-c4k3-cat0-flat-2', /layer 2 \(concat\) joins 4 x 4 x 4 and 4 x 6 x 6, which are not of one height/],
    ['8x8x1-c4k3-gavg-cat0-2', /layer 2 \(concat\) joins 4 and 4 x 6 x 6/],
    ['8x8x1-c4k3-cat3-flat-2', /layer 1 \(concat\) reads layer 3, which does not come before it/],
    ['8x8x1-c4k3-cat-flat-2', /Cannot read/],
    ['8x8x1-c4k3-add0.0-flat-2', /Cannot read/],
    ['8x8x1-c4k3-add1-flat-2', /layer 1 \(add\) reads layer 1, which does not come before it/],
    ['8x8x3-c4k3g2-flat-2', /cannot divide 3 channels and 4 filters into 2 groups/],
    ['8x8x1-max2p2-flat-2', /windows of padding only/],
    ['10-c4k3-2', /reads no image/],
  ])('refuses %s', (text, message) => {
    expect(() => parseNetwork(text)).toThrow(
      expect.objectContaining({ code: 'NETWORK_INVALID', message: expect.stringMatching(message) }),
    );
  });

  test.each([
    ['{"inputs": 2', /net.json: not a network: not JSON/],
    ['{"inputs":2,"layers":[]}', /layers/],
    ['{"inputs":2,"layers":[{"kind":"dense","units":2.5,"activation":"relu"}]}', /layers\.0\.units/],
    ['{"inputs":2,"layers":[{"kind":"flatten"}]}', /^net\.json: .*none of its layers has weights/],
    ['{"layers":[]}', /inputs: is missing/],
    ['{"inputs":2,"layers":[{"kind":"flatten","stride":2}]}', /layers\.0\.stride: is no field that is known/],
    [
      '{"inputs":4,"image":{"height":2,"width":2,"channels":1,"layout":"nchw"},"layers":[{"kind":"flatten"}]}',
      /image\.layout/,
    ],
  ])('refuses the document %s', (text, message) => {
    expect(() => parseNetworkDocument(text, 'net.json')).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^(FORMAT|NETWORK)_INVALID$/),
        message: expect.stringMatching(message),
      }),
    );
  });
});
