import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { denseNetwork, formatNetwork, macCount, parameterCount, parseNetwork, widthsOf } from '../../core/index.ts';
import { everyActivation } from '../support/every-activation.ts';
import { denseLayers } from '../support/layers.ts';

const widths = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 6 });

test('a network that is written is read unchanged', () => {
  fc.assert(
    fc.property(widths, fc.constantFrom(...everyActivation), (given, hidden) => {
      const network = denseNetwork(given, hidden);
      expect(parseNetwork(formatNetwork(network))).toEqual(network);
      expect(widthsOf(network)).toEqual(given);
    }),
  );
});

test('hidden layers have the activation that is asked for, the last is linear', () => {
  expect(denseLayers(parseNetwork('4-3-2-1')).map((layer) => layer.activation)).toEqual(['relu', 'relu', 'identity']);
  expect(denseLayers(parseNetwork('4-3-1', 'tanh')).map((layer) => layer.activation)).toEqual(['tanh', 'identity']);
  expect(denseLayers(parseNetwork('4-1', 'tanh')).map((layer) => layer.activation)).toEqual(['identity']);
});

test('spaces around widths do not matter', () => {
  expect(parseNetwork(' 4 - 3 -1 ')).toEqual(parseNetwork('4-3-1'));
});

describe('counts', () => {
  test.each([
    ['784-300-100-10', 266_610, 266_200],
    ['1-1', 2, 1],
    ['2-3', 9, 6],
  ])('%s has %i parameters and %i multiply-accumulates', (text, parameters, macs) => {
    expect([parameterCount(parseNetwork(text)), macCount(parseNetwork(text))]).toEqual([parameters, macs]);
  });

  test('parameters are weights and one bias a unit', () => {
    fc.assert(
      fc.property(widths, (given) => {
        const network = denseNetwork(given);
        const biases = given.slice(1).reduce((a, b) => a + b, 0);
        expect(parameterCount(network) - macCount(network)).toBe(biases);
      }),
    );
  });
});

test.each([
  '',
  '784',
  '784-',
  '-784',
  '784--10',
  '784-0-10',
  '784-1.5-10',
  '784-1e2-10',
  '784-x-10',
  '784x10',
  '784-1000001-10',
  '0x10-2',
  '٣-٢',
])("'%s' is refused with an example of what is right", (text) => {
  expect(() => parseNetwork(text)).toThrow(
    expect.objectContaining({
      code: 'NETWORK_INVALID',
      message: expect.stringMatching(/^Cannot read the network '.*'\. Write .*784-300-100-10/),
    }),
  );
});

test('more layers than can be analysed in passable time are refused', () => {
  const rows = (count: number) => `3${'-2'.repeat(count)}`;
  expect(parseNetwork(rows(2000)).layers).toHaveLength(2000);
  expect(() => parseNetwork(rows(2001))).toThrow(expect.objectContaining({ code: 'NETWORK_INVALID' }));
});
