import type { OpenDocument } from '../../../../shared/index.ts';

export function TradeOffPage({ document }: { readonly document: OpenDocument }) {
  return <h1>{document.name}</h1>;
}
