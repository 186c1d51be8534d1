const { port1: nowhere, port2: closed } = new MessageChannel();
closed.close();

/**
 * Frees the memory of typed arrays at once; nobody may use them afterwards, and no two may share a buffer. Left to the
 * collector, hundreds of megabytes pile up before it looks. A message to a port whose other end is closed is dropped, and
 * with it the buffers that it carries, where they are not resizable.
 */
export function freeBuffers(values: readonly Float32Array[]): void {
  const buffers = values.map(({ buffer }) => buffer as ArrayBuffer);
  for (const buffer of buffers) if (buffer.resizable) buffer.resize(0);
  const others = buffers.filter(({ resizable }) => !resizable);
  if (others.length > 0) nowhere.postMessage(undefined, others);
}
