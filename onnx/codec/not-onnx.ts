/** What a file that cannot be ONNX seems to be instead, by its first bytes; undefined when it may be ONNX. */
export function otherFormatOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'it is empty';
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  if (start.startsWith('version https://git-lfs')) {
    return "it is a Git LFS pointer, not the file itself: run 'git lfs pull'";
  }
  if (start.startsWith('PK\x03\x04')) return 'it is a zip archive, perhaps a PyTorch checkpoint';
  if (start.startsWith('\x1f\x8b')) return 'it is gzipped: unpack it first';
  if (start.slice(4, 8) === 'ORTM')
    return "it is in ONNX Runtime's own ORT format: use the .onnx file it was made from";
  // None of these characters can begin an ONNX file: as tags they close or open groups, which ONNX does not have.
  const text = start.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (text.startsWith('<')) return 'it is an HTML or XML page: download the file itself, not the page about it';
  if (text.startsWith('{') || text.startsWith('[')) return 'it is JSON text';
  return undefined;
}
