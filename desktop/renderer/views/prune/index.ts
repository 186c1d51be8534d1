import { strings } from '../../strings.ts';
import type { View } from '../view.ts';
import { PrunePage } from './prune-page.tsx';

export const pruneView: View = {
  name: 'prune',
  title: strings.prune.title,
  icon: 'M6 4l8 11M18 4l-8 11M6.500 15.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5zM17.500 15.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5z',
  accepts: ['posterior'],
  component: PrunePage,
};
