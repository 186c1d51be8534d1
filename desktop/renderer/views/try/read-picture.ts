/** Pixels in row-major order, channels side by side, 0 to 1. */
export interface PictureValues {
  readonly channels: number;
  readonly values: Float32Array;
}

interface ReadOptions {
  readonly width: number;
  readonly height: number;
  /** Of the model: 1 is grey. */
  readonly channels: number;
  /** Whether what is dark is the ink; of grey pictures. */
  readonly isInverted: boolean;
}

/** A picture file at the size of the model's input. Rejects for what the browser cannot read. */
export async function readPicture(file: File, options: ReadOptions): Promise<PictureValues> {
  const { width, height, channels, isInverted } = options;
  const bitmap = await createImageBitmap(file, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  // What is transparent is paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  if (channels > 1) {
    const values = Float32Array.from({ length: width * height * 3 }, (_, at) => {
      return data[4 * Math.floor(at / 3) + (at % 3)]! / 255;
    });
    return { channels: 3, values };
  }
  const values = Float32Array.from({ length: width * height }, (_, at) => {
    const [red, green, blue] = data.subarray(4 * at, 4 * at + 3);
    // Rec. 601, as picture files are read in training.
    const grey = (0.299 * red! + 0.587 * green! + 0.114 * blue!) / 255;
    return isInverted ? 1 - grey : grey;
  });
  return { channels: 1, values };
}
