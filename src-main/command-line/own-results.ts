import path from 'node:path';

/** What `Targets` names: `<stem>.<model id>.<kind>.<extension>`. */
const WRITTEN = /\.[a-z0-9]+(-[a-z0-9]+)*\.(mask|map|map-[a-z0-9-]+|enhanced|report)\.(png|nii\.gz|pdf)$/;

/**
 * Whether a file below `--out` is what an earlier run wrote there: a mask is no film, and where the folder lies among the inputs it
 * would be asked about as one. A file that was named itself is never one.
 */
export function isOwnResult(file: string, out: string | null, named: readonly string[]): boolean {
  if (out === null || !WRITTEN.test(path.basename(file))) return false;
  const absolute = path.resolve(file);
  return absolute.startsWith(path.resolve(out) + path.sep) && !named.some((each) => path.resolve(each) === absolute);
}
