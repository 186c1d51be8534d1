const unitsPerCall = 8192;

/** Text as UTF-8, without the platform's TextEncoder, which core does not have. A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) {
      bytes[size++] = code;
    } else {
      const following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      bytes[size++] = [0, 0xc0, 0xe0, 0xf0][following]! | (code >> (6 * following));
      for (let rest = following - 1; rest >= 0; rest--) bytes[size++] = 0x80 | ((code >> (6 * rest)) & 0x3f);
    }
  }
  return bytes.slice(0, size);
}

/** The text, or undefined where the bytes are not well-formed UTF-8 (overlong forms and surrogates included). */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  const units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at++]!;
    const following = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (following < 0 || at + following > bytes.length) return undefined;
    let code = following === 0 ? lead : lead & (0x3f >> following);
    for (let rest = 0; rest < following; rest++) {
      const next = bytes[at++]!;
      if (next >> 6 !== 2) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    const smallest = [0, 0x80, 0x800, 0x10000][following]!;
    if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    if (code < 0x10000) units.push(code);
    else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    if (units.length >= unitsPerCall) parts.push(String.fromCharCode(...units.splice(0)));
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
}
