import type { Layer, Shape } from '../../../src-shared/annotation/labelling.ts';
import type { Nib } from '../../../src-shared/drawing/brush.ts';
import type { Figure } from '../../../src-shared/drawing/figure.ts';
import type { Rectangle } from '../../../src-shared/drawing/plane.ts';
import { grownRegion } from '../../../src-shared/drawing/region.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';
import type { Draft, Hand } from '../../stage/hand.ts';
import type { Bench } from './bench.svelte.ts';
import { BrushGesture } from './brush-gesture.ts';
import { BoxGesture, FreehandGesture, PolygonGesture, type FigureEnd } from './figure-gesture.ts';
import type { Gesture } from './gesture.ts';
import { grownSlices } from './grown-slices.ts';
import { livewireGesture } from './livewire-gesture.ts';
import { figureOf } from './mask-figure.ts';
import { maskStep } from './mask-step.ts';
import { Painting } from './painting.ts';
import { pointedOutline } from './pointed-outline.ts';
import { pointedNowhere, PromptGesture, type Pointed } from './prompt-gesture.ts';
import { shapeOf, shapeStep } from './shape-step.ts';
import { hasNib } from './tools.ts';

/** Why a press drew nothing, or not what was meant, for a line beside the tools. */
export type Hindrance =
  | 'read-only'
  | 'locked'
  | 'no-mask-segment'
  | 'not-kept'
  | 'values-missing'
  | 'grew-far'
  | 'too-large'
  | 'nothing-inside';

