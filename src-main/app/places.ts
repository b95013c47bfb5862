import path from 'node:path';
import type { SampleStudy } from '../../src-shared/contract/records.ts';
import { childPrograms, type ChildPrograms } from './child-programs.ts';

/** Folders of the installed program. In a package, what is run or loaded as a file lies outside the archive. */
export interface Places {
  /** The built main side: entries of threads. */
  readonly main: string;
  readonly children: ChildPrograms;
  /** The built page, served under `app://main/`. */
  readonly page: string;
  readonly models: string;
  /** Sample studies that ship with the program. */
  readonly samples: string;
  /** Label schemas that ship with the program. */
  readonly labelSchemas: string;
  /** The SQLite driver to load; undefined: the one beside the package. */
  readonly sqliteDriver: string | undefined;
}

/** The file or folder of each sample study. */
export const SAMPLES: Readonly<Record<SampleStudy, string>> = {
  film: 'drawn-chest.dcm',
  head: 'drawn-head',
  nodule: 'drawn-nodule',
};

/**
 * Where things are.
 * @param root the repository, or a package's archive
 * @param resources of a package: what lies outside its archive; null: it runs from the repository
 */
export function placesIn(root: string, resources: string | null): Places {
  const outside = resources ?? root;
  const needsOwnDriver = Number(process.versions['napi']) < 10;
  const main = path.join(root, 'dist', 'main');
  return {
    main,
    children: childPrograms(main),
    page: path.join(root, 'dist', 'page'),
    models: path.join(outside, 'models'),
    samples: path.join(outside, resources ? 'samples' : path.join('resources', 'samples')),
    labelSchemas: path.join(outside, resources ? 'label-schemas' : path.join('resources', 'label-schemas')),
    sqliteDriver: needsOwnDriver
      ? path.join(outside, resources ? '' : '.runtime', 'sqlite-driver-napi9.node')
      : undefined,
  };
}
