import { spawn } from 'node:child_process';

/**
 * A display to test windows on: the one that is there, or a fresh virtual one (Xvfb) with its own number.
 * @returns {Promise<{name: string, end: () => void}>}
 */
export async function virtualDisplay({ width = 1920, height = 1080, fresh = false } = {}) {
  if (process.platform !== 'linux' || (process.env.DISPLAY && !fresh)) {
    return { name: process.env.DISPLAY ?? '', end: () => undefined };
  }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    server.stdio[3].once('data', (chunk) => resolve(chunk.toString().trim()));
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  return { name: `:${number}`, end: () => server.kill() };
}
