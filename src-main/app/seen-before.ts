import path from 'node:path';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { CaseLogCalls } from '../caselog/index.ts';

type SeenFile = CaseLogCalls['files.seen']['output']['files'][number];

/** Files that were read before in the places that are imported, and which of them are met again. */
export class SeenBefore {
  readonly files: readonly SeenFile[];
  readonly #unmet: Map<string, SeenFile>;
  readonly #met = new Set<InstanceId>();
  readonly #lost: string[] = [];

  constructor(files: readonly SeenFile[]) {
    this.files = files;
    this.#unmet = new Map(files.map((file) => [file.path, file]));
  }

  /** The file is there, whatever became of it. Answers what is remembered of it. */
  meet(file: string): SeenFile | undefined {
    const known = this.#unmet.get(file);
    this.#unmet.delete(file);
    if (known) this.#met.add(known.instanceId);
    return known;
  }

  /** An instance was read, wherever it lies now. */
  filed(instanceId: InstanceId): void {
    if (this.files.length > 0) this.#met.add(instanceId);
  }

  /** A whole root could not be read: what lies in it is not told file by file. */
  lose(root: string): void {
    this.#lost.push(root);
  }

  /** What was not met: gone, or moved to where it was met. */
  unmet(): { gone: string[]; moved: string[] } {
    const gone: string[] = [];
    const moved: string[] = [];
    for (const file of this.#unmet.values()) {
      if (this.#lost.some((root) => isUnder(file.path, root))) continue;
      (this.#met.has(file.instanceId) ? moved : gone).push(file.path);
    }
    return { gone, moved };
  }
}

function isUnder(file: string, root: string): boolean {
  return file.startsWith(root.endsWith(path.sep) ? root : root + path.sep) || file.startsWith(`${root}//`);
}
