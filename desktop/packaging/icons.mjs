import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { drawSvg } from './draw-svg.mjs';

const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
/** By the names that macOS has for them; the second of each pair is for dense screens. */
const macNames = { ic04: 16, ic11: 32, ic05: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512 };
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];

/**
 * Writes the program's icon, which is drawn once, in desktop/renderer/style/icon.svg, as each system wants it.
 * @returns where: a folder of PNGs for Linux, a file each for the others
 */
export function writeIcons(root, folder) {
  const svg = readFileSync(join(root, 'desktop/renderer/style/icon.svg'), 'utf8');
  const drawn = new Map();
  const pngOf = (size) => {
    if (!drawn.has(size)) {
      drawn.set(size, Buffer.from(encode({ width: size, height: size, data: drawSvg(svg, size), channels: 4 })));
    }
    return drawn.get(size);
  };
  const icons = { linux: join(folder, 'png'), win32: join(folder, 'icon.ico'), darwin: join(folder, 'icon.icns') };
  mkdirSync(icons.linux, { recursive: true });
  for (const size of linuxSizes) writeFileSync(join(icons.linux, `${size}x${size}.png`), pngOf(size));
  writeFileSync(icons.win32, icoOf(windowsSizes.map((size) => ({ size, png: pngOf(size) }))));
  writeFileSync(icons.darwin, icnsOf(Object.entries(macNames).map(([name, size]) => ({ name, png: pngOf(size) }))));
  return icons;
}

/** A header, a line of 16 bytes for each picture, then the pictures. */
export function icoOf(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let at = header.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const line = 6 + 16 * index;
    // 256 is written as 0.
    header.writeUInt8(size % 256, line);
    header.writeUInt8(size % 256, line + 1);
    header.writeUInt16LE(1, line + 4);
    header.writeUInt16LE(32, line + 6);
    header.writeUInt32LE(png.length, line + 8);
    header.writeUInt32LE(at, line + 12);
    at += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Blocks of a name, their whole length, and what they hold; the whole is one too. */
export function icnsOf(pictures) {
  const block = (name, content) => {
    const header = Buffer.alloc(8);
    header.write(name, 'latin1');
    header.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([header, content]);
  };
  return block('icns', Buffer.concat(pictures.map(({ name, png }) => block(name, png))));
}
