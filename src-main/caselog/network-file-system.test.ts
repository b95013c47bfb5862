import { expect, test } from 'vitest';
import { temporaryFolder } from './examples.ts';
import { isNetworkType, isOnNetwork } from './network-file-system.ts';

test.each([
  ['nfs', 0x6969],
  ['cifs', 0xff534d42],
  ['cifs, told as a signed number', 0xff534d42 | 0],
  ['smb2', 0xfe534d42],
])('knows %s as a disk of another machine', (_, type) => {
  expect(isNetworkType(type)).toBe(true);
});

test.each([
  ['ext4', 0xef53],
  ['btrfs', 0x9123683e],
  ['xfs', 0x58465342],
  ['tmpfs', 0x01021994],
  ['overlay', 0x794c7630],
])('knows %s as a local disk', (_, type) => {
  expect(isNetworkType(type)).toBe(false);
});

test('takes this machine’s temporary folder for local', () => {
  const { folder, remove } = temporaryFolder();
  expect(isOnNetwork(folder)).toBe(false);
  remove();
});
