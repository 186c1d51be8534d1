/** A picture of one channel, 0 for nothing to 1 for ink, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** MNIST: a digit fits into 20 x 20 of its 28 x 28 pixels, its centre of mass in the middle. */
const inkShare = 20 / 28;

/**
 * A drawing as the digits of MNIST are: cropped, scaled to fit, its centre of mass in the middle. Every pixel is the mean
 * of the part of the drawing that it covers.
 * @returns all zeros for an empty drawing
 */
export function centredDrawing(drawing: Grey, width: number, height: number): Grey {
  const values = new Float32Array(width * height);
  const box = boxOf(drawing);
  if (!box) return { width, height, values };
  const scale = Math.max(box.width / (inkShare * width), box.height / (inkShare * height));
  const { x, y } = centreOf(drawing);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const left = x + (column - width / 2) * scale;
      const top = y + (row - height / 2) * scale;
      values[row * width + column] = meanOver(drawing, left, top, scale);
    }
  }
  return { width, height, values };
}

function boxOf({ width, height, values }: Grey): { readonly width: number; readonly height: number } | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let at = 0; at < width * height; at++) {
    if (values[at]! <= 0) continue;
    const [row, column] = [Math.floor(at / width), at % width];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return right < 0 ? undefined : { width: right - left + 1, height: bottom - top + 1 };
}

function centreOf({ width, height, values }: Grey): { readonly x: number; readonly y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (let at = 0; at < width * height; at++) {
    const value = values[at]!;
    sum += value;
    x += value * ((at % width) + 0.5);
    y += value * (Math.floor(at / width) + 0.5);
  }
  return { x: x / sum, y: y / sum };
}

/** Of the square of `side` from `left`, `top` on; what lies beyond the drawing is empty. */
function meanOver({ width, height, values }: Grey, left: number, top: number, side: number): number {
  const overlap = (from: number, at: number) => Math.max(0, Math.min(from + side, at + 1) - Math.max(from, at));
  let sum = 0;
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, top + side); row++) {
    const rowShare = overlap(top, row);
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(width, left + side); column++) {
      sum += rowShare * overlap(left, column) * values[row * width + column]!;
    }
  }
  return sum / side ** 2;
}
