import { Enums, type StackViewport, type RenderingEngine } from '@cornerstonejs/core';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import { edgesFromCosines } from '../../src-shared/imaging/orientation.ts';
import { stageEngine } from './cornerstone.ts';
import { rangeOf, windowOf } from './default-window.ts';
import { frameOf, imageIdOf, type FrameKey } from './image-id.ts';
import { loadedFrame, type StageImage } from './image-loader.ts';
import { LatestFrame } from './latest-frame.ts';
import { knownInstance } from './metadata.ts';
import { fittedCamera, movedCamera, oneToOneCamera, screenMatrix, shiftedCamera, zoomedCamera } from './pane-camera.ts';
import { PaneTools } from './pane-tools.ts';
import type { DragTool, PicturePane } from './picture-pane.ts';
import { SCROLL_DRAGGED } from './scroll-drag-tool.ts';
import type { Point } from './screen-geometry.ts';
import { uprighting } from './upright.ts';
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
  readonly #observer: ResizeObserver;
  #target = 0;
  #fitted = true;
  #settling = false;
  #stackSet = false;
  #closed = false;
  readonly #tools: PaneTools;
  /** The window that was worked out for the whole stack. */
  #kept: Window | null = null;

  /** @param frames of one series, in reading order, at least one */
  constructor(element: HTMLDivElement, view: StageView, frames: readonly FrameKey[]) {
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
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    element.addEventListener(Enums.Events.CAMERA_MODIFIED, this.#cameraMoved);
    element.addEventListener(SCROLL_DRAGGED, this.#scrollDragged);
    this.#latest = new LatestFrame<number, StageImage>(
      (index) => loadedFrame(this.#imageId(index)),
      (index) => void this.#show(index),
      (_index, reason) => this.#fail(reason),
    );
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(element);
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

  smooth(on: boolean): void {
    const { LINEAR, NEAREST } = Enums.InterpolationType;
    this.#viewport.setProperties({ interpolationType: on ? LINEAR : NEAREST });
    this.#viewport.render();
  }

  fit(): void {
    const matrix = screenMatrix(this.#viewport, this.#view.renderer);
    if (!matrix) return;
    this.#settle(() => this.#viewport.setCamera(fittedCamera(this.#viewport, matrix)));
    this.#fitted = true;
  }

  oneToOne(): void {
    this.#viewport.setCamera(oneToOneCamera(this.#viewport));
    this.#viewport.render();
  }

  zoom(factor: number, at?: Point): void {
    this.#viewport.setCamera(zoomedCamera(this.#viewport, factor));
    if (at) this.#viewport.setCamera(movedCamera(this.#viewport, at, factor));
    this.#viewport.render();
  }

  /** Moves the picture by CSS pixels of the pane. */
  move(by: Point): void {
    this.#viewport.setCamera(shiftedCamera(this.#viewport, by));
    this.#viewport.render();
  }

  rotate(direction: 1 | -1): void {
    const rotation = (Math.round(this.#viewport.getRotation()) + 90 * direction + 360) % 360;
    this.#settle(() => this.#viewport.setViewPresentation({ rotation }));
    if (this.#fitted) this.fit();
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    this.#settle(() => {
      if (axis === 'horizontal') this.#viewport.setCamera({ flipHorizontal: !flipHorizontal });
      else this.#viewport.setCamera({ flipVertical: !flipVertical });
    });
  }

  reset(): void {
    const image = this.#image();
    this.#settle(() => {
      this.#viewport.resetCamera();
      this.#upright();
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
    this.#latest.close();
    this.#observer.disconnect();
    this.#element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    this.#element.removeEventListener(Enums.Events.CAMERA_MODIFIED, this.#cameraMoved);
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
    this.#settling = true;
    if (first) await this.#viewport.setStack(this.#imageIds, index);
    else await this.#viewport.setImageIdIndex(index);
    this.#settling = false;
    if (this.#closed) return;
    if (first) this.#upright();
    if (first) await this.#computeWindowOnce();
    if (this.#closed) return;
    if (this.#fitted) this.fit();
    else this.#viewport.render();
    if (first) void this.#prefetch();
  }

  /** Pictures whose rows may run any way are turned as radiologists look at them; others stay as they were made. */
  #upright(): void {
    const key = frameOf(this.#imageId(0));
    const instance = key && knownInstance(key.instanceId);
    if (!key || instance?.description.gate.container !== 'nifti') return;
    const { imageOrientation } = pixelsOfFrame(instance.description.pixels, key.frame);
    if (!imageOrientation) return;
    const { rotation, flipHorizontal, flipVertical } = uprighting(edgesFromCosines(imageOrientation));
    this.#settle(() => {
      this.#viewport.setViewPresentation({ rotation });
      this.#viewport.setCamera({ flipHorizontal, flipVertical });
    });
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

  async #prefetch(): Promise<void> {
    for (let distance = 1; distance < this.#imageIds.length; distance++) {
      for (const index of [this.#target + distance, this.#target - distance]) {
        if (this.#closed) return;
        if (index < 0 || index >= this.#imageIds.length) continue;
        await loadedFrame(this.#imageId(index)).catch(() => undefined);
      }
    }
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
    view.matrix = screenMatrix(this.#viewport, view.renderer);
    view.window = voiRange ? windowOf(voiRange, shape) : null;
    view.windowSource = image.windowSource;
    const start = this.#kept ?? { center: Number(image.windowCenter), width: Number(image.windowWidth) };
    view.windowChanged = view.window !== null && !sameWindow(view.window, start);
    view.inverted = invert !== image.invert;
    view.smooth = interpolationType !== Enums.InterpolationType.NEAREST;
    view.loading = false;
    view.shown = key;
  };

  readonly #cameraMoved = (): void => {
    if (!this.#settling) this.#fitted = false;
  };

  readonly #scrollDragged = (event: Event): void => {
    this.scroll((event as CustomEvent<number>).detail);
  };

  /** Changes the camera without counting as the person's zoom or pan. */
  #settle(change: () => void): void {
    this.#settling = true;
    change();
    this.#settling = false;
    this.#viewport.render();
  }

  #resized(): void {
    if (this.#closed || this.#element.clientWidth === 0) return;
    this.#settle(() => this.#engine.resize(true, true));
    if (this.#fitted && this.#stackSet) this.fit();
  }
}

function sameWindow(a: Pick<Window, 'center' | 'width'>, b: Pick<Window, 'center' | 'width'>): boolean {
  const tolerance = 1e-6 * Math.max(1, Math.abs(a.width));
  return Math.abs(a.center - b.center) < tolerance && Math.abs(a.width - b.width) < tolerance;
}
