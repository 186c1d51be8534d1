import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type ImageInput, pixelPlaces } from '../../../../core/essentials.ts';
import { centredDrawing, type Grey, type PixelRange } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Check } from '../../parts/check.tsx';
import { Panel } from '../../parts/panel.tsx';
import { themeColours, useThemeChange } from '../../parts/theme-colours.ts';
import { strings } from '../../strings.ts';
import { DrawPad } from './draw-pad.tsx';
import { type Fed, fedWith } from './fed.ts';
import { type PictureValues, readPicture } from './read-picture.ts';

const words = strings.try;

interface DrawPanelProps {
  readonly input: ImageInput;
  /** Undefined where all are read. */
  readonly readInputs: readonly number[] | undefined;
  readonly onFed: (fed: Fed | undefined) => void;
  /** What pixels are fed as; 0 to 255 where the model scales them itself. */
  readonly pixels?: PixelRange | undefined;
}

/** A drawing or pictures, and what of them the network is fed. */
export function DrawPanel({ input, readInputs, onFed, pixels = 'bytes' }: DrawPanelProps) {
  const { height, width, channels } = input;
  const [fed, setFed] = useState<readonly PictureValues[]>([]);
  const [isInverted, setInverted] = useState(true);
  const [version, setVersion] = useState(0);
  const [fault, setFault] = useState<string>();
  const chooser = useRef<HTMLInputElement>(null);

  const feed = (pictures: readonly PictureValues[]) => {
    setFed(pictures);
    const size = height * width * channels;
    const rows = new Float32Array(pictures.length * size);
    for (const [at, picture] of pictures.entries()) rows.set(rowOf(picture, input, pixels), at * size);
    onFed(pictures.length > 0 ? fedWith(rows, pictures.length) : undefined);
  };
  // Pixels of another range are another row.
  useEffect(() => {
    if (fed.length > 0) feed(fed);
  }, [pixels]);
  const draw = (drawing: Grey) => {
    const { values } = centredDrawing(drawing, width, height);
    setFault(undefined);
    feed(values.some((value) => value > 0) ? [{ channels: 1, values }] : []);
  };
  const open = async (files: readonly File[]) => {
    setFault(undefined);
    const pictures: PictureValues[] = [];
    for (const file of files) {
      const picture = await readPicture(file, { width, height, channels, isInverted }).catch(() => undefined);
      if (picture) pictures.push(picture);
      else setFault(words.unreadable(file.name));
    }
    if (pictures.length > 0) feed(pictures);
  };
  const clear = () => {
    setVersion(version + 1);
    setFault(undefined);
    feed([]);
  };
  const removed = readInputs ? width * height * channels - readInputs.length : 0;
  return (
    <Panel title={words.drawTitle} about={words.drawAbout}>
      <section
        class="draw"
        aria-label={words.drawArea}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          // Not a document to be opened: a picture to be answered.
          event.preventDefault();
          event.stopPropagation();
          void open([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <DrawPad key={version} width={width} height={height} onDrawn={draw} />
        <figure>
          <FedPicture input={input} picture={fed[0]} readInputs={readInputs} />
          <figcaption>
            {words.fed}. {words.fedAbout(removed)}
          </figcaption>
        </figure>
      </section>
      <div class="row">
        <Button onClick={clear}>{words.clear}</Button>
        <Button onClick={() => chooser.current?.click()}>{words.pictures}</Button>
        <input
          ref={chooser}
          class="unseen"
          type="file"
          accept="image/*"
          multiple
          tabIndex={-1}
          aria-label={words.pictures}
          onChange={({ currentTarget }) => {
            void open([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
        {channels === 1 && <Check label={words.invert} isOn={isInverted} onChange={setInverted} />}
      </div>
      {fault !== undefined && (
        <p class="failed" role="alert">
          {fault}
        </p>
      )}
    </Panel>
  );
}

/** From what a pixel is between 0 and 1. */
const ranges: Readonly<Record<PixelRange, (share: number) => number>> = {
  unit: (share) => Math.round(255 * share) / 255,
  signed: (share) => (2 * Math.round(255 * share)) / 255 - 1,
  bytes: (share) => Math.round(255 * share),
};

/** Raw values in the order of the model's input. */
function rowOf({ channels: own, values }: PictureValues, input: ImageInput, pixels: PixelRange): Float32Array {
  const { height, width, channels } = input;
  const placeOf = pixelPlaces(input);
  return Float32Array.from({ length: height * width * channels }, (_, at) => {
    const { place, channel } = placeOf(at);
    return ranges[pixels](values[place * own + Math.min(channel, own - 1)]!);
  });
}

interface FedPictureProps {
  readonly input: ImageInput;
  readonly picture: PictureValues | undefined;
  readonly readInputs: readonly number[] | undefined;
}

/** Pixel by pixel; what is not read is crossed out. */
function FedPicture({ input, picture, readInputs }: FedPictureProps) {
  const { height, width } = input;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeChange();
  const read = useMemo(() => {
    if (!readInputs) return undefined;
    const placeOf = pixelPlaces(input);
    return new Set(readInputs.map((member) => placeOf(member).place));
  }, [input, readInputs]);
  const cell = Math.max(1, Math.floor(280 / Math.max(height, width)));
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const { third } = themeColours();
    for (let place = 0; place < height * width; place++) {
      const [x, y] = [(place % width) * cell, Math.floor(place / width) * cell];
      const own = picture ? picture.channels : 1;
      const at = (channel: number) =>
        Math.round(255 * (picture?.values[place * own + Math.min(channel, own - 1)] ?? 0));
      context.fillStyle = `rgb(${at(0)} ${at(1)} ${at(2)})`;
      context.fillRect(x, y, cell, cell);
      if (!read || read.has(place)) continue;
      context.strokeStyle = third;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, y + cell);
      context.lineTo(x + cell, y);
      context.stroke();
    }
  }, [picture, read, theme, cell, height, width]);
  return (
    <canvas ref={canvas} class="pad" width={width * cell} height={height * cell} role="img" aria-label={words.fed} />
  );
}
