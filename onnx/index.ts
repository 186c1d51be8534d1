export { decodeModel, encodeModel } from './codec.ts';
export * from './model.ts';
