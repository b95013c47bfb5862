import { statfsSync } from 'node:fs';

/** Linux's magic numbers (statfs(2)) of file systems on which SQLite's write-ahead log can't be trusted. */
const NETWORK_TYPES: ReadonlySet<number> = new Set([
  0x6969, // nfs
  0x517b, // smb
  0xff534d42, // cifs
  0xfe534d42, // smb2
  0x564c, // ncp
  0x73757245, // coda
  0x5346414f, // afs
  0x00c36400, // ceph
]);

/** Whether a file system type as `statfs` tells it belongs to a network file system. */
export function isNetworkType(type: number): boolean {
  return NETWORK_TYPES.has(type >>> 0);
}

/**
 * Whether an existing folder lies on another machine. Linux asks the file system; Windows shares are known by their
 * name, mapped drive letters are not.
 */
export function isOnNetwork(folder: string): boolean {
  if (process.platform === 'win32') return /^[\\/]{2}(?![?.][\\/])|^[\\/]{2}\?[\\/]UNC[\\/]/i.test(folder);
  return process.platform === 'linux' && isNetworkType(statfsSync(folder).type);
}
