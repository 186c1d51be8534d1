import { messageOf } from '../../core/essentials.ts';

/** What onnxruntime says, on one line and without the place in its sources that its native code puts before. */
export function libraryMessage(error: unknown): string {
  const text = messageOf(error).replace(/\s+/g, ' ').trim();
  return text.replace(/\S+\.(?:cc|cpp|h):\d+ .*?\)(?: const)?(?:::<lambda\(\)>)? (?=\S)/g, '');
}
