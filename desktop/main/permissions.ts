import { isOurPage, startPage } from './app-protocol.ts';

export interface PermissionSession {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      callback: (granted: boolean) => void,
      details: { readonly requestingUrl?: string; readonly isMainFrame: boolean },
    ) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string, origin: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
}

/** What a page may do beyond showing itself: put text that the user copies on the clipboard. It cannot read it. */
const allowedPermission = 'clipboard-sanitized-write';

/** Camera, microphone, location, notifications, devices and all that may come: no. */
export function setupPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl = '', isMainFrame }) =>
    answer(permission === allowedPermission && isMainFrame && isOurPage(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === allowedPermission && startPage === withSlash(origin),
  );
  session.setDevicePermissionHandler(() => false);
}

function withSlash(origin: string): string {
  return origin.endsWith('/') ? origin : `${origin}/`;
}
