import type { OpenDocument } from '../../../shared/index.ts';
import { ModelPage } from './model/model-page.tsx';
import { PosteriorPage } from './posterior/posterior-page.tsx';
import { ReportPage } from './report/report-page.tsx';
import { TradeOffPage } from './report/trade-off-page.tsx';

const pages = { posterior: PosteriorPage, model: ModelPage, profile: ReportPage, 'trade-off': TradeOffPage };

export function InspectPage({ document }: { readonly document: OpenDocument }) {
  const Page = pages[document.kind];
  return <Page document={document} />;
}
