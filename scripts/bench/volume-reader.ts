// The reader of hold-volume.ts: indexes a folder, then hands out frames, one message each.
import fs from 'node:fs';
import type { DescribedFile, IndexProgress } from '../../src-main/reading/calls.ts';
import { GrantedFrames } from '../../src-main/reading/frames.ts';
import { HashedFiles } from '../../src-main/reading/hashed-files.ts';
import { indexFiles } from '../../src-main/reading/index-files.ts';
import { workOnPool } from '../../src-main/reading/index-work.ts';
import { WorkerPool } from '../../src-main/reading/pool/worker-pool.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';

export interface VolumeInstance {
  readonly id: number;
  readonly name: string;
  readonly description: InstanceDescription;
}

export interface VolumeAnswer {
  readonly id: number;
  readonly instances?: VolumeInstance[];
  /** Its values follow on the pipe. */
  readonly frame?: Omit<Frame, 'values'> & { readonly bytes: number };
  readonly usedBytes?: number;
}

const pool = new WorkerPool({ workerFile: new URL('../../src-main/reading/pool/worker.ts', import.meta.url) });
const frames = new GrantedFrames(pool, new HashedFiles());
const described = new Map<string, DescribedFile>();
const instances: VolumeInstance[] = [];

const tell = (event: IndexProgress) => {
  if (event.kind === 'described') for (const file of event.files) described.set(file.path, file);
  if (event.kind !== 'settled') return;
  for (const file of event.files) {
    const known = described.get(file.path);
    if (!('sha256' in file) || !known || 'kind' in known.description) continue;
    const id = InstanceId.parse(instances.length + 1);
    frames.grant([{ id, path: file.path, fileSha256: file.sha256 }]);
    const description = { ...known.description, fileSha256: file.sha256 };
    instances.push({ id, name: file.path.replace(/^.*[/\\]/, ''), description });
  }
};
const indexed = indexFiles([process.argv[2] ?? '.'], tell, { work: workOnPool(pool) });

const pipe = fs.createWriteStream('', { fd: 4 });
const say = (answer: VolumeAnswer) => void process.send?.(answer);

process.on('message', async ({ id, what }: { id: number; what: 'instances' | 'memory' | number }) => {
  await indexed;
  if (what === 'instances') return say({ id, instances });
  if (what === 'memory') return say({ id, usedBytes: process.memoryUsage.rss() });
  const { values, ...frame } = await frames.frame(InstanceId.parse(what), 0, 'prefetch');
  say({ id, frame: { ...frame, bytes: values.byteLength } });
  pipe.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
});
