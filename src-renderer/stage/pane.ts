import { Enums, type StackViewport, type RenderingEngine } from '@cornerstonejs/core';
import { toCoded } from '../../src-shared/contract/coded.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import { stageEngine } from './cornerstone.ts';
import { colormapName, type Colours } from './colours.ts';
import { rangeOf, windowOf } from './default-window.ts';
import { holdFrames } from './frame-cache.ts';
import { frameOf, imageIdOf, type FrameKey } from './image-id.ts';
import { loadedFrame, type StageImage } from './image-loader.ts';
import { LatestFrame } from './latest-frame.ts';
import type { Magnifiable } from './magnified.ts';
import { knownInstance } from './metadata.ts';
import { PaneLie } from './pane-lie.ts';
import type { Look, PaneState } from './pane-state.ts';
import { PaneTools } from './pane-tools.ts';
import type { DragTool, PicturePane } from './picture-pane.ts';
import { readAhead } from './read-ahead.ts';
import { SCROLL_DRAGGED } from './scroll-drag-tool.ts';
import { probeAt, type Probe } from './probe.ts';
import { onPicture, type Point } from './screen-geometry.ts';
import type { StageView } from './view.svelte.ts';

let panes = 0;

/** One picture pane: a stack of frames of one series, drawn by Cornerstone, with its tools. */
export class Pane implements PicturePane {
  readonly #element: HTMLDivElement;
  readonly #view: StageView;
  readonly #imageIds: string[];
  readonly #engine: RenderingEngine;
  readonly #viewport: StackViewport;
  readonly #id = `pane-${++panes}`;
  readonly #latest: LatestFrame<number, StageImage>;
  readonly #lie: PaneLie;
  #target = 0;
  #stackSet = false;
  #closed = false;
  readonly #tools: PaneTools;
  /** The window that was worked out for the whole stack. */
  #kept: Window | null = null;

  /** What a person did to this picture before; taken over once it is there. */
  #before: PaneState | null;

