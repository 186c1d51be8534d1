import { compareView } from './compare/index.ts';
import { inspectView } from './inspect/index.ts';
import { profileView } from './profile/index.ts';
import { pruneView } from './prune/index.ts';
import { trainView } from './train/index.ts';
import { tryView } from './try/index.ts';
import type { View } from './view.ts';

export type { View } from './view.ts';

/** In the order of the rail; a view's digit as a shortcut is its place here. */
export const views: readonly [View, ...View[]] = [inspectView, pruneView, tryView, trainView, profileView, compareView];
