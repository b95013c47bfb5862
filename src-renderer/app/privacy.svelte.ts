import type { Coded } from '../../src-shared/contract/coded.ts';

let hidden = $state(false);

/**
 * Whether the page hides whose pictures it shows, for teaching. It begins with every start of the program as it should:
 * with the patient's name on the screen.
 */
export const privacy = {
  get on(): boolean {
    return hidden;
  },
  set on(value: boolean) {
    hidden = value;
  },
};

/** A failure or warning as it may be said: while names are hidden without those of files, which may be patients'. */
export function unnamed(coded: Coded): Coded {
  if (!hidden || !('files' in coded.details)) return coded;
  return {
    code: coded.code,
    details: Object.fromEntries(Object.entries(coded.details).filter(([name]) => name !== 'files')),
  };
}
