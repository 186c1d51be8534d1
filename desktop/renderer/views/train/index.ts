import { strings } from '../../strings.ts';
import type { View } from '../view.ts';
import { TrainPage } from './train-page.tsx';

export const trainView: View = {
  name: 'train',
  title: strings.train.title,
  icon: 'M4 19c3 0 3.500-4 6-8s4-6 10-6M4 5v14h16',
  accepts: 'anything',
  component: TrainPage,
};
