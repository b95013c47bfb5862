import { Enums, type RenderingEngine, type StackViewport } from '@cornerstonejs/core';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import { edgesFromCosines } from '../../src-shared/imaging/orientation.ts';
import { coversElement } from './canvas-size.ts';
import type { FrameKey } from './image-id.ts';
import { knownInstance } from './metadata.ts';
import {
  FITTED,
  lookCamera,
  lookOf,
  movedCamera,
  oneToOneCamera,
  screenMatrix,
  shiftedCamera,
  zoomedCamera,
} from './pane-camera.ts';
import type { Look, PaneState } from './pane-state.ts';
import type { Point, ScreenMatrix } from './screen-geometry.ts';
import { uprighting } from './upright.ts';
import type { StageView } from './view.svelte.ts';

type Turning = Pick<PaneState, 'rotation' | 'flipHorizontal' | 'flipVertical'>;

/** How a stack's picture lies in its pane: size, place, turning and mirroring. */
export class PaneLie {
  readonly #engine: RenderingEngine;
  readonly #viewport: StackViewport;
  readonly #view: StageView;
  readonly #element: HTMLDivElement;
  readonly #observer: ResizeObserver;
  #fitted = true;
  #settling = false;
  #there = false;
  /** The pane's size when it was drawn last, in CSS pixels. */
  #drawnIn: Point = [1, 1];

  constructor(engine: RenderingEngine, viewport: StackViewport, view: StageView) {
    this.#engine = engine;
    this.#viewport = viewport;
    this.#view = view;
    this.#element = viewport.element;
    this.#element.addEventListener(Enums.Events.CAMERA_MODIFIED, this.#cameraMoved);
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(this.#element);
  }

  /** Whether the whole picture is shown, as large as the pane allows, and stays so when the pane changes its size. */
  get fitted(): boolean {
    return this.#fitted;
  }

  /** Where the picture lies, now that it was drawn. */
  drawn(): ScreenMatrix | null {
    this.#drawnIn = [this.#element.clientWidth, this.#element.clientHeight];
    return screenMatrix(this.#viewport, this.#view.renderer);
  }

  /** While a picture is put into the viewport, Cornerstone's own moves of the camera are not the person's. */
  async putting(work: () => Promise<unknown>): Promise<void> {
    this.#there = true;
    this.#settling = true;
    await work();
    this.#settling = false;
  }

  end(): void {
    this.#observer.disconnect();
    this.#element.removeEventListener(Enums.Events.CAMERA_MODIFIED, this.#cameraMoved);
  }

  fit(): void {
    this.#lie(FITTED);
    this.#fitted = true;
  }

  look(): Look | null {
    // as it was drawn last: graphics that are gone know no places any more, and a pane that leaves the page has no size
    const { shown, matrix } = this.#view;
    const image = this.#viewport.getCornerstoneImage();
    return shown && matrix && image ? lookOf([image.columns, image.rows], matrix, this.#drawnIn) : null;
  }

  /** How it was turned and laid, as it is kept. */
  get state(): Pick<PaneState, 'rotation' | 'flipHorizontal' | 'flipVertical' | 'look'> {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    const rotation = Math.round(this.#viewport.getRotation());
    return { rotation, flipHorizontal, flipVertical, look: this.#fitted ? null : this.look() };
  }

  /** Turns and lays it as it was left. */
  takeOver(before: PaneState): void {
    this.#turn(before);
    if (!before.look) return;
    this.#lie(before.look);
    this.#fitted = false;
  }

  takeLook(look: Look): void {
    if (!this.#view.shown) return;
    this.#lie(look);
    const off = [look.zoom - FITTED.zoom, ...look.middle.map((share, i) => share - (FITTED.middle[i] as number))];
    this.#fitted = off.every((by) => Math.abs(by) < 1e-6);
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
    this.settle(() => this.#viewport.setViewPresentation({ rotation }));
    if (this.#fitted) this.fit();
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera();
    this.settle(() => {
      if (axis === 'horizontal') this.#viewport.setCamera({ flipHorizontal: !flipHorizontal });
      else this.#viewport.setCamera({ flipVertical: !flipVertical });
    });
  }

  /** Lays the picture into the pane. */
  #lie(look: Look): void {
    const matrix = screenMatrix(this.#viewport, this.#view.renderer);
    if (matrix) this.settle(() => this.#viewport.setCamera(lookCamera(this.#viewport, matrix, look)));
  }

  /** Pictures whose rows may run any way are turned as radiologists look at them; others stay as they were made. */
  upright(key: FrameKey | null): void {
    const instance = key && knownInstance(key.instanceId);
    if (!key || instance?.description.gate.container !== 'nifti') return;
    const { imageOrientation } = pixelsOfFrame(instance.description.pixels, key.frame);
    if (imageOrientation) this.#turn(uprighting(edgesFromCosines(imageOrientation)));
  }

  #turn({ rotation, flipHorizontal, flipVertical }: Turning): void {
    this.settle(() => {
      this.#viewport.setViewPresentation({ rotation });
      this.#viewport.setCamera({ flipHorizontal, flipVertical });
    });
  }

  readonly #cameraMoved = (): void => {
    if (!this.#settling) this.#fitted = false;
  };

  /** Changes the camera without counting as the person's zoom or pan. */
  settle(change: () => void): void {
    this.#settling = true;
    change();
    this.#settling = false;
    this.#viewport.render();
  }

  #resized(): void {
    const element = this.#element;
    if (element.clientWidth === 0 || coversElement(this.#viewport.canvas, element, window.devicePixelRatio)) return;
    this.settle(() => this.#engine.resize(false, true));
    if (this.#fitted && this.#there) this.fit();
  }
}
