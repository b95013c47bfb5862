import fs from 'node:fs';
import path from 'node:path';
import { ROOT, RUNTIME } from './places.mjs';

const NOTE = path.join(RUNTIME, 'last-look');

/**
 * How files and folders look at this moment: a line each with its size and time, or that it is not there. The time of a folder
 * changes when something in it is added, removed or renamed. Before them the Electron that a person named.
 *
 * @param files absolute, or below the repository
 */
export function lookAt(files) {
  return [givenElectron(), ...files.map(lineOf)].join('\n');
}

/** Keeps how everything looked before set-up and build were found to have nothing left to do. */
export function keepLook(look) {
  fs.mkdirSync(RUNTIME, { recursive: true });
  // two commands may be started at once
  fs.writeFileSync(`${NOTE}.${process.pid}`, look);
  fs.renameSync(`${NOTE}.${process.pid}`, NOTE);
}

/**
 * Whether everything looks as in the look that was kept. Every command waits for this: nothing is listed, read or hashed, each
 * file is asked once for its size and time.
 */
export function isAsItWas() {
  let note;
  try {
    note = fs.readFileSync(NOTE, 'utf8');
  } catch {
    return false;
  }
  const [given, ...lines] = note.split('\n');
  return given === givenElectron() && lines.every((line) => line === lineOf(line.slice(0, line.indexOf('\t'))));
}

const givenElectron = () => process.env.ELECTRON_DIST_PATH ?? '';

function lineOf(file) {
  const found = fs.statSync(path.isAbsolute(file) ? file : ROOT + file, { throwIfNoEntry: false });
  if (!found) return `${file}\tnone`;
  return `${file}\t${found.isDirectory() ? 'folder' : found.size}\t${found.mtimeMs}`;
}
