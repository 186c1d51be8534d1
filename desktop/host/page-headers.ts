/**
 * What every file of the pages is sent with, by the studio's server as by Electron's protocol: nothing from elsewhere, no
 * inline scripts or styles, no frames, no type guessed, no address passed on, and isolated from other pages.
 */
export const pageHeaders = pageHeadersWith([]);

/** @param connections what pages may connect to beside where they come from */
export function pageHeadersWith(connections: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      ["connect-src 'self'", ...connections].join(' '),
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}
