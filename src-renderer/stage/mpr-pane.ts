import { Enums, utilities, type RenderingEngine, type Types, type VolumeViewport } from '@cornerstonejs/core';
import { edgesFromCosines } from '../../src-shared/imaging/orientation.ts';
import type { Window } from '../../src-shared/imaging/instance.ts';
import { add, dot, scale, subtract, type Vector } from '../../src-shared/imaging/vectors.ts';
import { patientPlane } from '../../src-shared/measuring/plane-pose.ts';
import { coversElement } from './canvas-size.ts';
import { stageEngine } from './cornerstone.ts';
import { colormapName, type Colours } from './colours.ts';
import { rangeOf, windowOf } from './default-window.ts';
import type { MprSession, SlabMode } from './mpr-session.svelte.ts';
import { crossLines, onPane, planeMatrix, pxPerMm, screenAxes } from './mpr-places.ts';
import type { MprPlane, MprView } from './mpr-view.svelte.ts';
import type { DragTool, PicturePane } from './picture-pane.ts';
import { PaneTools } from './pane-tools.ts';
import { PlaneLie } from './plane-lie.ts';
import { SCROLL_DRAGGED } from './scroll-drag-tool.ts';
import type { Probe } from './probe.ts';
import type { Point } from './screen-geometry.ts';
import type { StageView } from './view.svelte.ts';
import type { StageVolume } from './volume.ts';

const AXES: Record<MprPlane, Enums.OrientationAxis> = {
  axial: Enums.OrientationAxis.AXIAL,
  coronal: Enums.OrientationAxis.CORONAL,
  sagittal: Enums.OrientationAxis.SAGITTAL,
};
const BLENDS: Record<SlabMode, Enums.BlendModes> = {
  average: Enums.BlendModes.AVERAGE_INTENSITY_BLEND,
  maximum: Enums.BlendModes.MAXIMUM_INTENSITY_BLEND,
  minimum: Enums.BlendModes.MINIMUM_INTENSITY_BLEND,
};
let panes = 0;

/** One plane through a volume: cut anew by Cornerstone wherever the shared point is. */
export class MprPane implements PicturePane {
  readonly plane: MprPlane;
  readonly #element: HTMLDivElement;
  readonly #view: StageView;
  readonly #mpr: MprView;
  readonly #state: MprSession;
  readonly #volume: StageVolume;
  readonly #engine: RenderingEngine;
  readonly #viewport: VolumeViewport;
  readonly #id = `mpr-${++panes}`;
  readonly #observer: ResizeObserver;
  readonly #lie: PlaneLie;
  readonly #tools: PaneTools;
  #closed = false;
  #set = false;

