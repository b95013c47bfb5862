import { app } from 'electron';
import path from 'node:path';
import type { SampleStudy } from '../../src-shared/contract/records.ts';

/** Folders of the installed program. In a package, what is run or loaded as a file lies outside the archive. */
export interface Places {
  /** The built main side: entries of the child processes. */
  readonly main: string;
  /** Entries of the children that read and that run networks. */
  readonly children: { readonly reader: string; readonly inference: string };
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

/** Where things are, from source and from a package. */
export function places(): Places {
  const root = app.getAppPath();
  const outside = app.isPackaged ? process.resourcesPath : root;
  const needsOwnDriver = Number(process.versions['napi']) < 10;
  const main = path.join(root, 'dist', 'main');
  return {
    main,
    children: { reader: path.join(main, 'reader.cjs'), inference: path.join(main, 'inference.cjs') },
    page: path.join(root, 'dist', 'page'),
    models: path.join(outside, 'models'),
    samples: path.join(outside, app.isPackaged ? 'samples' : path.join('resources', 'samples')),
    labelSchemas: path.join(outside, app.isPackaged ? 'label-schemas' : path.join('resources', 'label-schemas')),
    sqliteDriver: needsOwnDriver
      ? path.join(outside, app.isPackaged ? '' : '.runtime', 'sqlite-driver-napi9.node')
      : undefined,
  };
}
