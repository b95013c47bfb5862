import type { Coded } from '../../src-shared/contract/coded.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { prepareInput, type Prepared } from '../../src-shared/pixels/prepare.ts';
import type { AskedQuestion } from './calls.ts';
import { reorderingOf } from './geometry.ts';
import { blankGate, imageWarnings } from './image-gates.ts';
import { InputMemory } from './input-memory.ts';
import { prepareStudies } from './prepare-studies.ts';
import { sourceOf, type DecodedFrames, type ReadSource } from './read-source.ts';

type Asked = Pick<AskedQuestion, 'model' | 'gate' | 'volume' | 'pixels' | 'frame'>;
type Crop = Parameters<typeof prepareInput>[2];

/** A picture made ready for one network, and what was noticed on the way. */
export interface MadeReady {
  readonly read: ReadSource;
  /** Null: its slices are prepared one by one, when their turn comes. */
  readonly prepared: Prepared | null;
  readonly blank: Coded | null;
  readonly warnings: readonly Coded[];
}

/** A picture that was made ready, for as long as it is read. */
export interface InUse extends MadeReady {
  /** To be called when nothing of it is read any more: its memory may be another picture's then. */
  readonly end: () => void;
}

/** Larger inputs are made again rather than kept: numbers. */
const MOST_KEPT = 2 ** 20;

/** Of so many frames; more than a study of films has, and little beside a network. */
const MOST_FRAMES = 8;

const memory = new InputMemory();

/** A picture whose grid goes back to the memory that it came from when the last who needs it lets go. */
class Lent {
  readonly made: MadeReady;
  readonly #taken: readonly Float32Array[];
  #needed = 0;

  /** @param taken from `memory` for it */
  constructor(made: MadeReady, taken: readonly Float32Array[]) {
    this.made = made;
    this.#taken = taken;
  }

  /** Answers how to let go, which counts once. */
  need(): () => void {
    this.#needed++;
    let needed = true;
    return () => {
      if (!needed) return;
      needed = false;
      if (--this.#needed === 0) for (const values of this.#taken) memory.giveBack(values);
    };
  }
}

interface Kept {
  readonly lent: Lent;
  readonly letGo: () => void;
}

/** By frame, the one that was prepared longest ago first. */
const kept = new Map<Frame, Map<string, Kept>>();

/**
 * Makes decoded frames ready for a network. What was made of the last few single frames is kept, so that a film which
 * was prepared while a person looked at it is not prepared again when it is asked about.
 *
 * @param slicewise the network looks at each slice of a stack by itself
 */
export function prepareOnce(asked: Asked, decoded: DecodedFrames, crop: Crop, slicewise: boolean): InUse {
  const { manifest } = asked.model;
  const frame = asked.volume ? undefined : decoded.frames[0]?.frame;
  // by all that it is made by: two descriptions of one network may prepare a picture in two ways
  const key = JSON.stringify([manifest.input, manifest.tiling?.size ?? null, crop ?? null, asked.gate]);
  const lent = (frame && kept.get(frame)?.get(key)?.lent) ?? madeReady(asked, decoded, crop, slicewise);
  const end = lent.need();
  const { prepared } = lent.made;
  if (frame && prepared && prepared.grid.values.length <= MOST_KEPT && !kept.get(frame)?.has(key)) {
    keep(frame, key, lent);
  }
  return { ...lent.made, end };
}

/** Keeps nothing that was made of a frame any longer; whoever reads it goes on reading. */
export function forgetPrepared(frame: Frame): void {
  for (const { letGo } of kept.get(frame)?.values() ?? []) letGo();
  kept.delete(frame);
}

function madeReady(asked: Asked, decoded: DecodedFrames, crop: Crop, slicewise: boolean): Lent {
  const { manifest } = asked.model;
  if (asked.volume?.studies) {
    const studies = prepareStudies(decoded, manifest);
    return new Lent({ ...studies, warnings: imageWarnings(studies.read.source, manifest, asked.gate) }, []);
  }
  const read = sourceOf(decoded, manifest, reorderingOf(asked));
  const taken: Float32Array[] = [];
  const room = (numbers: number) => {
    if (numbers > MOST_KEPT) return new Float32Array(numbers);
    taken.push(memory.take(numbers));
    return taken.at(-1) as Float32Array;
  };
  const prepared = slicewise ? null : prepareInput(read.source, manifest.input, crop, manifest.tiling?.size, room);
  const made = {
    read,
    prepared,
    blank: blankGate(read.source, manifest.input, prepared?.placement ?? null),
    warnings: imageWarnings(read.source, manifest, asked.gate),
  };
  return new Lent(made, taken);
}

function keep(frame: Frame, key: string, lent: Lent): void {
  const ofFrame = kept.get(frame) ?? new Map<string, Kept>();
  kept.delete(frame);
  kept.set(frame, ofFrame.set(key, { lent, letGo: lent.need() }));
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_FRAMES) break;
    forgetPrepared(oldest);
  }
}
