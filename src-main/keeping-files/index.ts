export { keepFile, keepFileUnderFreeName } from './keep-file.ts';
export { makeFolder } from './make-folder.ts';
export { replaceFile } from './replace-file.ts';
