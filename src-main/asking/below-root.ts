import path from 'node:path';

/** The path of a file relative to the folder that was named on the command line; of a named file its name alone. */
export function belowItsRoot(file: string, roots: readonly string[]): string {
  const absolute = path.resolve(file);
  for (const root of roots.map((each) => path.resolve(each))) {
    if (absolute.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return path.relative(root, absolute);
  }
  return path.basename(absolute);
}
