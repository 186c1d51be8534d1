import { computed } from '@preact/signals';
import { viewName } from '../state/navigation.ts';
import { type View, views } from '../views/views.ts';

export const frontView = computed((): View => views.find(({ name }) => name === viewName.value) ?? views[0]);
