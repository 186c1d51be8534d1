import type { Rectangle } from './state-file.ts';
import { smallestWindow } from './window-options.ts';

const usual = { width: 1280, height: 800 } as const;
/** So much of a window's upper edge must be on a screen that it can be seen and dragged. */
const visible = { width: 120, height: 40 } as const;
const cascade = 28;

/**
 * Where a window opens: where the last one was, if a screen is still there, else in the middle of the first screen;
 * never larger than its screen, and beside rather than over the windows that are open.
 */
export function windowPlace(
  last: Rectangle | undefined,
  workAreas: readonly Rectangle[],
  taken: readonly Rectangle[] = [],
): Rectangle {
  const first = workAreas[0] ?? { x: 0, y: 0, ...usual };
  const home = last && workAreas.find((area) => showsUpperEdge(area, last));
  const place = last && home ? fitted(last, home) : centred(usual, first);
  const area = home ?? first;
  const isTaken = ({ x, y }: Rectangle) => taken.some((other) => other.x === x && other.y === y);
  let { x, y, width, height } = place;
  for (let step = 0; step < taken.length && isTaken({ x, y, width, height }); step++) {
    ({ x, y } = fitted({ x: x + cascade, y: y + cascade, width, height }, area));
  }
  return { x, y, width, height };
}

function showsUpperEdge(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return across >= Math.min(visible.width, width) && y >= area.y && y + visible.height <= area.y + area.height;
}

/** Inside the area as a whole, and no larger than it. */
function fitted({ x, y, width, height }: Rectangle, area: Rectangle): Rectangle {
  const fittedWidth = Math.min(Math.max(width, smallestWindow.width), area.width);
  const fittedHeight = Math.min(Math.max(height, smallestWindow.height), area.height);
  return {
    x: Math.min(Math.max(x, area.x), area.x + area.width - fittedWidth),
    y: Math.min(Math.max(y, area.y), area.y + area.height - fittedHeight),
    width: fittedWidth,
    height: fittedHeight,
  };
}

function centred({ width, height }: { width: number; height: number }, area: Rectangle): Rectangle {
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  return {
    x: area.x + Math.floor((area.width - size.width) / 2),
    y: area.y + Math.floor((area.height - size.height) / 2),
    ...size,
  };
}
