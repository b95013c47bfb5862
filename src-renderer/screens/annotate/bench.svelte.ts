import { SvelteSet } from 'svelte/reactivity';
import type { Segment } from '../../../src-shared/annotation/label-schema.ts';
import type { Layer, Shape } from '../../../src-shared/annotation/labelling.ts';
import type { OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import { allowedPixels } from '../../../src-shared/drawing/allowed.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';
import { frameValuesNow } from '../../stage/frame-values.ts';
import type { Ring } from '../../stage/hand.ts';
import { LabelPainter } from '../../stage/label-painter.ts';
import type { PaintedLayer } from '../../stage/label-picture.ts';
import type { Colour } from '../../stage/mask-picture.ts';
import type { Pane } from '../../stage/pane.ts';
import type { ShownShape } from '../../stage/shown-shape.ts';
import { StageView } from '../../stage/view.svelte.ts';
import { BenchHand } from './bench-hand.svelte.ts';
import type { Kit } from './kit.svelte.ts';
import { LabellingSession } from './labelling-session.svelte.ts';
import { isUntouched } from './mask-step.ts';
import { shapeStep, shapeOf } from './shape-step.ts';
import { spacingOf, type Spacing } from './item-spacing.ts';
import { hasNib } from './tools.ts';

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
  /** Whether something that is drawn can be kept. */
  readonly writable: () => boolean;
  readonly locked = new SvelteSet<string>();
  /** A layer that is painted and not in the labelling yet. */
  #made = $state.raw<Layer | null>(null);
  /** Number of the segment that was in hand before. */
  #before: number | null = null;
  readonly hand: BenchHand;
  readonly #machine: () => Colour;

  /** @param machine the theme's colour of what a model says */
  constructor(open: OpenLabelling, kit: Kit, writable: () => boolean, machine: () => Colour) {
    this.session = new LabellingSession(open);
    this.kit = kit;
    this.writable = writable;
    this.#machine = machine;
    this.spacing = spacingOf(open.item.frames, open.instances);
    this.segment = open.schema.segments[0] ?? null;
    this.hand = new BenchHand(this);
    this.session.onchange = () => {
      this.hand.changed();
      this.repaint();
    };
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
    this.hand.give();
    if (this.segment && this.segment !== segment) this.#before = this.segment.number;
    this.segment = segment;
    this.layer = null;
    // a segment that is boxed is not painted
    if (segment.drawn === 'box' || segment.drawn === 'point') this.kit.use(segment.drawn);
    else if (segment.drawn === 'polygon' && this.kit.tool !== 'freehand') this.kit.use('polygon');
    else if (this.kit.tool === 'box' || this.kit.tool === 'point') this.kit.use('brush');
    this.repaint();
  }

  /** Takes a layer in hand, so that what is drawn next changes it. */
  takeLayer(uid: string): void {
    const layer = this.session.state.layers.get(uid);
    const segment = layer && this.segmentOf(layer.segment);
    if (!segment) return;
    this.choose(segment);
    this.layer = uid;
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
    const drawn = [...this.session.state.shapes.values()]
      .filter(({ slice }) => slice === this.slice)
      .map((shape) => ({
        uid: shape.uid,
        kind: shape.kind,
        points: shape.points,
        colour: `rgb(${this.colourOf(shape).join(' ')})`,
        words: words(shape),
        unconfirmed: isUntouched(shape),
        locked: this.locked.has(shape.uid) || !this.writable(),
      }));
    return [...drawn, ...this.#marks()];
  }

  /** What was pointed at, as plus and minus. */
  #marks(): ShownShape[] {
    const { pointed } = this.hand;
    if (pointed?.slice !== this.slice || this.kit.tool !== 'prompt') return [];
    const marks = (['inside', 'outside'] as const).flatMap((where) => pointed[where].map(({ at }) => ({ where, at })));
    return marks.map(({ where, at }, i) => ({
      ...{ uid: `mark-${i}`, kind: 'point', points: [at], unconfirmed: false, locked: true },
      ...{ colour: where === 'inside' ? 'var(--person)' : 'var(--danger)', words: where === 'inside' ? '+' : '−' },
    }));
  }

  /** What follows the pointer: the nib of a tool that has one. */
  get ring(): Ring | null {
    const { tool, radius } = this.kit;
    if (!hasNib(tool) || !this.segment) return null;
    const [row, column] = this.spacing.relative;
    const erase = tool === 'eraser' || this.hand.erasing;
    return { radii: [radius / column, radius / row], erase, colour: this.segment.colour, shape: this.kit.nibShape };
  }

  /** What was painted is in the labelling now. */
  settle(): void {
    this.#made = null;
    this.repaint();
  }

  /**
   * Where a layer's slice may be painted: by the masking that is on, and never over a locked segment. Null: anywhere;
   * `nowhere`: the pixels that decide it are not in memory.
   */
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
    if (ranged && !values) return 'nowhere';
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

  /** Moves a shape's corners. */
  moveShape(uid: string, points: readonly PicturePoint[]): void {
    const { session } = this;
    const before = session.state.shapes.get(uid);
    if (!before || !this.writable() || this.locked.has(uid)) return;
    const { rows, columns } = session.open.item;
    const { points: moved } = shapeOf(before.kind, before.segment, before.slice, points, rows, columns);
    session.take(shapeStep('move-shape', session.state, before, { ...before, points: moved }));
  }

  removeShape(uid: string): void {
    const before = this.session.state.shapes.get(uid);
    if (!before || !this.writable() || this.locked.has(uid)) return;
    this.session.take(shapeStep('remove-shape', this.session.state, before, null));
    if (this.selected === uid) this.selected = null;
  }
}

function rgb(hex: string): Colour {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}
