import {
  cache,
  Enums,
  eventTarget,
  getShouldUseCPURendering,
  imageLoader,
  init,
  metaData,
  RenderingEngine,
} from '@cornerstonejs/core';
import type { CaseInstance } from '../../src-shared/contract/records.ts';
import { addTool, init as initTools, PanTool, ZoomTool } from '@cornerstonejs/tools';
import { graphics } from '../app/graphics.svelte.ts';
import { registerColours } from './colours.ts';
import { drawKnownPicture } from './first-drawing.ts';
import { emptyFrameCache, pictureBudget } from './frame-cache.ts';
import { loadStageImage } from './image-loader.ts';
import { SCHEME } from './image-id.ts';
import { knowAlso, knowOnly, provideMetadata } from './metadata.ts';
import { ScrollDragTool } from './scroll-drag-tool.ts';
import { stageGeneration } from './stage-generation.svelte.ts';
import { WindowTool } from './window-tool.ts';

let ready = false;
let recovering = false;
let engines = 0;
let users = 0;
let holder: StageHold | null = null;
let engine: RenderingEngine | null = null;
let ending: ReturnType<typeof setTimeout> | undefined;

/** An engine without pictures waits so long for the next case: making one anew costs a context and all its shaders. */
const IDLE_MS = 2000;
/** And so long for the first one, which is being read. */
const READY_MS = 15_000;

/** One case's hold of the stage. */
export interface StageHold {
  /** Lets these instances be shown, too: another study of the same patient. Nothing once another case has the stage. */
  also(instances: readonly CaseInstance[]): void;
  /** The last one to leave returns the memory of all cached frames, and that of the engine unless another comes soon. */
  leave(): void;
}

/**
 * Opens the stage for one case: from now on only frames of these instances are loaded, and frames of a case before it
 * leave the memory.
 */
export function enterStage(instances: readonly CaseInstance[]): StageHold {
  initialise();
  clearTimeout(ending);
  users += 1;
  knowOnly(instances);
  emptyFrameCache();
  const hold: StageHold = {
    also: (more) => {
      if (holder === hold) knowAlso(more);
    },
    leave: () => {
      if (holder === hold) holder = null;
      users -= 1;
      if (users > 0) return;
      emptyFrameCache();
      endAfter(IDLE_MS);
    },
  };
  holder = hold;
  return hold;
}

/**
 * Prepares what the first picture would wait for: engine, context, shaders. For a moment in which somebody has chosen what to
 * open and it is still being read; where no case comes, the engine ends again.
 */
export async function makeStageReady(): Promise<void> {
  initialise();
  if (users > 0 || engine || graphics.byProcessor) return;
  const { engine: made } = stageEngine();
  endAfter(READY_MS);
  await drawKnownPicture(made);
}

function endAfter(ms: number): void {
  clearTimeout(ending);
  ending = setTimeout(() => {
    engine?.destroy();
    engine = null;
  }, ms);
}

/**
 * The engine of the stage that {@link enterStage} opened.
 * @returns `cpu` where Cornerstone found no WebGL and draws without it
 */
export function stageEngine(): { engine: RenderingEngine; renderer: 'gpu' | 'cpu' } {
  const onCpu = getShouldUseCPURendering();
  if (!engine) {
    // an id of its own: an engine that ends takes its id out of Cornerstone's list, whoever has it by then
    engine = new RenderingEngine(`stage-${++engines}`);
    graphics.learn({ backend: onCpu ? 'cpu' : 'webgl' });
  }
  return { engine, renderer: onCpu ? 'cpu' : 'gpu' };
}

/** The graphics were taken away (a driver's restart, a sleeping laptop): a new engine, and all panes as they were. */
function recover(event: Event): void {
  const { renderingEngineId } = (event as CustomEvent<{ renderingEngineId: string }>).detail;
  if (renderingEngineId !== engine?.id || recovering) return;
  recovering = true;
  graphics.learn({ lost: graphics.now.lost + 1 });
  // not within Cornerstone's own handling of the event
  setTimeout(() => {
    recovering = false;
    const gone = engine;
    engine = null;
    stageGeneration.next();
    // panes of the old engine close first, and say how they were
    setTimeout(() => gone?.destroy());
  });
}

function initialise(): void {
  if (ready) return;
  graphics.probe();
  // One picture at a time is drawn, so one WebGL context is enough; Cornerstone's seven cost start-up time and memory.
  const rendering = { webGlContextCount: 1, useCPURendering: graphics.byProcessor };
  init({ rendering } as Parameters<typeof init>[0]);
  initTools();
  imageLoader.registerImageLoader(SCHEME, loadStageImage);
  metaData.addProvider(provideMetadata, 10_000);
  for (const tool of [WindowTool, PanTool, ZoomTool, ScrollDragTool]) addTool(tool);
  registerColours();
  cache.setMaxCacheSize(pictureBudget((navigator as { deviceMemory?: number }).deviceMemory));
  eventTarget.addEventListener(Enums.Events.WEBGL_CONTEXT_LOST, recover);
  ready = true;
}
