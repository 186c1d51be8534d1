/** Options of Node for a command that sends itself a signal: at the same moment however busy the machine is. */
type NodeOptions = readonly string[];

/** When it has first written a file whose name ends like this, whole and in its place. */
export function whenWritten(end: string, signal: NodeJS.Signals): NodeOptions {
  return preloaded(`
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const { rename } = fs;
    fs.rename = async (from, to) => {
      await rename(from, to);
      if (!String(to).endsWith(${JSON.stringify(end)})) return;
      fs.rename = rename;
      syncBuiltinESMExports();
      process.kill(process.pid, '${signal}');
    };
    syncBuiltinESMExports();`);
}

/** When it has said something with these words on standard error; once more as soon as that arrives, where it is to be twice. */
export function whenSaid(words: string, signal: NodeJS.Signals, { isTwice = false } = {}): NodeOptions {
  const send = `process.kill(process.pid, '${signal}')`;
  return preloaded(`
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text, ...rest) => {
      const isWritten = write(text, ...rest);
      if (String(text).includes(${JSON.stringify(words)})) ${send};
      return isWritten;
    };
    ${isTwice ? `process.once('${signal}', () => ${send});` : ''}`);
}

/** Runs these lines before the command. */
export function preloaded(source: string): NodeOptions {
  return [`--import=data:text/javascript,${encodeURIComponent(source)}`];
}