/** What the hand does on the workbench: the gesture of the tool in hand, and what becomes of it. */
export class BenchHand {
  /** A figure while it is drawn. */
  draft = $state.raw<Draft | null>(null);
  /** Shift or the right button is held. */
  erasing = $state(false);
  hindrance = $state<Hindrance | null>(null);
  /** What was pointed at on this slice since the mask was last changed otherwise. */
  pointed = $state.raw<Pointed | null>(null);
  /** The mask before something was pointed at. */
  #unrefined: Uint8Array | null = null;
  #refining = false;
  #gesture: Gesture | null = null;
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** The labelling changed: what was pointed at belongs to the mask that came of it. */
  changed(): void {
    if (!this.#refining) this.pointed = null;
  }

  down(hand: Hand): void {
    this.hindrance = null;
    this.erasing = hand.erase;
    this.#gesture ??= this.#begun(hand);
    this.#gesture?.down(hand);
    this.#after();
  }

  move(hands: readonly Hand[]): void {
    if (!this.#gesture) this.erasing = hands.at(-1)?.erase ?? false;
    this.#gesture?.move(hands);
  }

  up(hand: Hand): void {
    this.#gesture?.up(hand);
    this.#after();
    this.erasing = hand.erase;
  }

  /** Closes what is open: a polygon. */
  close(): void {
    this.#gesture?.close();
    this.#after();
  }

  /** Takes the last corner back; false: nothing is open, and undo means the labelling. */
  back(): boolean {
    const taken = this.#gesture?.back() ?? false;
    this.#after();
    return taken;
  }

  get busy(): boolean {
    return this.#gesture !== null;
  }

  /** Gives up what is open. */
  give(): void {
    this.#gesture?.cancel();
    this.#after();
  }

  #after(): void {
    if (this.#gesture?.done) this.#gesture = null;
  }

  #begun(hand: Hand): Gesture | null {
    const { tool } = this.#bench.kit;
    if (!this.#bench.writable()) return this.#hindered('read-only');
    if (this.#bench.session.failure) return this.#hindered('not-kept');
    if (tool === 'box' || tool === 'point') return this.#shapeGesture(tool, hand);
    if (tool === 'select' || tool === 'window' || tool === 'pan' || tool === 'zoom') return null;
    if (
      this.#bench.segment?.drawn === 'polygon' &&
      (tool === 'polygon' || tool === 'freehand' || tool === 'livewire')
    ) {
      return this.#outlineGesture(tool, this.#polygonEnd());
    }
    const layer = this.#bench.layerInHand();
    if (!layer) return this.#hindered('no-mask-segment');
    if (this.#bench.locked.has(layer.uid)) return this.#hindered('locked');
    if (hasNib(tool)) return this.#brush(layer, hand);
    if (tool === 'rectangle' || tool === 'ellipse') return new BoxGesture(tool, this.#maskEnd(layer));
    if (tool === 'polygon' || tool === 'freehand' || tool === 'livewire') {
      return this.#outlineGesture(tool, this.#maskEnd(layer));
    }
    if (tool === 'prompt') return this.#prompt(layer);
    this.#click(layer, hand);
    return null;
  }

  #hindered(why: Hindrance): null {
    this.hindrance = why;
    return null;
  }

  #brush(layer: Layer, hand: Hand): Gesture {
    const { tool, radius, nibShape } = this.#bench.kit;
    const painting = this.#painting(layer);
    const nib: Nib = { shape: nibShape, radius, spacing: this.#bench.spacing.relative };
    const ball = tool === 'sphere' ? { slices: this.#bench.slices, between: this.#bench.spacing.between } : null;
    const erase = tool === 'eraser' || hand.erase;
    const name = erase ? 'eraser' : tool;
    return new BrushGesture(painting, { nib, slice: this.#bench.slice, ball, erase }, () => {
      painting.finish(name, this.#bench.locked);
      this.#bench.settle();
    });
  }

  #painting(layer: Layer): Painting {
    const { session, slice, painter } = this.#bench;
    // a layer that is new is not on the screen yet; one that is there need not be painted whole again at every stroke
    const { values } = session.masks.plane(session.state, layer.uid, slice);
    if (!painter.shows(layer.uid, values)) this.#bench.repaint();
    return new Painting(
      this.#bench.session,
      layer,
      (slice) => this.#allowed(layer, slice),
      ({ uid }, slice, part) => this.#touched(uid, slice, part),
    );
  }

  #touched(uid: string, slice: number, part: Rectangle): void {
    if (slice === this.#bench.slice) this.#bench.painter.touch(uid, part);
  }

  #maskEnd(layer: Layer): FigureEnd {
    return {
      show: (draft) => this.#show(draft),
      paint: (figure, erase) => this.#paintFigure(layer, figure, erase, this.#bench.kit.tool),
    };
  }

  #polygonEnd(): FigureEnd {
    const { slice } = this.#bench;
    return {
      show: (draft) => this.#show(draft),
      paint: (_figure, _erase, points) => this.#addShape('polygon', slice, points),
    };
  }

  #show(draft: Omit<Draft, 'colour'> | null): void {
    this.draft = draft && { ...draft, colour: this.#bench.segment?.colour ?? '#ffffff' };
  }

  #paintFigure(layer: Layer, figure: Figure, erase: boolean, name: string): void {
    const painting = this.#painting(layer);
    painting.paint(this.#bench.slice, figure, erase ? 0 : 1);
    painting.finish(name, this.#bench.locked);
    this.#bench.settle();
  }

  #outlineGesture(tool: 'polygon' | 'freehand' | 'livewire', end: FigureEnd): Gesture | null {
    if (tool === 'freehand') return new FreehandGesture(end);
    if (tool === 'polygon') return new PolygonGesture(end);
    const values = this.#bench.values(this.#bench.slice);
    return values ? livewireGesture(values, this.#bench.session.open.item, end) : this.#hindered('values-missing');
  }

  #shapeGesture(tool: 'box' | 'point', hand: Hand): Gesture | null {
    const { slice } = this.#bench;
    if (this.#bench.segment?.drawn !== tool) {
      const segment = this.#bench.session.open.schema.segments.find(({ drawn }) => drawn === tool);
      if (!segment) return this.#hindered('no-mask-segment');
      this.#bench.segment = segment;
    }
    if (tool === 'point') {
      this.#addShape('point', slice, [hand.at]);
      return null;
    }
    return new BoxGesture('rectangle', {
      show: (draft) => this.#show(draft),
      paint: (_figure, _erase, points) => this.#addShape('box', slice, points),
    });
  }

  #addShape(kind: Shape['kind'], slice: number, points: readonly PicturePoint[]): void {
    const { session, segment } = this.#bench;
    if (!segment) return;
    const { rows, columns } = session.open.item;
    const after = shapeOf(kind, segment.number, slice, points, rows, columns);
    session.take(shapeStep(kind, session.state, null, after));
    this.#bench.selected = after.uid;
  }

  /** Outlines what is pointed at; a layer that has something on the slice is refined. */
  #prompt(layer: Layer): Gesture | null {
    const { slice } = this.#bench;
    const values = this.#bench.values(slice);
    if (!values) return this.#hindered('values-missing');
    const plane = this.#bench.session.masks.plane(this.#bench.session.state, layer.uid, slice);
    if (this.pointed?.slice !== slice) {
      this.pointed = null;
      this.#unrefined = plane.values.includes(1) ? plane.values.slice() : null;
    }
    return new PromptGesture(
      this.pointed ?? pointedNowhere(slice),
      (draft) => this.#show(draft),
      (pointed) => this.#refine(layer, values, pointed),
    );
  }

  #refine(layer: Layer, values: ArrayLike<number>, pointed: Pointed): void {
    const { session, spacing, locked } = this.#bench;
    const outlined = pointedOutline(values, session.open.item, spacing, pointed, this.#unrefined);
    const allowed = this.#allowed(layer, pointed.slice);
    if (!outlined) return void this.#hindered('nothing-inside');
    if (allowed === 'nowhere') return;
    const { state, open, pixels, masks } = session;
    const before = masks.plane(state, layer.uid, pointed.slice).values;
    const after = allowed ? outlined.map((value, i) => (allowed[i] ? value : before[i]!)) : outlined;
    this.#refining = true;
    session.take(maskStep('refine', state, open.schema, pixels, [{ layer, slice: pointed.slice, after }], locked));
    this.#refining = false;
    this.pointed = pointed;
    this.#bench.settle();
  }

  #allowed(layer: Layer, slice: number): Uint8Array | null | 'nowhere' {
    const allowed = this.#bench.allowed(layer, slice);
    if (allowed === 'nowhere') this.hindrance = 'values-missing';
    return allowed;
  }

