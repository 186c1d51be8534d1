import { describe, expect, test } from '@jest/globals';
import type { RowOutput } from '../../../api/shrink/feeds/run-rows.ts';
import { readAnswers } from '../../../api/shrink/reading/answers.ts';
import { findReading } from '../../../api/shrink/reading/find-reading.ts';
import type { Task } from '../../../core/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';

const bare: OnnxModel = {
  irVersion: 8,
  opsets: [{ domain: '', version: 17 }],
  graph: { name: 'main', nodes: [], initializers: [], inputs: [], outputs: [] },
  metadata: {},
};
const naming = (labels: readonly string[]): OnnxModel => ({ ...bare, metadata: { classes: JSON.stringify(labels) } });
const classes = (...labels: string[]): Task => ({ kind: 'classification', labels });

const scores: RowOutput = { name: 'scores', type: 'float32', dims: [3], values: Float32Array.of(0, 2, 1, 5, 0, 1) };
const words: RowOutput = { name: 'label', type: 'string', dims: [], values: ['plum', 'apple'] };
const numbers: RowOutput = { name: 'label', type: 'int64', dims: [], values: Float32Array.of(2, 1) };

describe('The class that an answer stands for', () => {
  test.each<[string, OnnxModel, RowOutput[], Task, string[]]>([
    ['is its number where classes are counted from 0', bare, [scores], classes('0', '1', '2'), ['1', '0']],
    ['is its number also where the data lacks some classes', bare, [scores], classes('0', '1'), ['1', '0']],
    [
      'goes by the order of the alphabet where classes are words',
      bare,
      [scores],
      classes('plum', 'apple', 'fig'),
      ['fig', 'apple'],
    ],
    ['goes by size where classes are other numbers', bare, [scores], classes('3', '10', '7'), ['7', '3']],
    [
      'goes by the names that the model holds',
      naming(['plum', 'fig', 'apple']),
      [scores],
      classes('apple', 'fig', 'plum'),
      ['fig', 'plum'],
    ],
    ['is the label that the model says', bare, [words, scores], classes('apple', 'fig', 'plum'), ['plum', 'apple']],
    ['is the number that the model says', bare, [scores, numbers], classes('1', '2', '3'), ['2', '1']],
    [
      'is the position of the word that the model says, where the data has numbers',
      naming(['fig', 'apple', 'plum']),
      [words, scores],
      classes('0', '1', '2'),
      ['2', '1'],
    ],
  ])('%s', (_, model, outputs, task, expected) => {
    const reading = findReading('model', model, outputs, task);
    const { kind, values } = readAnswers(reading, outputs);
    expect(kind).toBe('classes');
    expect(Array.from(values, (index) => (reading.kind === 'number' ? '' : reading.classes[index]))).toEqual(expected);
  });

  test('of one score is the second from one half on where scores are probabilities, and from 0 on where not', () => {
    const one = (values: number[]): RowOutput => ({
      name: 'p',
      type: 'float32',
      dims: [1],
      values: Float32Array.from(values),
    });
    const read = (values: number[]) => {
      const outputs = [one(values)];
      return [...readAnswers(findReading('model', bare, outputs, classes('no', 'yes')), outputs).values];
    };
    expect(read([0.4, 0.5, 0.9])).toEqual([0, 1, 1]);
    expect(read([-3, 0.4, 2])).toEqual([0, 1, 1]);
  });

  test.each<[string, OnnxModel, RowOutput[], Task, RegExp]>([
    [
      'words that the data does not have',
      bare,
      [words, scores],
      classes('a', 'b', 'c'),
      /answers 'plum', 'apple'.*classes of the data are 'a', 'b', 'c'/,
    ],
    ['another number of classes', bare, [scores], classes('a', 'b'), /3 classes apart, but the data has 2/],
    [
      'classes of other names',
      naming(['x', 'y', 'z']),
      [scores],
      classes('a', 'b', 'c'),
      /the classes 'x', 'y', 'z' apart/,
    ],
  ])('is not guessed for %s', (_, model, outputs, task, message) => {
    expect(() => findReading('model', model, outputs, task)).toThrow(message);
  });
});
