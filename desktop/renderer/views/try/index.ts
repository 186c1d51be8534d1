import { strings } from '../../strings.ts';
import type { View } from '../view.ts';
import { TryPage } from './try-page.tsx';

export const tryView: View = {
  name: 'try',
  title: strings.try.title,
  icon: 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4',
  accepts: ['posterior', 'model'],
  component: TryPage,
};
