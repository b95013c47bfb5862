export { keepFile, keepFileUnderFreeName } from './keep-file.ts';
