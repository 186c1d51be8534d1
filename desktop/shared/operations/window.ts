import * as v from 'valibot';
import { operation } from '../operation.ts';
import { handedOutId } from './files.ts';

/** What a window's menu, or the system, asks of the page in it. In the studio nobody does. */
export type WindowCommand =
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'menu'; readonly item: MenuItemName }
  | { readonly kind: 'view'; readonly view: ViewName };

/** The views that the menu names, in its order; the first nine have a digit for a key. */
export const viewTitles = {
  inspect: 'Inspect',
  prune: 'Prune',
  try: 'Try',
  train: 'Train',
  profile: 'Profile',
  compare: 'Compare',
} as const;
export type ViewName = keyof typeof viewTitles;

export type MenuItemName = 'open' | 'closeDocument' | 'reveal' | 'nextTheme' | 'shortcuts';

const suggestedName = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

/**
 * What belongs to a window of the desktop and not to the host: native dialogs and the menu. In the studio, whose pages
 * live in somebody's browser, dialogs answer UNSUPPORTED and a theme is taken note of: pages look at `HostState.home`.
 */
export const windowOperations = {
  /** Runs until it is cancelled. Commands from before it was called come first. */
  watchCommands: operation<void, WindowCommand>()(v.strictObject({})),
  /** Undefined where the user chose nothing. Files to open are chosen by the page's own input, in both homes. */
  chooseSavePath: operation<{ readonly path: string | undefined }>()(v.strictObject({ suggestedName })),
  /**
   * Saves what a page has sent in pieces (`beginUpload`) where the user says; undefined where the user says nowhere. The
   * upload is over then. `saved` names the file for `revealFile`.
   */
  saveUpload: operation<{ readonly saved: string; readonly path: string } | undefined>()(
    v.strictObject({ upload: handedOutId, suggestedName }),
  ),
  /** The page's theme, so that title bar, menus and dialogs follow it. */
  setTheme: operation<void>()(v.strictObject({ theme: v.picklist(['system', 'light', 'dark']) })),
} as const;
