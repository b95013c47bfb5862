import type { Coded } from '../../src-shared/contract/coded.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { prepareInput, type Prepared } from '../../src-shared/pixels/prepare.ts';
import type { AskedQuestion } from './calls.ts';
import { reorderingOf } from './geometry.ts';
import { blankGate, imageWarnings } from './image-gates.ts';
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

/** Larger inputs are made again rather than kept: numbers. */
const MOST_KEPT = 2 ** 20;

/** Of so many frames; more than a study of films has, and little beside a network. */
const MOST_FRAMES = 8;

/** By frame, the one that was prepared longest ago first. */
const kept = new Map<Frame, Map<string, MadeReady>>();

/**
 * Makes decoded frames ready for a network. What was made of the last few single frames is kept, so that a film which
 * was prepared while a person looked at it is not prepared again when it is asked about.
 *
 * @param slicewise the network looks at each slice of a stack by itself
 */
export function prepareOnce(asked: Asked, decoded: DecodedFrames, crop: Crop, slicewise: boolean): MadeReady {
  const { manifest } = asked.model;
  const frame = asked.volume ? undefined : decoded.frames[0]?.frame;
  // by all that it is made by: two descriptions of one network may prepare a picture in two ways
  const key = JSON.stringify([manifest.input, manifest.tiling?.size ?? null, crop ?? null, asked.gate]);
  const known = frame && kept.get(frame)?.get(key);
  if (known) return known;
  if (asked.volume?.studies) {
    const studies = prepareStudies(decoded, manifest);
    return { ...studies, warnings: imageWarnings(studies.read.source, manifest, asked.gate) };
  }
  const read = sourceOf(decoded, manifest, reorderingOf(asked));
  const prepared = slicewise ? null : prepareInput(read.source, manifest.input, crop, manifest.tiling?.size);
  const made: MadeReady = {
    read,
    prepared,
    blank: blankGate(read.source, manifest.input, prepared?.placement ?? null),
    warnings: imageWarnings(read.source, manifest, asked.gate),
  };
  if (frame && made.prepared && made.prepared.grid.values.length <= MOST_KEPT) {
    const ofFrame = kept.get(frame) ?? new Map<string, MadeReady>();
    kept.delete(frame);
    kept.set(frame, ofFrame.set(key, made));
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_FRAMES) break;
      kept.delete(oldest);
    }
  }
  return made;
}
