export { isRunning } from './left-behind.ts';
export { type LineFile, openLines } from './lines.ts';
export { mediaTypeOf } from './media-types.ts';
export { type FolderRanges, fileBeside, openRanges } from './ranges.ts';
export { asReadError, readBytes, readText } from './read.ts';
export { inTemporaryFolder, makeTemporaryFolder } from './temporary-folder.ts';
export { asWriteError, type Content, type FileToWrite, writeAtomically, writeTogether } from './write.ts';
export { checkReplaceable, writeFolderAtomically } from './write-folder.ts';
