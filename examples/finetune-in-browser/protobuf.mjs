// protobufjs has no ES module; its build for pages leaves a global behind.
import '/node_modules/protobufjs/dist/minimal/protobuf.min.js';

export default globalThis.protobuf;
