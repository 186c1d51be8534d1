import { strings } from '../../strings.ts';
import type { View } from '../view.ts';
import { InspectPage } from './inspect-page.tsx';

export const inspectView: View = {
  name: 'inspect',
  title: strings.inspect.title,
  icon: 'M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13zM15.500 15.500l5 5',
  accepts: ['posterior', 'model', 'profile', 'trade-off'],
  component: InspectPage,
};
