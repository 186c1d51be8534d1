import { useEffect, useRef } from 'preact/hooks';
import { resolvedColours, useThemeChange } from './theme-colours.ts';

/** A colour between the two ends of the theme's scale, 0 to 1, mixed in linear light: even steps look even. */
export type ColourScale = (share: number) => readonly [red: number, green: number, blue: number];

export function colourScale(low: string, high: string): ColourScale {
  const [from, to] = [linear(low), linear(high)];
  return (share) => {
    const at = Math.min(1, Math.max(0, share));
    // Lightness as the eye sees it goes with the cube root of light.
    const mix = from.map((start, channel) => {
      const [a, b] = [Math.cbrt(start), Math.cbrt(to[channel]!)];
      return (a + at * (b - a)) ** 3;
    });
    return mix.map(encoded) as unknown as readonly [number, number, number];
  };
}

/** The scale of the theme in force. */
function themeScale(): ColourScale {
  const { 'scale-0': low, 'scale-1': high } = resolvedColours(['scale-0', 'scale-1']);
  return colourScale(low, high);
}

/** A canvas of `width` x `height` cells, painted again whenever `key` or the theme changes. Undefined cells stay clear. */
export function usePainted(width: number, height: number, key: unknown, shareAt: (cell: number) => number | undefined) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeChange();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0 || height === 0) return;
    const scale = themeScale();
    const image = context.createImageData(width, height);
    for (let cell = 0; cell < width * height; cell++) {
      const share = shareAt(cell);
      if (share === undefined) continue;
      const [red, green, blue] = scale(share);
      image.data.set([red, green, blue, 255], 4 * cell);
    }
    context.putImageData(image, 0, 0);
  }, [key, width, height, theme]);
  return canvas;
}

/** Of `rgb(28, 112, 72)`. */
function linear(colour: string): number[] {
  return colour.match(/\d+/g)!.map((channel) => {
    const value = Number(channel) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function encoded(value: number): number {
  const light = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * light);
}
