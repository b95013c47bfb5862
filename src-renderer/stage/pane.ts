import { Enums, type StackViewport, type RenderingEngine } from '@cornerstonejs/core';
import { Enums as ToolEnums, PanTool, ToolGroupManager, ZoomTool } from '@cornerstonejs/tools';
import { toCoded } from '../../src-shared/contract/coded.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import { stageEngine } from './cornerstone.ts';
import { rangeOf, windowOf } from './default-window.ts';
import { frameOf, imageIdOf, type FrameKey } from './image-id.ts';
import { loadedFrame, type StageImage } from './image-loader.ts';
import { LatestFrame } from './latest-frame.ts';
import { fittedCamera, movedCamera, oneToOneCamera, screenMatrix, zoomedCamera } from './pane-camera.ts';
import { ScrollDragTool, SCROLL_DRAGGED } from './scroll-drag-tool.ts';
import type { Point } from './screen-geometry.ts';
import type { StageView } from './view.svelte.ts';
import { WindowTool } from './window-tool.ts';

/** What dragging with the left button does. Right always zooms, middle always pans. */
export type DragTool = 'window' | 'zoom' | 'pan' | 'scroll';

const TOOL_NAMES: Record<DragTool, string> = {
  window: WindowTool.toolName as string,
  zoom: ZoomTool.toolName as string,
  pan: PanTool.toolName as string,
  scroll: ScrollDragTool.toolName,
};
const { MouseBindings } = ToolEnums;

let panes = 0;

/** One picture pane: a stack of frames of one series, drawn by Cornerstone, with its tools. */
export class Pane {
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
  #tool: DragTool = 'window';
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
    this.#giveTools();
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

  /** Goes to a frame of the stack; beyond its ends, to the end. */
  goTo(index: number): void {
    this.#target = Math.min(this.#imageIds.length - 1, Math.max(0, index));
    this.#view.failure = null;
    this.#latest.ask(this.#target);
  }

  /** Moves by frames from where the person wants to be, which may not be on the screen yet. */
  scroll(by: number): void {
    const target = Math.min(this.#imageIds.length - 1, Math.max(0, this.#target + by));
    if (target !== this.#target) this.goTo(target);
  }

  /** What the left button does. */
  useTool(tool: DragTool): void {
    this.#tool = tool;
    this.#bindTools();
  }

  /** Shows a window. */
  setWindow(window: Window): void {
    this.#viewport.setProperties({ voiRange: rangeOf(window) });
    this.#viewport.render();
  }

  /** Turns black and white round, or back. */
  invert(): void {
    this.#viewport.setProperties({ invert: !this.#viewport.getProperties().invert });
    this.#viewport.render();
  }

  /** Whether pixels are smoothed into one another or shown as squares. */
  smooth(on: boolean): void {
    const { LINEAR, NEAREST } = Enums.InterpolationType;
    this.#viewport.setProperties({ interpolationType: on ? LINEAR : NEAREST });
    this.#viewport.render();
  }

  /** The whole picture, as large as the pane allows. */
  fit(): void {
    const matrix = screenMatrix(this.#viewport, this.#view.renderer);
    if (!matrix) return;
    this.#settle(() => this.#viewport.setCamera(fittedCamera(this.#viewport, matrix)));
    this.#fitted = true;
  }

  /** One picture pixel on one pixel of the screen. */
  oneToOne(): void {
    this.#viewport.setCamera(oneToOneCamera(this.#viewport));
    this.#viewport.render();
  }

  /** Enlarges by a factor; the point of the pane (CSS pixels, default its middle) stays where it is. */
  zoom(factor: number, at?: Point): void {
    this.#viewport.setCamera(zoomedCamera(this.#viewport, factor));
    if (at) this.#viewport.setCamera(movedCamera(this.#viewport, at, factor));
    this.#viewport.render();
  }

  /** Turns the picture by 90° clockwise, or counter-clockwise. */
  rotate(direction: 1 | -1): void {
    const rotation = (Math.round(this.#viewport.getRotation()) + 90 * direction + 360) % 360;
    this.#settle(() => this.#viewport.setViewPresentation({ rotation }));
    if (this.#fitted) this.fit();
  }

  /** Mirrors the picture as it lies on the screen. */
  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    this.#settle(() => {
      if (axis === 'horizontal') this.#viewport.setCamera({ flipHorizontal: !flipHorizontal });
      else this.#viewport.setCamera({ flipVertical: !flipVertical });
    });
  }

  /** Window, colours, size, place and turning as at the start. */
  reset(): void {
    const image = this.#image();
    this.#settle(() => {
      this.#viewport.resetCamera();
      // Cornerstone's own reset leaves a MONOCHROME1 picture's colours turned round while it says that they are not.
      if (this.#viewport.getProperties().invert !== image?.invert) this.invert();
      if (image?.invert) this.#resetWindow(image);
      else this.#viewport.resetProperties();
      if (this.#kept) this.setWindow(this.#kept);
    });
    this.fit();
  }

  /** Ends the pane: nothing is drawn, shown or said after it. */
  close(): void {
    this.#closed = true;
    this.#latest.close();
    this.#observer.disconnect();
    this.#element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    this.#element.removeEventListener(Enums.Events.CAMERA_MODIFIED, this.#cameraMoved);
    this.#element.removeEventListener(SCROLL_DRAGGED, this.#scrollDragged);
    this.#view.shown = null;
    ToolGroupManager.destroyToolGroup(this.#id);
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
    if (first) await this.#computeWindowOnce();
    if (this.#closed) return;
    if (this.#fitted) this.fit();
    else this.#viewport.render();
    if (first) void this.#prefetch();
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

  #giveTools(): void {
    const group = ToolGroupManager.createToolGroup(this.#id);
    if (!group) return;
    for (const name of Object.values(TOOL_NAMES)) group.addTool(name);
    group.addViewport(this.#id, this.#engine.id);
    this.#bindTools();
  }

  #bindTools(): void {
    const group = ToolGroupManager.getToolGroup(this.#id);
    if (!group) return;
    const held: Record<DragTool, number[]> = {
      window: [],
      zoom: [MouseBindings.Secondary],
      pan: [MouseBindings.Auxiliary],
      scroll: [],
    };
    held[this.#tool].push(MouseBindings.Primary);
    for (const tool of Object.keys(held) as DragTool[]) {
      const name = TOOL_NAMES[tool];
      group.setToolPassive(name, { removeAllBindings: true });
      const bindings = held[tool].map((mouseButton) => ({ mouseButton }));
      if (bindings.length > 0) group.setToolActive(name, { bindings });
    }
  }
}

function sameWindow(a: Pick<Window, 'center' | 'width'>, b: Pick<Window, 'center' | 'width'>): boolean {
  const tolerance = 1e-6 * Math.max(1, Math.abs(a.width));
  return Math.abs(a.center - b.center) < tolerance && Math.abs(a.width - b.width) < tolerance;
}