  constructor(
    element: HTMLDivElement,
    plane: MprPlane,
    given: {
      readonly view: StageView;
      readonly mpr: MprView;
      readonly state: MprSession;
      readonly volume: StageVolume;
    },
  ) {
    this.#element = element;
    this.plane = plane;
    this.#view = given.view;
    this.#mpr = given.mpr;
    this.#state = given.state;
    this.#volume = given.volume;
    const { engine, renderer } = stageEngine();
    this.#engine = engine;
    this.#view.renderer = renderer;
    engine.enableElement({
      viewportId: this.#id,
      element,
      type: Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { orientation: AXES[plane] },
    });
    this.#viewport = engine.getViewport(this.#id) as VolumeViewport;
    this.#lie = new PlaneLie(this.#viewport);
    // as in a stack's pane: Cornerstone would swallow every key
    element.removeAttribute('tabindex');
    this.#tools = new PaneTools(this.#id, engine.id);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    element.addEventListener(SCROLL_DRAGGED, this.#scrollDragged);
    element.addEventListener(Enums.Events.VOI_MODIFIED, this.#windowed);
    this.#observer = new ResizeObserver(() => {
      const there = !this.#closed && element.clientWidth > 0;
      if (!there || coversElement(this.#viewport.canvas, element, window.devicePixelRatio)) return;
      engine.resize(false, true);
      this.#viewport.render();
    });
    this.#observer.observe(element);
  }

  /** Puts the volume on the screen, in the window of its middle slice. */
  async show(): Promise<void> {
    await this.#viewport.setVolumes([{ volumeId: this.#volume.volumeId }]);
    if (this.#closed) return;
    this.#set = true;
    const { window = this.#volume.window } = this.#state;
    this.#viewport.setProperties({ voiRange: rangeOf(window), invert: this.#volume.inverted });
    this.#state.point ??= this.#viewport.getCamera().focalPoint as Vector;
    this.follow();
    this.slab();
  }

  /** Goes to the plane through the shared point. */
  follow(): void {
    const { point } = this.#state;
    if (!this.#set || !point) return;
    this.#lie.moveTo(point);
    this.#viewport.render();
  }

  /** Takes the shared slab. */
  slab(): void {
    if (!this.#set) return;
    const { slabMm, slabMode } = this.#state;
    if (slabMm > 0) {
      this.#viewport.setBlendMode(BLENDS[slabMode]);
      this.#viewport.setSlabThickness(slabMm);
    } else {
      this.#viewport.setBlendMode(Enums.BlendModes.COMPOSITE);
      this.#viewport.resetSlabThickness();
    }
    this.#viewport.render();
  }

  /** Makes the point under a place of the pane (CSS pixels) the shared one. */
  choose(at: Point): void {
    if (this.#set) this.#state.point = this.#viewport.canvasToWorld([at[0], at[1]]) as Vector;
  }

  goTo(index: number): void {
    this.scroll(Math.min(this.#mpr.count - 1, Math.max(0, index)) - this.#view.index);
  }

  scroll(by: number): void {
    if (!this.#set || by === 0) return;
    this.#viewport.scroll(by);
    const { point } = this.#state;
    const { focalPoint, viewPlaneNormal } = this.#lie.camera;
    if (!point) return;
    // the shared point goes along, straight through the plane
    const out = dot(subtract(focalPoint, point), viewPlaneNormal);
    this.#state.point = add(point, scale(viewPlaneNormal, out));
  }

  useTool(tool: DragTool): void {
    this.#tools.use(tool);
  }

  setWindow(window: Window): void {
    this.#state.window = window;
  }

  /** Takes the shared window. */
  window(): void {
    const { window } = this.#state;
    const { voiRange } = this.#properties();
    if (!this.#set || !window || !voiRange) return;
    const wanted = rangeOf(window);
    if (wanted.lower === voiRange.lower && wanted.upper === voiRange.upper) return;
    this.#viewport.setProperties({ voiRange: wanted });
    this.#viewport.render();
  }

  invert(): void {
    this.#viewport.setProperties({ invert: !this.#properties().invert });
    this.#viewport.render();
  }

  colour(colours: Colours): void {
    if (colours !== 'grey' && this.#view.inverted) this.invert();
    this.#viewport.setProperties({ colormap: { name: colormapName(colours) } });
    this.#viewport.render();
    this.#view.colours = colours;
  }

  probe(at: Point): Probe | null {
    if (!this.#set) return null;
    const patient = this.#viewport.canvasToWorld([at[0], at[1]]) as Vector;
    // what a slab shows is no value of any place
    const value = this.#state.slabMm > 0 ? null : this.#volume.valueAt(patient);
    return { pixel: null, values: value === null ? null : [value], patient };
  }

  magnifiable(): null {
    return null;
  }

  smooth(on: boolean): void {
    const { LINEAR, NEAREST } = Enums.InterpolationType;
    this.#viewport.setProperties({ interpolationType: on ? LINEAR : NEAREST });
    this.#viewport.render();
  }

  fit(): void {
    this.#lie.fit();
    this.follow();
  }

  oneToOne(): void {
    this.#lie.oneToOne();
  }

  zoom(factor: number, at?: Point): void {
    this.#lie.zoom(factor, at);
  }

  rotate(direction: 1 | -1): void {
    this.#lie.rotate(direction);
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    this.#lie.flip(axis);
  }

  reset(): void {
    if (this.#view.colours !== 'grey') this.colour('grey');
    this.#state.window = this.#volume.window;
    this.#viewport.setProperties({
      invert: this.#volume.inverted,
      interpolationType: Enums.InterpolationType.LINEAR,
    });
    this.#viewport.resetCamera();
    this.follow();
  }

  look(): null {
    return null;
  }

  takeLook(): void {
    // planes share their point and window by the session
  }

  scale(): number | null {
    return this.#set ? this.#mpr.pxPerMm : null;
  }

  takeScale(wanted: number): void {
    const now = this.scale();
    if (now && Math.abs(wanted / now - 1) > 1e-3) this.zoom(wanted / now);
  }

  state(): null {
    return null;
  }

  close(): void {
    this.#closed = true;
    this.#observer.disconnect();
    this.#element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.#rendered);
    this.#element.removeEventListener(SCROLL_DRAGGED, this.#scrollDragged);
    this.#element.removeEventListener(Enums.Events.VOI_MODIFIED, this.#windowed);
    this.#view.plane = null;
    this.#tools.end();
    if (!this.#engine.hasBeenDestroyed) this.#engine.disableElement(this.#id);
  }

  #properties(): Types.VolumeViewportProperties {
    return this.#viewport.getProperties() ?? {};
  }

  readonly #rendered = (): void => {
    if (this.#closed || !this.#set) return;
    const { voiRange, invert = false, interpolationType } = this.#properties();
    const { viewPlaneNormal, viewUp } = this.#lie.camera;
    const view = this.#view;
    view.window = voiRange ? windowOf(voiRange, this.#volume.window.function) : null;
    view.windowSource = this.#volume.windowSource;
    view.windowChanged =
      view.window !== null &&
      (Math.abs(view.window.center - this.#volume.window.center) > 1e-6 ||
        Math.abs(view.window.width - this.#volume.window.width) > 1e-6);
    view.inverted = invert !== this.#volume.inverted;
    view.smooth = interpolationType !== Enums.InterpolationType.NEAREST;
    view.index = this.#viewport.getSliceIndex();
    view.loading = false;
    this.#mpr.count = utilities.getVolumeViewportScrollInfo(this.#viewport, this.#volume.volumeId).numScrollSteps + 1;
    const { point } = this.#state;
    this.#mpr.pxPerMm = pxPerMm(this.#viewport, viewUp);
    const pose = patientPlane(this.plane, this.#lie.camera.focalPoint);
    view.plane = { pose, matrix: planeMatrix(this.#viewport, pose) };
    this.#mpr.letters = edgesFromCosines(screenAxes(this.#viewport, viewPlaneNormal, viewUp));
    this.#mpr.center = point ? onPane(this.#viewport, point) : null;
    this.#mpr.cross = point ? crossLines(this.#viewport, this.plane, point) : [];
  };

  readonly #windowed = (event: Event): void => {
    const { range } = (event as CustomEvent<{ range?: { lower: number; upper: number } }>).detail;
    if (this.#set && range) this.#state.window = windowOf(range, this.#volume.window.function);
  };

  readonly #scrollDragged = (event: Event): void => {
    this.scroll((event as CustomEvent<number>).detail);
  };
}
