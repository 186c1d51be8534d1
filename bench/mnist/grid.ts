/** The `count` pixels of a 28 x 28 quincunx (every other pixel, staggered) nearest to the centre, ascending. */
export function quincunx(count: number): number[] {
  const side = 28;
  const centre = (side - 1) / 2;
  const distance = (pixel: number) => (Math.floor(pixel / side) - centre) ** 2 + ((pixel % side) - centre) ** 2;
  return Array.from({ length: side * side }, (_, pixel) => pixel)
    .filter((pixel) => (Math.floor(pixel / side) + (pixel % side)) % 2 === 0)
    .sort((a, b) => distance(a) - distance(b) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
