/**
 * Lets people draw on a canvas of 280 x 280.
 * @param {HTMLCanvasElement} paper
 * @param {(pixels: Float32Array) => void} onDrawn told after every stroke what the drawing is as 28 x 28 pixels
 * @returns {{ clear: () => void }}
 */
export function openPaper(paper, onDrawn) {
  const ink = paper.getContext('2d', { willReadFrequently: true });
  Object.assign(ink, { strokeStyle: 'white', lineWidth: 24, lineCap: 'round', lineJoin: 'round' });
  let drawing = false;
  paper.onpointerdown = ({ offsetX, offsetY }) => {
    drawing = true;
    ink.beginPath();
    ink.moveTo(offsetX, offsetY);
  };
  paper.onpointermove = ({ buttons, offsetX, offsetY }) => {
    if (!buttons) return;
    ink.lineTo(offsetX, offsetY);
    ink.stroke();
  };
  // A stroke may end beside the paper; a click elsewhere is none.
  window.addEventListener('pointerup', ({ target }) => {
    const pixels = drawing || target === paper ? pixelsOf(paper, ink) : undefined;
    drawing = false;
    if (pixels) onDrawn(pixels);
  });
  return { clear: () => ink.clearRect(0, 0, 280, 280) };
}

/** As MNIST was made: the digit fits a box of 20 x 20, and its centre of mass is the middle of 28 x 28. */
function pixelsOf(paper, ink) {
  const { data } = ink.getImageData(0, 0, 280, 280);
  let [left, top, right, bottom] = [280, 280, -1, -1];
  for (let at = 0; at < 280 * 280; at++) {
    if (data[4 * at + 3] === 0) continue;
    const [x, y] = [at % 280, Math.floor(at / 280)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  if (right < 0) return undefined;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const scale = 20 / Math.max(width, height);
  const draw = (dx, dy) => {
    const small = new OffscreenCanvas(28, 28).getContext('2d');
    Object.assign(small, { imageSmoothingEnabled: true, imageSmoothingQuality: 'high' });
    small.drawImage(paper, left, top, width, height, dx, dy, scale * width, scale * height);
    const { data } = small.getImageData(0, 0, 28, 28);
    return Float32Array.from({ length: 784 }, (_, at) => data[4 * at + 3]);
  };
  const [x, y] = [14 - (scale * width) / 2, 14 - (scale * height) / 2];
  const centred = draw(x, y);
  const mass = centred.reduce((sum, value) => sum + value);
  const mean = (position) => centred.reduce((sum, value, at) => sum + value * (position(at) + 0.5), 0) / mass;
  return draw(x + 14 - mean((at) => at % 28), y + 14 - mean((at) => Math.floor(at / 28)));
}
