import os from 'node:os';
import path from 'node:path';

/** Where Electron keeps what is a program's own on this system: the same folder, found without it. */
export function ownFolder(
  name: string,
  { platform, env, home }: { platform: string; env: NodeJS.ProcessEnv; home: string } = {
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
  },
): string {
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', name);
  return path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), name);
}
