import { beginChild, type BegunChild } from '../hosting/index.ts';
import type { Places } from './places.ts';

/** The two children that an analysis needs, started before the rest of the program is loaded. */
export interface BegunChildren {
  readonly reader: BegunChild;
  readonly inference: BegunChild;
}

/** Starts both; they boot while main reads its own code. */
export function beginChildren({ children }: Pick<Places, 'children'>): BegunChildren {
  return {
    reader: beginChild('Skiagraph reader', children.reader),
    inference: beginChild('Skiagraph inference', children.inference),
  };
}
