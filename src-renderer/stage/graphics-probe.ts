import {
  cache,
  Enums,
  getShouldUseCPURendering,
  imageLoader,
  RenderingEngine,
  setUseCPURendering,
  utilities,
  type StackViewport,
  type Types,
} from '@cornerstonejs/core';
import { graphics } from '../app/graphics.svelte.ts';
import { findRenderer } from '../app/renderer-name.ts';
import { initialiseCornerstone, isStageInUse } from './cornerstone.ts';
import { screenMatrix } from './pane-camera.ts';
import { greyError, probeValues, PROBE_SIDE, PROBE_WINDOW } from './probe-picture.ts';
import { onScreen, type Point } from './screen-geometry.ts';

const SCHEME = 'skiagraph-probe';
const IMAGE_ID = `${SCHEME}:1`;
/** A drawing that is further off than rounding shows wrong greys. */
const MOST_WRONG = 1;
const ROUNDS = 5;
const PATIENCE_MS = 5000;

/**
 * Draws a picture whose greys are known with WebGL and looks at what came out. Where a pixel is wrong, or nothing comes, the
 * same is asked of Cornerstone's drawing by the processor, and where that is right the stage draws so from then on. Once,
 * when the program has nothing else to do; a picture that a person waits for goes first.
 */
export async function probeGraphics(): Promise<void> {
  if (graphics.now.wrongBy !== null || isStageInUse()) return;
  graphics.learn({ renderer: findRenderer() });
  initialiseCornerstone();
  const now = getShouldUseCPURendering() ? 'cpu' : 'gpu';
  const found = await tried(now);
  const wrong = !found || found.wrongBy > MOST_WRONG;
  if (wrong && now === 'gpu' && !isStageInUse()) {
    setUseCPURendering(true, false);
    const instead = await tried('cpu');
    const better = instead !== null && instead.wrongBy <= MOST_WRONG && !isStageInUse();
    if (!better) setUseCPURendering(false, false);
    graphics.learn(better ? { backend: 'cpu', ...instead } : { backend: 'webgl', ...found });
  } else graphics.learn({ backend: now === 'cpu' ? 'cpu' : 'webgl', ...found });
}

/** Once may be chance: a window that was covered, a machine that was asleep. */
async function tried(renderer: 'gpu' | 'cpu'): Promise<Drawn | null> {
  const first = await drawn(renderer).catch(() => null);
  if (first && first.wrongBy <= MOST_WRONG) return first;
  return isStageInUse() ? first : drawn(renderer).catch(() => first);
}

interface Drawn {
  readonly wrongBy: number;
  readonly drawMs: number;
}

async function drawn(renderer: 'gpu' | 'cpu'): Promise<Drawn> {
  imageLoader.registerImageLoader(SCHEME, () => ({ promise: Promise.resolve(probeImage()) }));
  const element = document.createElement('div');
  element.className = 'graphics-probe';
  document.body.append(element);
  const engine = new RenderingEngine(SCHEME);
  try {
    engine.enableElement({ viewportId: SCHEME, element, type: Enums.ViewportType.STACK });
    const viewport = engine.getViewport(SCHEME) as StackViewport;
    await viewport.setStack([IMAGE_ID]);
    const { center, width } = PROBE_WINDOW;
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // another window each time, the right one last
      const off = ROUNDS - 1 - round;
      viewport.setProperties({ voiRange: { lower: center - width / 2 + off, upper: center + width / 2 + off } });
      times.push(await timed(element, () => viewport.render()));
    }
    times.sort((a, b) => a - b);
    const matrix = screenMatrix(viewport, renderer);
    const ratio = viewport.canvas.width / element.clientWidth;
    if (!matrix) throw new Error('nothing was drawn');
    const at = (place: Point) => onScreen(matrix, place).map((px) => px * ratio) as unknown as Point;
    return { wrongBy: greyError(pixelsOf(viewport.canvas), at), drawMs: times[ROUNDS >> 1] as number };
  } finally {
    engine.destroy();
    element.remove();
    if (cache.getImage(IMAGE_ID)) cache.removeImageLoadObject(IMAGE_ID);
  }
}

function timed(element: HTMLElement, draw: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('nothing was drawn')), PATIENCE_MS);
    const begun = performance.now();
    element.addEventListener(
      Enums.Events.IMAGE_RENDERED,
      () => {
        clearTimeout(timer);
        resolve(performance.now() - begun);
      },
      { once: true },
    );
    draw();
  });
}

function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no drawing surface');
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height);
}

function probeImage(): Types.IImage {
  const values = probeValues();
  const { center, width } = PROBE_WINDOW;
  return {
    ...{ imageId: IMAGE_ID, rows: PROBE_SIDE, columns: PROBE_SIDE, height: PROBE_SIDE, width: PROBE_SIDE },
    ...{ color: false, rgba: false, numberOfComponents: 1, slope: 1, intercept: 0, invert: false },
    ...{ minPixelValue: Math.min(...values), maxPixelValue: Math.max(...values) },
    ...{ windowCenter: center, windowWidth: width, voiLUTFunction: Enums.VOILUTFunctionType.LINEAR_EXACT },
    ...{ rowPixelSpacing: 1, columnPixelSpacing: 1, sizeInBytes: values.byteLength, dataType: 'Int16Array' },
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      ...{ scalarData: values, width: PROBE_SIDE, height: PROBE_SIDE, numberOfComponents: 1 },
    }),
    getPixelData: () => values,
    getCanvas: () => document.createElement('canvas'),
    imageFrame: { photometricInterpretation: 'MONOCHROME2' } as Types.IImageFrame,
  } as Types.IImage;
}
