/** `1 × 784`, a symbol by its name, `?` for what is unknown; empty where there is no shape. */
export function shapeText(shape: readonly (number | string)[] | undefined): string {
  if (!shape) return '';
  if (shape.length === 0) return 'scalar';
  return shape.map((size) => (size === '' ? '?' : size)).join(' × ');
}
