import { app } from 'electron';
import os from 'node:os';
import type { Coded } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import type { Rooms } from './rooms.ts';

/** Program and machine in a few lines for a support mail: no patient text, no paths. */
export async function diagnosticsText(about: {
  rooms: Rooms;
  storage: StorageState;
  notices: Coded[];
}): Promise<string> {
  const { provider } = about.rooms.inference;
  const models = await about.rooms.inference.models();
  const gpu = app.getGPUFeatureStatus();
  return [
    `Skiagraph ${app.getVersion()}`,
    `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
    `${os.platform()} ${os.release()} ${os.arch()}, ${os.availableParallelism()} processors, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    `Graphics: WebGL ${gpu.webgl}, WebGL2 ${gpu.webgl2}, compositing ${gpu.gpu_compositing}`,
    `Networks run on: ${provider.name}, ${provider.threads} threads`,
    ...models.map(({ folder, state, refusal, manifest }) =>
      [`Model ${folder}`, manifest?.version ?? '', state, refusal?.code ?? ''].filter(Boolean).join(' '),
    ),
    `Case log: ${about.storage.state}${about.storage.reason ? ` (${about.storage.reason.code})` : ''}`,
    ...about.notices.map(({ code }) => `Notice: ${code}`),
  ].join('\n');
}
