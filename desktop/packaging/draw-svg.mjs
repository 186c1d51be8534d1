/**
 * Draws the icon as pixels. Knows what icon.svg uses and nothing else: rectangles with round corners, circles, and paths of
 * absolute moves, lines and cubic curves, each filled or drawn with a round pen. Anything else is refused.
 */
const samples = 4;
const curvePieces = 24;

/** @returns RGBA, `size` x `size`, of a square drawing */
export function drawSvg(svg, size) {
  const [, side] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
  if (side === undefined) throw new Error('The drawing is not square from 0 0.');
  const shapes = [...svg.matchAll(/<(rect|circle|path|[a-z]+)\b([^>]*?)\/>/g)].map(([, kind, text]) =>
    shapeOf(kind, text),
  );
  const step = Number(side) / (size * samples);
  const pixels = new Uint8ClampedArray(4 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < samples ** 2; sample++) {
        const at = [x * samples + (sample % samples) + 0.5, y * samples + Math.floor(sample / samples) + 0.5];
        const colour = shapes.findLast(({ holds }) => holds(at[0] * step, at[1] * step))?.colour;
        if (colour) for (let part = 0; part < 4; part++) sum[part] += colour[part];
      }
      // Where a pixel is covered in part, its colour is that of the part.
      const covered = sum[3] / 255;
      const mean = covered === 0 ? [0, 0, 0] : sum.slice(0, 3).map((value) => value / covered);
      pixels.set([...mean, sum[3] / samples ** 2].map(Math.round), 4 * (y * size + x));
    }
  }
  return pixels;
}

function shapeOf(kind, text) {
  const attributes = Object.fromEntries(
    [...text.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const number = (name) => Number(attributes[name]);
  const { fill, stroke, d } = attributes;
  if (kind === 'rect') {
    const [width, height, radius] = [number('width'), number('height'), number('rx')];
    const beyond = (at, extent) => Math.max(radius - at, at - (extent - radius), 0);
    return { colour: colourOf(fill), holds: (x, y) => Math.hypot(beyond(x, width), beyond(y, height)) <= radius };
  }
  if (kind === 'circle') {
    const [cx, cy, radius] = [number('cx'), number('cy'), number('r')];
    return { colour: colourOf(fill), holds: (x, y) => Math.hypot(x - cx, y - cy) <= radius };
  }
  if (kind !== 'path') throw new Error(`The icon cannot be drawn: <${kind}> is not known.`);
  const reach = fill === 'none' ? number('stroke-width') / 2 : 0;
  const lines = linesOf(d).map((line) => ({ line, box: boxOf(line, reach) }));
  const isOn = fill === 'none' ? isNear : isInside;
  return {
    colour: colourOf(fill === 'none' ? stroke : fill),
    holds: (x, y) => lines.some(({ line, box }) => isIn(box, x, y) && isOn(line, x, y, reach)),
  };
}

function colourOf(text) {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/.exec(text)?.[1];
  if (digits === undefined) throw new Error(`The icon cannot be drawn: the colour ${text} is not known.`);
  const width = digits.length / 3;
  const parts = [0, 1, 2].map((part) => digits.slice(part * width, (part + 1) * width).repeat(2 / width));
  return [...parts.map((part) => Number.parseInt(part, 16)), 255];
}

/** Each as the points along it. */
function linesOf(d) {
  const lines = [];
  for (const [, command, text] of d.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers =
      text.trim() === ''
        ? []
        : text
            .trim()
            .split(/[\s,]+/)
            .map(Number);
    const line = lines.at(-1);
    if (command === 'M') lines.push([numbers]);
    else if (command === 'L') line.push(numbers);
    else if (command === 'Z') line.push(line[0]);
    else if (command === 'C') line.push(...curve(line.at(-1), numbers));
    else throw new Error(`The icon cannot be drawn: ${command} in a path is not known.`);
  }
  return lines;
}

function curve([x0, y0], [x1, y1, x2, y2, x3, y3]) {
  return Array.from({ length: curvePieces }, (_, piece) => {
    const t = (piece + 1) / curvePieces;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
    const sum = (...values) => values.reduce((total, value, at) => total + weights[at] * value, 0);
    return [sum(x0, x1, x2, x3), sum(y0, y1, y2, y3)];
  });
}

function boxOf(line, margin) {
  const [xs, ys] = [line.map(([x]) => x), line.map(([, y]) => y)];
  const ends = (values) => [Math.min(...values) - margin, Math.max(...values) + margin];
  return [...ends(xs), ...ends(ys)];
}

function isIn([left, right, top, bottom], x, y) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** By how often a ray to the right meets the outline. */
function isInside(line, x, y) {
  let inside = false;
  for (let at = 0; at < line.length; at++) {
    const [[x1, y1], [x2, y2]] = [line[at], line[(at + 1) % line.length]];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

function isNear(line, x, y, reach) {
  for (let at = 1; at < line.length; at++) {
    const [[x1, y1], [x2, y2]] = [line[at - 1], line[at]];
    const [dx, dy] = [x2 - x1, y2 - y1];
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
    if (Math.hypot(x - x1 - along * dx, y - y1 - along * dy) <= reach) return true;
  }
  return false;
}
