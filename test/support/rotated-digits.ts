const side = 28;
const middle = (side - 1) / 2;

/** Images of 28 x 28 pixels, one after the other, turned around their middle (bilinear; black comes in at the corners). */
export function rotated(rows: Float32Array, degrees: number): Float32Array {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return rows.map((_, at) => {
    const pixel = at % (side * side);
    const [dx, dy] = [(pixel % side) - middle, Math.floor(pixel / side) - middle];
    const [x, y] = [cosine * dx + sine * dy + middle, cosine * dy - sine * dx + middle];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const value = (column: number, row: number) => {
      const isInside = column >= 0 && column < side && row >= 0 && row < side;
      const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      return isInside ? share * rows[at - pixel + row * side + column]! : 0;
    };
    return value(left, top) + value(left + 1, top) + value(left, top + 1) + value(left + 1, top + 1);
  });
}
