import { SvelteMap } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { CaseId } from '../../../src-shared/contract/ids.ts';
import type { MeasuredPlane, Measurement, MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';
import { call } from '../../app/bridge.ts';
import type { FrameKey } from '../../stage/image-id.ts';

/** One step that a person took: how the measurement stood before (null: not at all) and after. */
interface Step {
  readonly before: Measurement | null;
  readonly after: Measurement;
}

/**
 * The measurements of one case on the page. Every change is sent to the case log at once and one after the other; what
 * could not be kept stays on the screen, is said, and can be sent again. One stack undoes and redoes all of them.
 */
export class CaseMeasurements {
  /** As they stand, also hidden ones, in the order in which they were drawn. */
  all = $state.raw<readonly Measurement[]>([]);
  selected = $state<string | null>(null);
  /** Why the last change is not in the log yet; null: everything is. */
  failure = $state.raw<Coded | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);
  readonly #caseId: CaseId;
  readonly #done: Step[] = [];
  readonly #undone: Step[] = [];
  readonly #unsaved = new SvelteMap<string, Measurement>();
  #saving: Promise<void> = Promise.resolve();

  constructor(caseId: CaseId, kept: readonly Measurement[]) {
    this.#caseId = caseId;
    this.all = kept;
  }

  /**
   * A new figure on a frame, or on a plane through the volume whose first slice the frame is.
   *
   * @param more `knownMm`: of a calibration
   */
  draw(
    key: FrameKey,
    kind: MeasurementKind,
    points: readonly PicturePoint[],
    { knownMm = null, plane }: { readonly knownMm?: number | null; readonly plane?: MeasuredPlane } = {},
  ): void {
    const measurement: Measurement = {
      ...{ uid: crypto.randomUUID(), instanceId: key.instanceId, frame: key.frame, kind, knownMm },
      ...{
        points: points.map(([column, row]): [number, number] => [column, row]),
        text: '',
        hidden: false,
        removed: false,
      },
      ...(plane ? { plane } : {}),
    };
    this.#step({ before: null, after: measurement });
    this.selected = measurement.uid;
  }

  /** The same figure with other points, another name, hidden or shown. */
  change(measurement: Measurement, change: Partial<Pick<Measurement, 'points' | 'text' | 'hidden'>>): void {
    const before = this.all.find(({ uid }) => uid === measurement.uid);
    if (before) this.#step({ before, after: { ...before, ...change } });
  }

  /** Takes a figure away; undoing brings it back. */
  remove(measurement: Measurement): void {
    const before = this.all.find(({ uid }) => uid === measurement.uid);
    if (before) this.#step({ before, after: { ...before, removed: true } });
  }

  undo(): void {
    const step = this.#done.pop();
    if (!step) return;
    this.#undone.push(step);
    this.#stand(step.before ?? { ...step.after, removed: true });
  }

  redo(): void {
    const step = this.#undone.pop();
    if (!step) return;
    this.#done.push(step);
    this.#stand(step.after);
  }

  /** Sends once more what could not be kept. */
  keepAgain(): void {
    for (const measurement of this.#unsaved.values()) this.#keep(measurement);
  }

  #step(step: Step): void {
    this.#done.push(step);
    this.#undone.length = 0;
    this.#stand(step.after);
  }

  #stand(measurement: Measurement): void {
    const known = this.all.some(({ uid }) => uid === measurement.uid);
    const replaced = this.all.map((other) => (other.uid === measurement.uid ? measurement : other));
    this.all = (known ? replaced : [...this.all, measurement]).filter(({ removed }) => !removed);
    if (measurement.removed && this.selected === measurement.uid) this.selected = null;
    this.canUndo = this.#done.length > 0;
    this.canRedo = this.#undone.length > 0;
    this.#keep(measurement);
  }

  #keep(measurement: Measurement): void {
    this.#unsaved.set(measurement.uid, measurement);
    this.#saving = this.#saving.then(async () => {
      try {
        await call('measurement.keep', { caseId: this.#caseId, measurement });
        if (this.#unsaved.get(measurement.uid) === measurement) this.#unsaved.delete(measurement.uid);
        if (this.#unsaved.size === 0) this.failure = null;
      } catch (thrown) {
        this.failure = toCoded(thrown);
      }
    });
  }
}
