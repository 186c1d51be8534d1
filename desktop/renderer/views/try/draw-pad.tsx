import { useEffect, useRef } from 'preact/hooks';
import type { Grey } from '../../../shared/index.ts';
import { themeColours } from '../../parts/theme-colours.ts';
import { strings } from '../../strings.ts';

const words = strings.try;
/** Strokes are drawn finer than what the network reads. */
const sizePx = 280;
const penShare = 1 / 13;

interface DrawPadProps {
  readonly width: number;
  readonly height: number;
  /** After each stroke. */
  readonly onDrawn: (drawing: Grey) => void;
}

/** White on black, as the digits of MNIST. */
export function DrawPad({ width, height, onDrawn }: DrawPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ink = useRef<HTMLCanvasElement | undefined>(undefined);
  const last = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);
  const cursor = useRef({ column: Math.floor(width / 2), row: Math.floor(height / 2), isShown: false });
  const scale = sizePx / Math.max(width, height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };

  const show = () => {
    const context = canvas.current?.getContext('2d');
    if (!context || !ink.current) return;
    context.drawImage(ink.current, 0, 0);
    const { column, row, isShown } = cursor.current;
    if (!isShown) return;
    context.strokeStyle = themeColours().third;
    context.lineWidth = 2;
    context.strokeRect(column * scale, row * scale, scale, scale);
  };
  const inkContext = () => ink.current!.getContext('2d', { willReadFrequently: true })!;
  useEffect(() => {
    ink.current = Object.assign(document.createElement('canvas'), size);
    const context = inkContext();
    context.fillStyle = '#000';
    context.fillRect(0, 0, size.width, size.height);
    show();
  }, []);

  const tell = () => {
    const { data } = inkContext().getImageData(0, 0, size.width, size.height);
    const values = Float32Array.from({ length: size.width * size.height }, (_, at) => data[4 * at]! / 255);
    onDrawn({ ...size, values });
  };
  const stroke = (to: { readonly x: number; readonly y: number }) => {
    const context = inkContext();
    const from = last.current ?? to;
    context.strokeStyle = '#fff';
    context.lineWidth = sizePx * penShare;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y + (from === to ? 0.01 : 0));
    context.stroke();
    last.current = to;
    show();
  };
  const placeOf = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * size.width,
      y: ((event.clientY - box.top) / box.height) * size.height,
    };
  };
  const paintCell = (colour: string) => {
    const context = inkContext();
    const { column, row } = cursor.current;
    context.fillStyle = colour;
    context.fillRect(column * scale, row * scale, scale, scale);
    show();
    tell();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { column, row } = cursor.current;
    const move = (right: number, down: number) => {
      cursor.current = {
        column: Math.min(width - 1, Math.max(0, column + right)),
        row: Math.min(height - 1, Math.max(0, row + down)),
        isShown: true,
      };
      show();
    };
    if (event.key === 'ArrowLeft') move(-1, 0);
    else if (event.key === 'ArrowRight') move(1, 0);
    else if (event.key === 'ArrowUp') move(0, -1);
    else if (event.key === 'ArrowDown') move(0, 1);
    else if (event.key === ' ') paintCell('#fff');
    else if (event.key === 'Backspace' || event.key === 'Delete') paintCell('#000');
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys that a screen reader would keep
    <canvas
      ref={canvas}
      class="pad"
      {...size}
      tabIndex={0}
      role="application"
      aria-label={words.drawing(width, height)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = undefined;
        stroke(placeOf(event));
      }}
      onPointerMove={(event) => {
        if (last.current) stroke(placeOf(event));
      }}
      onPointerUp={() => {
        if (!last.current) return;
        last.current = undefined;
        tell();
      }}
      onPointerCancel={() => {
        last.current = undefined;
      }}
      onKeyDown={onKeyDown}
      onFocus={() => {
        cursor.current = { ...cursor.current, isShown: true };
        show();
      }}
      onBlur={() => {
        cursor.current = { ...cursor.current, isShown: false };
        show();
      }}
    />
  );
}
