import { randomStream } from '../../core/index.ts';

const colours = ['red', 'green', 'blue'];

/**
 * `x` and being red decide the label, and with blue the value; `noise` says nothing. Some values of `x` and of `colour`
 * are missing.
 */
export function table(target: 'label' | 'value', rows = 160): string {
  const random = randomStream(5, 'table');
  const lines = Array.from({ length: rows }, (_, row) => {
    const x = random.normal();
    const noise = random.normal();
    const colour = colours[Math.floor(3 * random.uniform())]!;
    const label = x + (colour === 'red' ? 1.5 : 0) > 0.5 ? 'yes' : 'no, never';
    const value = 3 * x + (colour === 'blue' ? 4 : 0) + 10;
    const cells = [
      row % 17 === 3 ? '' : x.toFixed(3),
      noise.toFixed(3),
      row % 23 === 5 ? '' : colour,
      target === 'label' ? `"${label}"` : value.toFixed(2),
    ];
    return cells.join(',');
  });
  return `${[`x,noise,colour,${target}`, ...lines].join('\n')}\n`;
}
