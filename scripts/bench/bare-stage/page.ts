// The page that the viewer is measured beside: Cornerstone as it comes, files read by the page itself, nothing around.
import {
  cache,
  cornerstoneStreamingImageVolumeLoader,
  Enums,
  imageLoader,
  init,
  metaData,
  RenderingEngine,
  utilities,
  volumeLoader,
  type StackViewport,
  type Types,
  type VolumeViewport,
} from '@cornerstonejs/core';
import type { readdir as readdirOf, readFile as readFileOf } from 'node:fs/promises';
import { afterFrame } from '../after-frame.ts';
import type { BarePage } from './bare-page.ts';
import { sliceFile, type SliceFile } from './slice-file.ts';

/** The page has Node's modules. */
interface NodeWindow {
  require(name: 'node:fs/promises'): { readdir: typeof readdirOf; readFile: typeof readFileOf };
}

const { readdir, readFile } = (globalThis as unknown as NodeWindow).require('node:fs/promises');

const RENDERED = Enums.Events.IMAGE_RENDERED;
const STACK = 'stack';
/** Files on their way at the same time. */
const AT_ONCE = 8;

const slices = new Map<string, SliceFile>();
let engine: RenderingEngine | null = null;
let files: readonly string[] = [];
let initialised = false;
let engines = 0;

async function sliceOf(imageId: string): Promise<SliceFile> {
  const known = slices.get(imageId);
  if (known) return known;
  const slice = sliceFile(await readFile(imageId.slice('bare:'.length)));
  slices.set(imageId, slice);
  return slice;
}

async function load(imageId: string): Promise<Types.IImage> {
  const { rows, columns, values, window, spacing } = await sliceOf(imageId);
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const [center, width] = window ?? [(min + max) / 2, max - min];
  return {
    ...{ imageId, rows, columns, height: rows, width: columns, color: false, rgba: false, numberOfComponents: 1 },
    ...{ slope: 1, intercept: 0, minPixelValue: min, maxPixelValue: max, invert: false },
    ...{ windowCenter: center, windowWidth: width, voiLUTFunction: Enums.VOILUTFunctionType.LINEAR },
    ...{ rowPixelSpacing: spacing[0] ?? 1, columnPixelSpacing: spacing[1] ?? 1, sizeInBytes: values.byteLength },
    ...{ photometricInterpretation: 'MONOCHROME2', dataType: 'Int16Array' as const },
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      ...{ scalarData: values, width: columns, height: rows, numberOfComponents: 1 },
    }),
    getPixelData: () => values,
    getCanvas: () => document.createElement('canvas'),
    imageFrame: { photometricInterpretation: 'MONOCHROME2' } as Types.IImageFrame,
  };
}

function metadata(type: string, imageId: string): unknown {
  const slice = slices.get(imageId);
  if (!slice) return undefined;
  const { rows, columns, spacing, orientation, position, modality } = slice;
  if (type === 'generalSeriesModule') return { modality };
  if (type === 'imagePixelModule') {
    const bits = { bitsAllocated: 16, bitsStored: 16, highBit: 15, pixelRepresentation: 1, samplesPerPixel: 1 };
    return { ...bits, photometricInterpretation: 'MONOCHROME2', rows, columns };
  }
  if (type !== 'imagePlaneModule') return undefined;
  return {
    ...{ rows, columns, pixelSpacing: spacing, frameOfReferenceUID: '1.2', imagePositionPatient: position },
    ...{ rowPixelSpacing: spacing[0], columnPixelSpacing: spacing[1], imageOrientationPatient: orientation },
    ...{ rowCosines: orientation.slice(0, 3), columnCosines: orientation.slice(3) },
  };
}

/** An element at a place of the page; Cornerstone's panes have the size of ours. */
function paneAt([left, top, width, height]: readonly [number, number, number, number]): HTMLDivElement {
  const element = document.createElement('div');
  Object.assign(element.style, { position: 'absolute', left: `${left}px`, top: `${top}px` });
  Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
  document.body.append(element);
  return element;
}

const rendered = (element: HTMLElement) =>
  new Promise((resolve) => element.addEventListener(RENDERED, resolve, { once: true }));
