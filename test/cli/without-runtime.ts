import { preloaded } from './signal-itself.ts';

const hooks = `export async function resolve(name, context, next) {
  if (name === 'onnxruntime-node') throw Object.assign(new Error("Cannot find package 'onnxruntime-node'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}`;
const url = `data:text/javascript,${encodeURIComponent(hooks)}`;

/** Options of Node for a machine on which onnxruntime-node is not installed. */
export const withoutRuntime = preloaded(`import { register } from 'node:module'; register(${JSON.stringify(url)});`);
