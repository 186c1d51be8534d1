import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps a file that a test exported when `SECATEUR_EXPORTS_DIR` names a folder, so that CI can run the official ONNX
 * checker on it. Names must differ from test to test.
 */
export function keepExport(name: string, bytes: Uint8Array): void {
  const folder = process.env['SECATEUR_EXPORTS_DIR'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.onnx`), bytes);
}
