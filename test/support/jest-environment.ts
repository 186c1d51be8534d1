import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** onnxruntime-node's addon creates and checks those of Node's main realm, and would refuse the sandbox's. */
const ofMainRealm = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Uint8ClampedArray',
] as const;

/** What loops use. No test may replace these, unlike `Date` or `fetch`. */
const constant = ['Array', 'BigInt', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Set', 'String', ...ofMainRealm];

// A worker takes longer to put away all that it has loaded than Jest waits, half a second. It need not: once nothing is left to
// do, it is over. Where a test leaves something running this is never reached, and Jest still says so.
if (process.send) process.once('beforeExit', () => process.exit());

/**
 * Jest gives every test file its own realm, and Node asks a function about every use of a global there: `Math.abs` took two
 * hundred times as long as in a program. Constants of a script are found before it is asked.
 */
export default class Environment extends TestEnvironment {
  constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
    super(...given);
    for (const name of ofMainRealm) {
      Object.defineProperty(this.global, name, { value: globalThis[name], configurable: true, writable: true });
    }
    vm.runInContext(`const { ${constant.join(', ')} } = globalThis;`, this.getVmContext()!);
  }
}
