import { messageOf, SecateurError } from '../core/index.ts';

/**
 * Imports onnxruntime-node when it is first needed: other engines train where it has no binary.
 * @throws DEPENDENCY_MISSING
 */
export function importOnnxruntime(): Promise<typeof import('onnxruntime-node')> {
  return import('onnxruntime-node').catch((error: unknown) => {
    throw new SecateurError(
      'DEPENDENCY_MISSING',
      `onnxruntime-node does not load (${messageOf(error).split('\n')[0]}). Run: npm install onnxruntime-node.`,
      { cause: error },
    );
  });
}
