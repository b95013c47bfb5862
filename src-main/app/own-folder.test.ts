import { describe, expect, it } from 'vitest';
import { ownFolder } from './own-folder.ts';

/** What Electron answers for `app.getPath('userData')`, by its documentation. */
describe('the folder of what is the program’s own', () => {
  const home = '/home/anna';
  it.each([
    ['linux', {}, '/home/anna/.config/Skiagraph'],
    ['linux', { XDG_CONFIG_HOME: '/data/config' }, '/data/config/Skiagraph'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/anna/.config/Skiagraph'],
    ['darwin', {}, '/home/anna/Library/Application Support/Skiagraph'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Skiagraph'],
    ['win32', {}, '/home/anna/AppData/Roaming/Skiagraph'],
  ])('is on %s with %o %s', (platform, env, expected) => {
    expect(ownFolder('Skiagraph', { platform, env, home })).toBe(expected);
  });
});
