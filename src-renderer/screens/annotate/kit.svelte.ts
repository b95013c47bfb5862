import type { NextOrder } from '../../../src-shared/contract/annotation-records.ts';
import { hasNib, type ToolId } from './tools.ts';

/** Sizes of the brush: half its width in the smaller pixel spacing. */
export const LEAST_RADIUS = 0.5;
export const MOST_RADIUS = 200;

/** The annotator's tools as they are set: the same from one item to the next. */
export class Kit {
  tool = $state<ToolId>('brush');
  /** The tool before this one, for the key that goes back and forth. */
  #before: ToolId = 'eraser';
  radius = $state(8);
  nibShape = $state<'disc' | 'square'>('disc');
  /** Where painting may change something. */
  where = $state<'anywhere' | 'empty' | 'inside'>('anywhere');
  /** Number of the segment within which painting stays. */
  inside = $state(1);
  /** Whether every tool keeps to the range of grey values; the threshold brush always does. */
  rangeOn = $state(false);
  /** As windows act on them, both ends included. */
  range = $state.raw<readonly [low: number, high: number]>([0, 255]);
  /** How far from the clicked value a region grows. */
  tolerance = $state(20);
  /** Whether it grows through the slices. */
  through = $state(false);
  /** 0–1, of the fillings. */
  opacity = $state(0.35);
  hideAll = $state(false);
  /** Which case comes after one that is done. */
  order = $state<NextOrder>('sequence');

  use(tool: ToolId): void {
    if (tool === this.tool) return;
    this.#before = this.tool;
    this.tool = tool;
  }

  /** Back to the tool before, and forth again. */
  swap(): void {
    this.use(this.#before);
  }

  /** Makes the brush larger or smaller by a step that one sees. */
  resize(steps: number): void {
    const factor = 1.15 ** steps;
    const wanted = this.radius * factor;
    const moved = Math.abs(wanted - this.radius) < 0.5 ? this.radius + Math.sign(steps) * 0.5 : wanted;
    this.radius = Math.min(MOST_RADIUS, Math.max(LEAST_RADIUS, Math.round(moved * 2) / 2));
    if (!hasNib(this.tool)) this.use('brush');
  }
}
