import { probabilityOf } from '../../../../../core/index.ts';

/** The probability of each pixel: that of its most probable channel. */
export function pixelShares(logOdds: Float32Array, pixels: Uint32Array, count: number): Float32Array {
  const shares = new Float32Array(count);
  logOdds.forEach((value, feature) => {
    const pixel = pixels[feature]!;
    shares[pixel] = Math.max(shares[pixel]!, probabilityOf(value));
  });
  return shares;
}
