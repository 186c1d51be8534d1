import { expect, test } from '@jest/globals';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFigure,
  formatMilliseconds,
  formatPercent,
  formatShort,
} from '../../core/index.ts';

test('figures have three digits, or all before the point, and powers of ten only where plain ones would be long', () => {
  expect([0, 0.0214159, 1.2, 99.94, 99.96, 1234.5, -0.5].map(formatFigure)).toEqual([
    ...['0', '0.0214', '1.2', '99.9', '100', '1,235', '-0.5'],
  ]);
  expect([1.23e-7, -5e-5, 2e9, Number.NaN, -Infinity].map(formatFigure)).toEqual([
    ...['1.2e-7', '-5.0e-5', '2.0e+9', 'NaN', '-Infinity'],
  ]);
  expect(formatCount(266_610.4)).toBe('266,610');
  expect([950, 1200, -3.4e6, 2e9, 999_960].map(formatShort)).toEqual(['950', '1.2k', '-3.4M', '2G', '1M']);
});

test('bytes are whole while they are few, and no unit gets to a thousand', () => {
  expect([0, 1, 9999, 10_000, 999_499, 999_500, 1_234_567, 999.6e6, 7.89e9].map(formatBytes)).toEqual([
    ...['0 bytes', '1 byte', '9,999 bytes', '10 kB', '999 kB', '1 MB', '1.23 MB', '1 GB', '7.89 GB'],
  ]);
});

test('times are in the unit that suits them', () => {
  expect([0.0123, 0.85, 0.9996, 1.2, 340].map(formatMilliseconds)).toEqual([
    ...['12.3 µs', '850 µs', '1 ms', '1.2 ms', '340 ms'],
  ]);
  expect([12_300, 185_000, 3_725_000].map(formatDuration)).toEqual(['12 s', '3:05 min', '1:02:05 h']);
});

test('a percentage that rounds to nothing has no sign', () => {
  expect([formatPercent(0.123), formatPercent(-0.0001), formatPercent(-0.0001, 2), formatPercent(-0.001, 0)]).toEqual([
    ...['12.3 %', '0.0 %', '-0.01 %', '0 %'],
  ]);
});
