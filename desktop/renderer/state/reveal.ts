import type { NamedFile } from '../../shared/index.ts';
import { strings } from '../strings.ts';
import { api } from './api.ts';
import { attempt } from './feedback.ts';

/** Shows a file in the file manager of the host's machine. */
export function reveal(file: NamedFile): Promise<void> {
  return attempt(strings.parts.desktop.reveal, () => api().revealFile(file));
}
