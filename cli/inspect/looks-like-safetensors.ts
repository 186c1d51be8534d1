/** By content, for a name may lie: eight bytes of length, then JSON. An ONNX file has a small number at byte 1. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === '{'.charCodeAt(0) || (bytes.length >= 8 && bytes[7] === 0 && bytes[6] === 0 && bytes[5] === 0);
}
