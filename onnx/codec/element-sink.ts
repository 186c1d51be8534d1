/** Bytes that grow as elements are found: never more than the elements that are really there. */
export interface ElementSink {
  readonly width: number;
  view: DataView<ArrayBuffer>;
  length: number;
}

export function createSink(width: number): ElementSink {
  return { width, view: new DataView(new ArrayBuffer(0)), length: 0 };
}

export function append(sink: ElementSink, value: bigint): void {
  const offset = sink.length;
  sink.length += sink.width;
  if (sink.length > sink.view.byteLength) {
    const grown = new Uint8Array(Math.max(64, sink.view.byteLength * 2));
    grown.set(new Uint8Array(sink.view.buffer));
    sink.view = new DataView(grown.buffer);
  }
  if (sink.width === 8) sink.view.setBigInt64(offset, BigInt.asIntN(64, value), true);
  else sink.view.setInt32(offset, Number(BigInt.asIntN(32, value)), true);
}

export function contentOf(sink: ElementSink): Uint8Array {
  return new Uint8Array(sink.view.buffer.slice(0, sink.length));
}