  /**
   * @param frames of one display set, in reading order, at least one
   * @param before as it was left the last time; null: as it is first seen
   */
  constructor(element: HTMLDivElement, view: StageView, frames: readonly FrameKey[], before: PaneState | null = null) {
    this.#before = before;
    this.#element = element;
    this.#view = view;
    this.#imageIds = frames.map(imageIdOf);
    const { engine, renderer } = stageEngine();
    this.#engine = engine;
    view.renderer = renderer;
    engine.enableElement({ viewportId: this.#id, element, type: Enums.ViewportType.STACK });
    this.#viewport = engine.getViewport(this.#id) as StackViewport;
    // Cornerstone focuses the element at a click and then swallows every key pressed on it, shortcuts and Tab alike.
    element.removeAttribute('tabindex');
    this.#tools = new PaneTools(this.#id, engine.id);
    this.#lie = new PaneLie(engine, this.#viewport, view);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    element.addEventListener(SCROLL_DRAGGED, this.#scrollDragged);
    this.#latest = new LatestFrame<number, StageImage>(
      (index) => loadedFrame(this.#imageId(index)),
      (index) => void this.#show(index),
      (_index, reason) => this.#fail(reason),
    );
  }

  goTo(index: number): void {
    this.#target = Math.min(this.#imageIds.length - 1, Math.max(0, index));
    this.#view.failure = null;
    this.#latest.ask(this.#target);
  }

  scroll(by: number): void {
    const target = Math.min(this.#imageIds.length - 1, Math.max(0, this.#target + by));
    if (target !== this.#target) this.goTo(target);
  }

  useTool(tool: DragTool): void {
    this.#tools.use(tool);
  }

  setWindow(window: Window): void {
    this.#viewport.setProperties({ voiRange: rangeOf(window) });
    this.#viewport.render();
  }

  invert(): void {
    this.#viewport.setProperties({ invert: !this.#viewport.getProperties().invert });
    this.#viewport.render();
  }

  colour(colours: Colours): void {
    // a map turned round would be another map
    if (colours !== 'grey' && this.#view.inverted) this.invert();
    this.#viewport.setProperties({ colormap: { name: colormapName(colours) } });
    this.#viewport.render();
    this.#view.colours = colours;
  }

  probe(at: Point): Probe | null {
    const { shown, matrix } = this.#view;
    const image = this.#image();
    const instance = shown && knownInstance(shown.instanceId);
    if (!image || !matrix || !instance || image.imageId !== imageIdOf(shown)) return null;
    return probeAt(image.getPixelData(), instance.description.pixels, shown.frame, onPicture(matrix, at));
  }

  magnifiable(): Magnifiable | null {
    const image = this.#image();
    const { shown, window, inverted, colours } = this.#view;
    if (!image || !shown || image.imageId !== imageIdOf(shown)) return null;
    const { rows, columns, color } = image;
    const values = image.getPixelData();
    const plain: Window = window ?? { center: 128, width: 256, function: 'LINEAR' };
    const turned = inverted !== image.invert;
    return { values, rows, columns, samples: color ? 3 : 1, window: plain, inverted: turned, colours };
  }

  smooth(on: boolean): void {
    const { LINEAR, NEAREST } = Enums.InterpolationType;
    this.#viewport.setProperties({ interpolationType: on ? LINEAR : NEAREST });
    this.#viewport.render();
  }

  fit(): void {
    this.#lie.fit();
  }

  look(): Look | null {
    return this.#lie.look();
  }

  takeLook(look: Look): void {
    this.#lie.takeLook(look);
  }

  scale(): null {
    return null;
  }

  takeScale(): void {
    // slices that zoom together share their look
  }

  oneToOne(): void {
    this.#lie.oneToOne();
  }

  zoom(factor: number, at?: Point): void {
    this.#lie.zoom(factor, at);
  }

  /** Moves the picture by CSS pixels of the pane. */
  move(by: Point): void {
    this.#lie.move(by);
  }

  rotate(direction: 1 | -1): void {
    this.#lie.rotate(direction);
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    this.#lie.flip(axis);
  }

  state(): PaneState | null {
    const { shown, index, window, windowChanged, inverted, smooth, colours } = this.#view;
    if (!shown) return null;
    const own = windowChanged ? window : null;
    return { index, window: own, inverted, smooth, colours, ...this.#lie.state };
  }

  reset(): void {
    const image = this.#image();
    if (this.#view.colours !== 'grey') this.colour('grey');
    this.#lie.settle(() => {
      this.#viewport.resetCamera();
      this.#lie.upright(frameOf(this.#imageId(0)));
      // Cornerstone's own reset leaves a MONOCHROME1 picture's colours turned round while it says that they are not.
      if (this.#viewport.getProperties().invert !== image?.invert) this.invert();
      if (image?.invert) this.#resetWindow(image);
      else this.#viewport.resetProperties();
      if (this.#kept) this.setWindow(this.#kept);
    });
    this.fit();
  }

  close(): void {
    this.#closed = true;
    holdFrames(this.#id, []);
    this.#latest.close();
    this.#lie.end();
    this.#element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    this.#element.removeEventListener(SCROLL_DRAGGED, this.#scrollDragged);
    this.#view.shown = null;
    this.#tools.end();
    if (!this.#engine.hasBeenDestroyed) this.#engine.disableElement(this.#id);
  }

  #imageId(index: number): string {
    return this.#imageIds[index] as string;
  }

  async #show(index: number): Promise<void> {
    const first = !this.#stackSet;
    this.#stackSet = true;
    await this.#lie.putting(() =>
      first ? this.#viewport.setStack(this.#imageIds, index) : this.#viewport.setImageIdIndex(index),
    );
    if (this.#closed) return;
    if (first) this.#lie.upright(frameOf(this.#imageId(0)));
    if (first) await this.#computeWindowOnce();
    if (this.#closed) return;
    if (first) this.#takeOver();
    if (this.#lie.fitted) this.fit();
    else this.#viewport.render();
    if (first)
      void readAhead(
        this.#imageIds,
        () => this.#target,
        () => !this.#closed,
      );
  }

  /** Shows the picture as it was left. */
  #takeOver(): void {
    const before = this.#before;
    this.#before = null;
    if (!before) return;
    if (before.inverted) this.invert();
    if (before.colours !== 'grey') this.colour(before.colours);
    if (!before.smooth) this.smooth(false);
    if (before.window) this.setWindow(before.window);
    this.#lie.takeOver(before);
  }

  #resetWindow(image: StageImage): void {
    const { LINEAR } = Enums.InterpolationType;
    const window = { center: Number(image.windowCenter), width: Number(image.windowWidth) };
    const voiRange = rangeOf({ ...window, function: image.voiLUTFunction as Window['function'] });
    this.#viewport.setProperties({ voiRange, interpolationType: LINEAR });
  }

  /**
   * In a stack one computed window, that of the middle frame, stays for all: each by its own would make every slice as
   * bright as the next, and the first and last are often nearly empty.
   */
  async #computeWindowOnce(): Promise<void> {
    if (this.#imageIds.length < 2 || this.#image()?.windowSource !== 'percentiles') return;
    const middle = await loadedFrame(this.#imageId(Math.floor(this.#imageIds.length / 2))).catch(() => null);
    if (this.#closed || middle?.windowSource !== 'percentiles') return;
    const { windowCenter, windowWidth, voiLUTFunction } = middle;
    this.#kept = {
      center: Number(windowCenter),
      width: Number(windowWidth),
      function: voiLUTFunction as Window['function'],
    };
    this.setWindow(this.#kept);
  }

  #fail(reason: unknown): void {
    this.#view.shown = null;
    this.#view.loading = false;
    this.#view.failure = toCoded(reason);
  }

  #image(): StageImage | undefined {
    return this.#viewport.getCornerstoneImage() as StageImage | undefined;
  }

  readonly #rendered = (): void => {
    const image = this.#image();
    if (!image || this.#closed) return;
    const key = frameOf(image.imageId);
    const view = this.#view;
    const index = this.#imageIds.indexOf(image.imageId);
    if (!key || index < 0 || view.failure) {
      view.shown = null;
      return;
    }
    const { voiRange, invert = false, interpolationType } = this.#viewport.getProperties();
    const shape = image.voiLUTFunction as Window['function'];
    view.index = index;
    view.matrix = this.#lie.drawn();
    view.window = voiRange ? windowOf(voiRange, shape) : null;
    view.windowSource = image.windowSource;
    const start = this.#kept ?? { center: Number(image.windowCenter), width: Number(image.windowWidth) };
    view.windowChanged = view.window !== null && !sameWindow(view.window, start);
    view.inverted = invert !== image.invert;
    view.smooth = interpolationType !== Enums.InterpolationType.NEAREST;
    view.loading = false;
    view.shown = key;
    holdFrames(this.#id, [image.imageId]);
  };

  readonly #scrollDragged = (event: Event): void => {
    this.scroll((event as CustomEvent<number>).detail);
  };
}

function sameWindow(a: Pick<Window, 'center' | 'width'>, b: Pick<Window, 'center' | 'width'>): boolean {
  const tolerance = 1e-6 * Math.max(1, Math.abs(a.width));
  return Math.abs(a.center - b.center) < tolerance && Math.abs(a.width - b.width) < tolerance;
}
