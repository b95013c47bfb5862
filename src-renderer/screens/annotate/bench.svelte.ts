import { SvelteSet } from 'svelte/reactivity';
import type { Segment } from '../../../src-shared/annotation/label-schema.ts';
import type { Layer, Shape } from '../../../src-shared/annotation/labelling.ts';
import type { OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import { allowedPixels } from '../../../src-shared/drawing/allowed.ts';
import type { Nib } from '../../../src-shared/drawing/brush.ts';
import type { Figure } from '../../../src-shared/drawing/figure.ts';
import type { Point, Rectangle } from '../../../src-shared/drawing/plane.ts';
import { edgeCosts, snapped } from '../../../src-shared/drawing/edge-cost.ts';
import { Livewire } from '../../../src-shared/drawing/livewire.ts';
import { grownRegion, rangeAround } from '../../../src-shared/drawing/region.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';
import { frameValuesNow } from '../../stage/frame-values.ts';
import type { Draft, Hand, Ring } from '../../stage/hand.ts';
import { LabelPainter } from '../../stage/label-painter.ts';
import type { PaintedLayer } from '../../stage/label-picture.ts';
import type { Colour } from '../../stage/mask-picture.ts';
import type { Pane } from '../../stage/pane.ts';
import type { ShownShape } from '../../stage/shown-shape.ts';
import { StageView } from '../../stage/view.svelte.ts';
import { BrushGesture } from './brush-gesture.ts';
import { BoxGesture, FreehandGesture, PolygonGesture, type FigureEnd } from './figure-gesture.ts';
import type { Gesture } from './gesture.ts';
import type { Kit } from './kit.svelte.ts';
import { LabellingSession } from './labelling-session.svelte.ts';
import { isUntouched } from './mask-step.ts';
import { Painting } from './painting.ts';
import { shapeStep, shapeOf } from './shape-step.ts';
import { spacingOf, type Spacing } from './item-spacing.ts';
import { hasNib } from './tools.ts';

/** Why a press drew nothing, for a line beside the tools. */
export type Hindrance =
  'read-only' | 'locked' | 'no-mask-segment' | 'not-kept' | 'values-missing' | 'grew-far' | 'too-large';

/** Voxels in which a region may grow: a stack of numbers is made for it. */
const MOST_GROWN = 64 * 2 ** 20;
const NO_VALUES = 'nowhere';
/** Livewire: the bell that blurs the picture before its edges are sought, and how far a corner snaps; pixels. */
const EDGE_SIGMA = 1.5;
const SNAP_PX = 3;

/** One item on the workbench: its labelling, what is on the screen, and what the hand does to it. */
export class Bench {
  readonly session: LabellingSession;
  readonly kit: Kit;
  readonly view = new StageView();
  readonly painter = new LabelPainter();
  readonly spacing: Spacing;
  pane = $state.raw<Pane | null>(null);
  /** The segment in hand; null: the schema has none. */
  segment = $state.raw<Segment | null>(null);
  /** The layer in hand, where a person chose one of the segment's; null: the person's own. */
  layer = $state<string | null>(null);
  selected = $state<string | null>(null);
  draft = $state.raw<Draft | null>(null);
  /** Shift or the right button is held. */
  erasing = $state(false);
  hindrance = $state<Hindrance | null>(null);
  readonly locked = new SvelteSet<string>();
  /** A layer that is painted and not in the labelling yet. */
  #made = $state.raw<Layer | null>(null);
  /** Number of the segment that was in hand before. */
  #before: number | null = null;
  #gesture: Gesture | null = null;
  readonly #writable: () => boolean;
  readonly #machine: () => Colour;

  /** @param machine the theme's colour of what a model says */
  constructor(open: OpenLabelling, kit: Kit, writable: () => boolean, machine: () => Colour) {
    this.session = new LabellingSession(open);
    this.kit = kit;
    this.#writable = writable;
    this.#machine = machine;
    this.spacing = spacingOf(open.instances);
    this.segment = open.schema.segments[0] ?? null;
    this.session.onchange = () => this.repaint();
  }

  get slice(): number {
    return this.view.index;
  }

  get slices(): number {
    return this.session.open.item.frames.length;
  }

  /** Layers of a segment, or of all, in the order in which they lie on the picture. */
  layers(segment?: number): Layer[] {
    const all = [...this.session.state.layers.values()];
    return segment === undefined ? all : all.filter((layer) => layer.segment === segment);
  }

  segmentOf(number: number): Segment | undefined {
    return this.session.open.schema.segments.find((segment) => segment.number === number);
  }

  /** The layer that is drawn on: the one in hand, else the person's own of the segment, else a new one. */
  layerInHand(): Layer | null {
    const { segment } = this;
    if (segment?.drawn !== 'mask') return null;
    const here = this.layers(segment.number);
    const chosen = here.find(({ uid }) => uid === this.layer);
    const own = here.findLast((layer) => !isUntouched(layer));
    return chosen ?? own ?? this.#newLayer(segment.number);
  }

  #newLayer(segment: number): Layer {
    if (this.#made?.segment === segment) return this.#made;
    this.#made = { uid: crypto.randomUUID(), segment, drawer: { by: 'person' }, hidden: false };
    return this.#made;
  }

  /** The layer that was in hand before the segment that is now, for what is done with two of them; null: none. */
  otherLayer(): Layer | null {
    const inHand = this.layerInHand();
    const before = this.layers().filter(({ uid, segment }) => uid !== inHand?.uid && segment === this.#before);
    const any = this.layers().filter(({ uid }) => uid !== inHand?.uid);
    return before.at(-1) ?? (any.length === 1 ? any[0]! : null);
  }

  /** Takes a segment in hand. */
  choose(segment: Segment): void {
    this.give();
    if (this.segment && this.segment !== segment) this.#before = this.segment.number;
    this.segment = segment;
    this.layer = null;
    // a segment that is boxed is not painted
    if (segment.drawn === 'box' || segment.drawn === 'point') this.kit.use(segment.drawn);
    else if (segment.drawn === 'polygon' && this.kit.tool !== 'freehand') this.kit.use('polygon');
    else if (this.kit.tool === 'box' || this.kit.tool === 'point') this.kit.use('brush');
    this.repaint();
  }

  /** Tells the painter what lies over the slice on the screen; the layer in hand on top. */
  repaint(): void {
    const { item } = this.session.open;
    if (!this.view.shown) return;
    this.painter.show(this.#painted(), item.rows, item.columns);
  }

  #painted(): PaintedLayer[] {
    const { state, masks } = this.session;
    const inHand = this.layer ?? this.#made?.uid ?? null;
    const made = this.#made && !state.layers.has(this.#made.uid) ? [this.#made] : [];
    const shown = [...state.layers.values(), ...made].filter((layer) => !this.isHidden(layer));
    shown.sort((a, b) => Number(a.uid === inHand) - Number(b.uid === inHand));
    return shown.map((layer) => ({
      uid: layer.uid,
      pixels: masks.plane(state, layer.uid, this.slice).values,
      colour: this.colourOf(layer),
      opacity: this.kit.opacity,
      unconfirmed: isUntouched(layer),
    }));
  }

  isHidden(layer: Layer): boolean {
    return layer.hidden || this.kit.hideAll;
  }

  /** Violet while it is a model's word alone, else the segment's. */
  colourOf(layer: Pick<Layer, 'drawer' | 'segment'>): Colour {
    return isUntouched(layer) ? this.#machine() : rgb(this.segmentOf(layer.segment)?.colour ?? '#ffffff');
  }

  /** Shapes of the slice on the screen. */
  shapes(words: (shape: Shape) => string): ShownShape[] {
    if (this.kit.hideAll) return [];
    return [...this.session.state.shapes.values()]
      .filter(({ slice }) => slice === this.slice)
      .map((shape) => ({
        uid: shape.uid,
        kind: shape.kind,
        points: shape.points,
        colour: `rgb(${this.colourOf(shape).join(' ')})`,
        words: words(shape),
        unconfirmed: isUntouched(shape),
        locked: this.locked.has(shape.uid) || !this.#writable(),
      }));
  }

  /** What follows the pointer: the nib of a tool that has one. */
  get ring(): Ring | null {
    const { tool, radius } = this.kit;
    if (!hasNib(tool) || !this.segment) return null;
    const [row, column] = this.spacing.relative;
    const erase = tool === 'eraser' || this.erasing;
    return { radii: [radius / column, radius / row], erase, colour: this.segment.colour, shape: this.kit.nibShape };
  }

  // --- what the hand does

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
    const { tool } = this.kit;
    if (!this.#writable()) return this.#hindered('read-only');
    if (this.session.failure) return this.#hindered('not-kept');
    if (tool === 'box' || tool === 'point') return this.#shapeGesture(tool, hand);
    if (tool === 'select' || tool === 'window' || tool === 'pan' || tool === 'zoom') return null;
    if (this.segment?.drawn === 'polygon' && (tool === 'polygon' || tool === 'freehand' || tool === 'livewire')) {
      return this.#outlineGesture(tool, this.#polygonEnd());
    }
    const layer = this.layerInHand();
    if (!layer) return this.#hindered('no-mask-segment');
    if (this.locked.has(layer.uid)) return this.#hindered('locked');
    if (hasNib(tool)) return this.#brush(layer, hand);
    if (tool === 'rectangle' || tool === 'ellipse') return new BoxGesture(tool, this.#maskEnd(layer));
    if (tool === 'polygon' || tool === 'freehand' || tool === 'livewire') {
      return this.#outlineGesture(tool, this.#maskEnd(layer));
    }
    this.#click(layer, hand);
    return null;
  }

  #hindered(why: Hindrance): null {
    this.hindrance = why;
    return null;
  }

  #brush(layer: Layer, hand: Hand): Gesture {
    const { tool, radius, nibShape } = this.kit;
    const painting = this.#painting(layer);
    const nib: Nib = { shape: nibShape, radius, spacing: this.spacing.relative };
    const ball = tool === 'sphere' ? { slices: this.slices, between: this.spacing.between } : null;
    const erase = tool === 'eraser' || hand.erase;
    const name = erase ? 'eraser' : tool;
    return new BrushGesture(painting, { nib, slice: this.slice, ball, erase }, () => {
      painting.finish(name, this.locked);
      this.#made = null;
      this.repaint();
    });
  }

  #painting(layer: Layer): Painting {
    this.repaint();
    return new Painting(
      this.session,
      layer,
      (slice) => this.allowed(layer, slice),
      ({ uid }, slice, part) => this.#touched(uid, slice, part),
    );
  }

  #touched(uid: string, slice: number, part: Rectangle): void {
    if (slice === this.slice) this.painter.touch(uid, part);
  }

  /** Where a layer's slice may be painted: by the masking that is on, and never over a locked segment. */
  allowed(layer: Layer, slice: number): Uint8Array | null | 'nowhere' {
    const { state, masks, pixels } = this.session;
    const { where, rangeOn, range, tool } = this.kit;
    const overlaps = this.segmentOf(layer.segment)?.overlaps ?? true;
    const others = this.layers().filter(({ uid, segment }) => uid !== layer.uid && segment !== layer.segment);
    const plane = ({ uid }: Layer) => masks.plane(state, uid, slice).values;
    const outside = others
      .filter((other) => (where === 'empty' && !isUntouched(other)) || (!overlaps && this.locked.has(other.uid)))
      .map(plane);
    const inside = where === 'inside' ? this.#union(this.layers(this.kit.inside), slice) : undefined;
    const ranged = rangeOn || tool === 'threshold';
    const values = ranged ? this.values(slice) : null;
    if (ranged && !values) {
      this.hindrance = 'values-missing';
      return NO_VALUES;
    }
    return allowedPixels(pixels, {
      outside,
      ...(inside ? { inside } : {}),
      ...(values ? { intensity: { values, low: range[0], high: range[1] } } : {}),
    });
  }

  #union(layers: readonly Layer[], slice: number): Uint8Array {
    const { state, masks, pixels } = this.session;
    const all = new Uint8Array(pixels);
    for (const { uid } of layers) {
      const { values } = masks.plane(state, uid, slice);
      for (let i = 0; i < pixels; i++) if (values[i]) all[i] = 1;
    }
    return all;
  }

  /** The numbers of a slice's picture where they are in memory. */
  values(slice: number): ArrayLike<number> | null {
    const key = this.session.open.item.frames[slice];
    return key ? frameValuesNow(key) : null;
  }

  #maskEnd(layer: Layer): FigureEnd {
    return {
      show: (draft) => this.#show(draft),
      paint: (figure, erase) => this.#paintFigure(layer, figure, erase, this.kit.tool),
    };
  }

  #polygonEnd(): FigureEnd {
    const { slice } = this;
    return {
      show: (draft) => this.#show(draft),
      paint: (_figure, _erase, points) => this.#addShape('polygon', slice, points),
    };
  }

  #show(draft: Omit<Draft, 'colour'> | null): void {
    this.draft = draft && { ...draft, colour: this.segment?.colour ?? '#ffffff' };
  }

  #paintFigure(layer: Layer, figure: Figure, erase: boolean, name: string): void {
    const painting = this.#painting(layer);
    painting.paint(this.slice, figure, erase ? 0 : 1);
    painting.finish(name, this.locked);
    this.#made = null;
    this.repaint();
  }

  #outlineGesture(tool: 'polygon' | 'freehand' | 'livewire', end: FigureEnd): Gesture | null {
    if (tool === 'freehand') return new FreehandGesture(end);
    if (tool === 'polygon') return new PolygonGesture(end);
    const values = this.values(this.slice);
    return values ? this.#livewire(values, end) : this.#hindered('values-missing');
  }

  /** A polygon whose sides follow the picture's edges; its corners snap to the edge nearby. */
  #livewire(values: ArrayLike<number>, end: FigureEnd): Gesture {
    const { rows, columns } = this.session.open.item;
    const edges = edgeCosts({ rows, columns, values }, EDGE_SIGMA);
    const wire = new Livewire(edges);
    const within = ([x, y]: Point): Point => [
      Math.min(columns - 0.5, Math.max(0.5, x)),
      Math.min(rows - 0.5, Math.max(0.5, y)),
    ];
    const snap = (at: Point) => snapped(edges, within(at), SNAP_PX);
    return new PolygonGesture(
      end,
      (to) => wire.pathTo(snap(to)),
      (at) => wire.begin(snap(at)),
    );
  }

  #shapeGesture(tool: 'box' | 'point', hand: Hand): Gesture | null {
    const { slice } = this;
    if (this.segment?.drawn !== tool) {
      const segment = this.session.open.schema.segments.find(({ drawn }) => drawn === tool);
      if (!segment) return this.#hindered('no-mask-segment');
      this.segment = segment;
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
    const { session, segment } = this;
    if (!segment) return;
    const { rows, columns } = session.open.item;
    const after = shapeOf(kind, segment.number, slice, points, rows, columns);
    session.take(shapeStep(kind, session.state, null, after));
    this.selected = after.uid;
  }

  /** Moves a shape's corners. */
  moveShape(uid: string, points: readonly PicturePoint[]): void {
    const { session } = this;
    const before = session.state.shapes.get(uid);
    if (!before || !this.#writable() || this.locked.has(uid)) return;
    const { rows, columns } = session.open.item;
    const { points: moved } = shapeOf(before.kind, before.segment, before.slice, points, rows, columns);
    session.take(shapeStep('move-shape', session.state, before, { ...before, points: moved }));
  }

  removeShape(uid: string): void {
    const before = this.session.state.shapes.get(uid);
    if (!before || !this.#writable() || this.locked.has(uid)) return;
    this.session.take(shapeStep('remove-shape', this.session.state, before, null));
    if (this.selected === uid) this.selected = null;
  }

  /** A click of the bucket or of region growing. */
  #click(layer: Layer, hand: Hand): void {
    const { rows, columns } = this.session.open.item;
    const [column, row] = [Math.floor(hand.at[0]), Math.floor(hand.at[1])];
    if (row < 0 || column < 0 || row >= rows || column >= columns) return;
    const seed = row * columns + column;
    const name = this.kit.tool;
    const size = { slices: 1, rows, columns };
    const allowed = this.allowed(layer, this.slice);
    if (allowed === NO_VALUES) return;
    if (name === 'fill') {
      const { values } = this.session.masks.plane(this.session.state, layer.uid, this.slice);
      const is = hand.erase ? 1 : 0;
      const { mask } = grownRegion({ ...size, values }, seed, [is, is], 'faces', { allowed: is ? null : allowed });
      this.#paintFigure(layer, figureOf(mask.values), hand.erase, name);
    } else if (name === 'grow') this.#grow(layer, seed, hand.erase, allowed);
  }

  /** Paints what is connected with a pixel and about as bright: on the slice, or through all of them. */
  #grow(layer: Layer, seed: number, erase: boolean, allowed: Uint8Array | null): void {
    const { rows, columns } = this.session.open.item;
    const pixels = rows * columns;
    const through = this.kit.through && this.slices > 1;
    const [first, count] = through ? [0, this.slices] : [this.slice, 1];
    if (pixels * count > MOST_GROWN) return void this.#hindered('too-large');
    const slices = Array.from({ length: count }, (_, i) => this.values(first + i));
    if (slices.some((values) => values === null)) return void this.#hindered('values-missing');
    const values = through ? new Float32Array(pixels * count) : slices[0]!;
    if (through) slices.forEach((slice, i) => (values as Float32Array).set(slice!, i * pixels));
    const samples = { slices: count, rows, columns, values };
    const at = seed + (this.slice - first) * pixels;
    const range = rangeAround(samples, at, this.kit.tolerance);
    const options = through ? {} : { allowed };
    const { mask, voxels } = grownRegion(samples, at, range, 'faces', options);
    if (voxels > (pixels * count) / 2) this.hindrance = 'grew-far';
    const painting = this.#painting(layer);
    for (let i = 0; i < count; i++) {
      const part = mask.values.subarray(i * pixels, (i + 1) * pixels);
      if (part.includes(1)) painting.paint(first + i, figureOf(part), erase ? 0 : 1);
    }
    painting.finish('grow', this.locked);
    this.#made = null;
    this.repaint();
  }
}

/** A mask as a figure to paint: row by row the runs that are inside. */
export function figureOf(values: ArrayLike<number>): Figure {
  return ({ rows, columns }, span) => {
    for (let row = 0; row < rows; row++) {
      let from = -1;
      for (let column = 0; column <= columns; column++) {
        const inside = column < columns && values[row * columns + column] !== 0;
        if (inside === from >= 0) continue;
        if (!inside) span(row, from, column);
        from = inside ? column : -1;
      }
    }
  };
}

function rgb(hex: string): Colour {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}
