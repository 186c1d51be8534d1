import { strings } from '../../strings.ts';
import type { View } from '../view.ts';
import { ComparePage } from './compare-page.tsx';

export const compareView: View = {
  name: 'compare',
  title: strings.compare.title,
  icon: 'M4 4h6v16H4zM14 8h6v12h-6z',
  accepts: 'anything',
  component: ComparePage,
};
