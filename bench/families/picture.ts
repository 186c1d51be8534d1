/** Accuracy against parameters of one way to prune. */
export interface Front {
  readonly title: string;
  readonly points: readonly { readonly parameters: number; readonly accuracy: number }[];
}

const [width, height] = [860, 480];
const frame = { left: 64, right: 290, top: 20, bottom: 46 };
const colours = ['#0b6e4f', '#c1272d', '#1f4e9c', '#b8860b', '#6a3d9a', '#008b8b', '#8b4513', '#d2527f', '#555555'];
const dashes = ['', '6 3', '2 3'];

/** The fronts as lines over a logarithmic axis of parameters: an SVG document. */
export function picture(fronts: readonly Front[]): string {
  const points = fronts.flatMap((front) => front.points);
  const low = Math.min(...points.map(({ accuracy }) => accuracy));
  const [bottom, top] = [Math.max(0.9, Math.floor(low * 200) / 200), 0.99];
  const [least, most] = [2_500, 24_000];
  const x = (parameters: number) =>
    frame.left + ((width - frame.left - frame.right) * Math.log(parameters / least)) / Math.log(most / least);
  const y = (accuracy: number) =>
    height -
    frame.bottom -
    ((height - frame.top - frame.bottom) * (Math.max(bottom, accuracy) - bottom)) / (top - bottom);
  const lines = fronts.map(({ title, points: own }, index) => {
    const stroke = `stroke="${colours[index % colours.length]}" stroke-dasharray="${dashes[Math.floor(index / colours.length)]}"`;
    const path = own
      .map(({ parameters, accuracy }) => `${x(parameters).toFixed(1)},${y(accuracy).toFixed(1)}`)
      .join(' ');
    const row = frame.top + 14 + 22 * index;
    const key = width - frame.right + 16;
    return `<polyline points="${path}" fill="none" stroke-width="2" ${stroke}/>
<line x1="${key}" x2="${key + 26}" y1="${row - 4}" y2="${row - 4}" stroke-width="2" ${stroke}/>
<text x="${key + 34}" y="${row}">${title}</text>`;
  });
  const horizontal = ticks(bottom, top).map(
    (accuracy) =>
      `<line x1="${frame.left}" x2="${width - frame.right}" y1="${y(accuracy)}" y2="${y(accuracy)}" stroke="#ddd"/>
<text x="${frame.left - 8}" y="${y(accuracy) + 4}" text-anchor="end">${(100 * accuracy).toFixed(1)}</text>`,
  );
  const vertical = [3_000, 6_000, 12_000, 20_000].map(
    (parameters) =>
      `<text x="${x(parameters)}" y="${height - frame.bottom + 20}" text-anchor="middle">${parameters.toLocaleString('en')}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">
<title>Test accuracy against parameters of every family and criterion</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${[...horizontal, ...vertical, ...lines].join('\n')}
<text x="${(frame.left + width - frame.right) / 2}" y="${height - 6}" text-anchor="middle">parameters (log scale)</text>
<text x="${frame.left}" y="${frame.top - 6}">MNIST test accuracy, %</text>
</svg>
`;
}

function ticks(bottom: number, top: number): number[] {
  const step = top - bottom > 0.05 ? 0.01 : 0.005;
  return Array.from({ length: Math.floor((top - bottom) / step + 1e-9) + 1 }, (_, index) => bottom + index * step);
}
