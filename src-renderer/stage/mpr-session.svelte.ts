import { cache } from '@cornerstonejs/core';
import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import type { Vector } from '../../src-shared/imaging/vectors.ts';
import { stageEngine } from './cornerstone.ts';
import { holdFrames } from './frame-cache.ts';
import type { FrameKey } from './image-id.ts';
import { loadVolume, type StageVolume } from './volume.ts';

/** How the slices within a slab become one picture. */
export type SlabMode = 'average' | 'maximum' | 'minimum';

/** A series seen in planes: its volume, and what the planes share. */
export class MprSession {
  volume = $state.raw<StageVolume | null>(null);
  /** 0–1 while slices are loaded. */
  progress = $state(0);
  failure = $state.raw<Coded | null>(null);
  /** The point that all planes go through, LPS millimetres. */
  point = $state.raw<Vector | null>(null);
  /** Null until somebody chooses one: that of the volume. */
  window = $state.raw<Window | undefined>(undefined);
  /** Thickness of the slab in millimetres; 0: a single plane. */
  slabMm = $state(0);
  slabMode = $state<SlabMode>('average');
  #ended = false;

  readonly of: { readonly frames: readonly FrameKey[] } | { readonly whyNot: Coded };

  /** @param of the volume's slices in order along their normal, or why they are no volume */
  constructor(of: { readonly frames: readonly FrameKey[] } | { readonly whyNot: Coded }) {
    this.of = of;
    if ('whyNot' in of) {
      this.failure = of.whyNot;
      return;
    }
    // Cornerstone's processor path has no volumes
    if (stageEngine().renderer === 'cpu') {
      this.failure = { code: 'planes-need-webgl', details: {} };
      return;
    }
    loadVolume(
      of.frames,
      (fraction) => (this.progress = fraction),
      () => !this.#ended,
    ).then(
      (volume) => {
        if (volume && this.#ended) forget(volume);
        else this.volume = volume;
      },
      (reason: unknown) => (this.failure = toCoded(reason)),
    );
  }

  /** The same planes of the same slices, for an engine that was made anew. */
  again(): MprSession {
    const session = new MprSession(this.of);
    session.point = this.point;
    session.window = this.window;
    session.slabMm = this.slabMm;
    session.slabMode = this.slabMode;
    return session;
  }

  /** Stops loading and gives the volume's memory back; its slices stay with the stack. */
  end(): void {
    this.#ended = true;
    if (this.volume) forget(this.volume);
    this.volume = null;
  }
}

function forget({ volumeId }: StageVolume): void {
  holdFrames(volumeId, []);
  if (cache.getVolume(volumeId)) cache.removeVolumeLoadObject(volumeId);
}
