import type { NamedFile } from '../../shared/index.ts';
import { hostState } from '../state/documents.ts';
import { reveal } from '../state/reveal.ts';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';

/** Shows a file where it lies; not there where the host has no file manager to ask. */
export function RevealFile({ file, title }: { readonly file: NamedFile; readonly title?: string }) {
  if (!hostState.value?.canReveal) return null;
  return (
    <Button onClick={() => void reveal(file)} {...(title !== undefined && { title })}>
      {strings.parts.desktop.reveal}
    </Button>
  );
}
