export { asReadError, readBytes, readText } from './read.ts';
export { writeAtomically } from './write.ts';
