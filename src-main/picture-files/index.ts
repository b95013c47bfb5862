export { pngFile, type PngPicture } from './png-file.ts';
