import vm from 'node:vm';

// Jest gives every test file its own realm; onnxruntime-node's addon creates and checks typed arrays of Node's main
// realm and would refuse the sandbox's. Sharing the main realm's constructors makes both sides agree.
const names = [
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
];
for (const name of names) {
  Object.defineProperty(globalThis, name, { value: vm.runInThisContext(name), configurable: true, writable: true });
}