  /** A click of the bucket or of region growing. */
  #click(layer: Layer, hand: Hand): void {
    const { rows, columns } = this.#bench.session.open.item;
    const [column, row] = [Math.floor(hand.at[0]), Math.floor(hand.at[1])];
    if (row < 0 || column < 0 || row >= rows || column >= columns) return;
    const seed = row * columns + column;
    const name = this.#bench.kit.tool;
    const size = { slices: 1, rows, columns };
    const allowed = this.#allowed(layer, this.#bench.slice);
    if (allowed === 'nowhere') return;
    if (name === 'fill') {
      const { values } = this.#bench.session.masks.plane(this.#bench.session.state, layer.uid, this.#bench.slice);
      const is = hand.erase ? 1 : 0;
      const { mask } = grownRegion({ ...size, values }, seed, [is, is], 'faces', { allowed: is ? null : allowed });
      this.#paintFigure(layer, figureOf(mask.values), hand.erase, name);
    } else if (name === 'grow') this.#grow(layer, seed, hand.erase, allowed);
  }

  #grow(layer: Layer, seed: number, erase: boolean, allowed: Uint8Array | null): void {
    const grown = grownSlices(this.#bench, seed, allowed);
    if (typeof grown === 'string') return void this.#hindered(grown);
    if (grown.far) this.hindrance = 'grew-far';
    const painting = this.#painting(layer);
    for (const { slice, values } of grown.slices) painting.paint(slice, figureOf(values), erase ? 0 : 1);
    painting.finish('grow', this.#bench.locked);
    this.#bench.settle();
  }
}
