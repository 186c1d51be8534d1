/** A program that only runs models, to be bundled. */
export { load } from '../../runtime/index.ts';
