/** Of Node and of every browser, whose type libraries this folder does without. */
declare function atob(base64: string): string;

/**
 * The smallest ONNX model (opset 13): one node, y = Identity(x) with x float [N]. What a process that runs it holds in memory
 * is the runtime's own, the rest is the model's.
 */
export const emptyModel = Uint8Array.from(
  atob('CAc6OQoQCgF4EgF5IghJZGVudGl0eRIBZ1oQCgF4EgsKCQgBEgUKAxIBTmIQCgF5EgsKCQgBEgUKAxIBTkIECgAQDQ=='),
  (character) => character.charCodeAt(0),
);