const stack = () => engine!.getViewport(STACK) as StackViewport;

async function first(size: readonly [number, number], index: number): Promise<void> {
  if (!initialised) {
    init();
    imageLoader.registerImageLoader('bare', (imageId: string) => ({ promise: load(imageId) }));
    volumeLoader.registerVolumeLoader('bare-volume', cornerstoneStreamingImageVolumeLoader as never);
    metaData.addProvider(metadata, 10_000);
    initialised = true;
  }
  // an id of its own: an engine that ends takes its id out of Cornerstone's list, whoever has it by then
  engine = new RenderingEngine(`bare-${++engines}`);
  const element = paneAt([0, 0, ...size]);
  engine.enableElement({ viewportId: STACK, element, type: Enums.ViewportType.STACK });
  const drawn = rendered(element);
  await stack().setStack(
    files.map((file) => `bare:${file}`),
    index,
  );
  stack().render();
  await drawn;
  await afterFrame();
}

const page: BarePage = {
  async openFiles(chosen, size, index) {
    const start = performance.now();
    files = chosen;
    await first(size, index);
    return performance.now() - start;
  },
  async openFolder(folder, size) {
    const start = performance.now();
    const names = await readdir(folder);
    const along: { file: string; at: number }[] = [];
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const some = names.slice(from, from + AT_ONCE).map((name) => `${folder}/${name}`);
      const read = await Promise.all(some.map((file) => sliceOf(`bare:${file}`)));
      read.forEach(({ position, orientation: [a, b, c, d, e, f] }, i) => {
        const normal = [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!];
        along.push({ file: some[i]!, at: normal.reduce((sum, part, axis) => sum + part * position[axis]!, 0) });
      });
    }
    files = along.sort((a, b) => a.at - b.at).map(({ file }) => file);
    await first(size, 0);
    return performance.now() - start;
  },
  async scroll(steps) {
    const [viewport, times] = [stack(), [] as number[]];
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      const drawn = rendered(viewport.element);
      await viewport.setImageIdIndex((viewport.getCurrentImageIdIndex() + 1) % files.length);
      viewport.render();
      await drawn;
      await afterFrame();
      times.push(performance.now() - start);
    }
    return times;
  },
  async readAll() {
    await Promise.all(files.map((file) => imageLoader.loadAndCacheImage(`bare:${file}`)));
  },
  async resize([width, height]) {
    const viewport = stack();
    Object.assign(viewport.element.style, { width: `${width}px`, height: `${height}px` });
    const drawn = rendered(viewport.element);
    engine!.resize(true, false);
    viewport.render();
    await drawn;
    await afterFrame();
  },
  async planes(size) {
    const start = performance.now();
    engine!.disableElement(STACK);
    document.body.replaceChildren();
    const volumeId = `bare-volume:${files[0]}`;
    const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds: files.map((file) => `bare:${file}`) });
    (volume as unknown as { load(): void }).load();
    const { AXIAL, SAGITTAL, CORONAL } = Enums.OrientationAxis;
    const drawn = [AXIAL, SAGITTAL, CORONAL].map(async (orientation, i) => {
      const element = paneAt([(i % 2) * size[0], Math.floor(i / 2) * size[1], ...size]);
      const type = Enums.ViewportType.ORTHOGRAPHIC;
      engine!.enableElement({ viewportId: orientation, element, type, defaultOptions: { orientation } });
      const done = rendered(element);
      const viewport = engine!.getViewport(orientation) as VolumeViewport;
      await viewport.setVolumes([{ volumeId }]);
      viewport.render();
      await done;
    });
    // and the slices as they were acquired beside them, as in the viewer
    const element = paneAt([size[0], size[1], ...size]);
    engine!.enableElement({ viewportId: STACK, element, type: Enums.ViewportType.STACK });
    const beside = rendered(element);
    await stack().setStack(
      files.map((file) => `bare:${file}`),
      0,
    );
    stack().render();
    await Promise.all([...drawn, beside]);
    await afterFrame();
    return performance.now() - start;
  },
  close() {
    engine?.destroy();
    engine = null;
    cache.purgeCache();
    slices.clear();
    document.body.replaceChildren();
  },
};

Object.assign(globalThis, { bare: page });
