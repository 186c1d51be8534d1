import { usePainted } from './colour-scale.ts';

interface PixelMapProps {
  readonly height: number;
  readonly width: number;
  /** One for each pixel, row by row, from 0 to 1. */
  readonly shares: Float32Array;
  /** What is to be seen, for screen readers. */
  readonly label: string;
}

/** The pixels of an image input, in the colour scale of inclusion. */
export function PixelMap({ height, width, shares, label }: PixelMapProps) {
  const canvas = usePainted(width, height, shares, (cell) => shares[cell]);
  return (
    <canvas
      ref={canvas}
      class="pixel-map"
      style={{ aspectRatio: `${width} / ${height}` }}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    />
  );
}
