import type { OpenDocument } from '../../../../shared/index.ts';

export function ModelPage({ document }: { readonly document: OpenDocument }) {
  return <h1>{document.name}</h1>;
}
