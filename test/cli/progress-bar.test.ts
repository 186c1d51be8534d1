import { describe, expect, test } from '@jest/globals';
import { progressReporter } from '../../cli/progress-bar.ts';

function reporter(isTerminal: boolean) {
  let written = '';
  let time = 0;
  const { onProgress, clear } = progressReporter({
    write: (text) => {
      written += text;
    },
    isTerminal,
    columns: () => 60,
    now: () => time,
  });
  return {
    clear,
    at: (ms: number, stage: string, done: number) => {
      time = ms;
      onProgress({ stage, done, total: 10, metrics: { loss: 0.123456 } });
    },
    take: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

describe('on a terminal', () => {
  test('a bar is redrawn in place, never wider than the line, and ends with a new line', () => {
    const { at, take } = reporter(true);
    at(1000, 'train', 1);
    const first = take();
    expect(first.startsWith('\r\u001b[K')).toBe(true);
    expect(first).toMatch(/train .*10 %.*left/);
    expect(first).not.toContain('\n');
    expect(first.slice(4).length).toBeLessThan(60);
    at(1020, 'train', 2);
    expect(take()).toBe('');
    at(9000, 'train', 10);
    expect(take()).toMatch(/100 %.*8 s.*\n$/);
  });

  test('an unfinished bar is taken away before other text', () => {
    const { at, clear, take } = reporter(true);
    clear();
    expect(take()).toBe('');
    at(1000, 'train', 1);
    take();
    clear();
    expect(take()).toBe('\r\u001b[K');
  });
});

describe('in a log', () => {
  test('there is a line every five seconds and one at the end of each stage, without control characters', () => {
    const { at, take } = reporter(false);
    for (let second = 0; second < 12; second++) at(second * 1000, 'train', second < 11 ? 1 : 10);
    at(12_000, 'profile', 10);
    const lines = take().trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/ after.*/, ''))).toEqual([
      'train: 10 %',
      'train: 10 %',
      'train: 100 %',
      'profile: 100 %',
    ]);
    expect(lines[0]).toContain('loss 0.1235');
    expect(lines.join('')).not.toContain('\r');
  });
});
