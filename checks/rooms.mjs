/**
 * Checks every import against the room table. Usage: node checks/rooms.mjs [FOLDER]
 * Prints one line a violation; exits with 1 when there is any.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { observers, rooms } from './room-table.mjs';

const root = resolve(process.argv[2] ?? '.');

/** Static and dynamic imports, re-exports and `typeof import()` types alike: types couple rooms as much as values do. */
const importPattern = /(?:\bfrom|\bimport)\s*\(?\s*(['"])(?<specifier>[^'"\n]+)\1/g;

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourceFiles(path);
    return /\.[cm]?tsx?$/.test(entry.name) ? [path] : [];
  });
}

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function roomFault(room, file, specifier) {
  const target = relative(root, resolve(dirname(file), specifier)).split(sep);
  const [targetRoom, ...rest] = target;
  if (targetRoom === room) return undefined;
  const observer = observers[room];
  if (!(targetRoom in rooms)) {
    return observer && targetRoom in observers ? undefined : `${targetRoom}/ is no room that can be imported`;
  }
  if (!observer && !rooms[room].rooms.includes(targetRoom)) {
    return `${room}/ may import ${rooms[room].rooms.join(', ') || 'no room'}, not ${targetRoom}/`;
  }
  if (observer?.anyFile || rooms[targetRoom].entries.includes(rest.join('/'))) return undefined;
  return `${targetRoom}/ is imported only through ${rooms[targetRoom].entries.join(' or ')}`;
}

function packageFault(room, specifier) {
  if (observers[room]) return undefined;
  if (isBuiltin(specifier)) return rooms[room].node ? undefined : `${room}/ does without Node`;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (rooms[room].packages.includes(name)) return undefined;
  return `${room}/ may import ${rooms[room].packages.join(', ') || 'no package'}, not ${name}`;
}

function faultsIn(room) {
  const folder = join(root, room);
  if (!existsSync(folder)) return [];
  return sourceFiles(folder).flatMap((file) =>
    [...withoutComments(readFileSync(file, 'utf8')).matchAll(importPattern)].flatMap(({ groups: { specifier } }) => {
      const fault = specifier.startsWith('.') ? roomFault(room, file, specifier) : packageFault(room, specifier);
      return fault ? [`${relative(root, file)}: imports '${specifier}', but ${fault}.`] : [];
    }),
  );
}

const all = [...Object.keys(rooms), ...Object.keys(observers)];
const faults = all.flatMap(faultsIn);
for (const fault of faults) console.error(fault);
console.log(`rooms: ${faults.length === 0 ? `${all.length} rooms keep to the table` : `${faults.length} violations`}`);
process.exitCode = faults.length === 0 ? 0 : 1;
