import { strings } from '../../strings.ts';
import type { View } from '../view.ts';
import { ProfilePage } from './profile-page.tsx';

export const profileView: View = {
  name: 'profile',
  title: strings.profile.title,
  icon: 'M12 14l4-5M4.500 17a8.500 8.500 0 1 1 15 0M3 17h3M18 17h3',
  accepts: 'anything',
  component: ProfilePage,
};
