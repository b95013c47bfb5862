import type { Coded } from '../../src-shared/contract/coded.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import type { PlanePose } from '../../src-shared/measuring/plane-pose.ts';
import type { WindowSource } from './default-window.ts';
import type { Colours } from './colours.ts';
import type { FrameKey } from './image-id.ts';
import type { Probe } from './probe.ts';
import type { ScreenMatrix } from './screen-geometry.ts';

/**
 * What a pane shows at this moment, read back from what was drawn. `shown` is null until the first frame is on the screen
 * and whenever there is none: no overlay is drawn without it.
 */
export class StageView {
  shown = $state.raw<FrameKey | null>(null);
  /** Place of `shown` in the stack, 0-based. */
  index = $state(0);
  /** Of `shown`'s picture to the pane's CSS pixels. */
  matrix = $state.raw<ScreenMatrix | null>(null);
  /** A plane through a volume in place of a frame, and from its millimetres to the pane's CSS pixels. */
  plane = $state.raw<{ readonly pose: PlanePose; readonly matrix: ScreenMatrix } | null>(null);
  window = $state.raw<Window | null>(null);
  windowSource = $state<WindowSource>('file');
  /** The person changed the window. */
  windowChanged = $state(false);
  /** Colours turned round by the person (not by MONOCHROME1). */
  inverted = $state(false);
  smooth = $state(true);
  /** What greys are shown as. */
  colours = $state<Colours>('grey');
  /** What lies under the pointer; null: no pointer, or no picture there. */
  probe = $state.raw<Probe | null>(null);
  renderer = $state<'gpu' | 'cpu'>('gpu');
  loading = $state(true);
  failure = $state.raw<Coded | null>(null);
}
