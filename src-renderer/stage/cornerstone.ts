import { cache, getShouldUseCPURendering, imageLoader, init, metaData, RenderingEngine } from '@cornerstonejs/core';
import type { CaseInstance } from '../../src-shared/contract/records.ts';
import { addTool, init as initTools, PanTool, ZoomTool } from '@cornerstonejs/tools';
import { loadStageImage } from './image-loader.ts';
import { SCHEME } from './image-id.ts';
import { knowAlso, knowOnly, provideMetadata } from './metadata.ts';
import { ScrollDragTool } from './scroll-drag-tool.ts';
import { WindowTool } from './window-tool.ts';

const ENGINE = 'stage';
const CACHE_BYTES = 512 * 1024 * 1024;

let ready = false;
let users = 0;
let holder: StageHold | null = null;
let engine: RenderingEngine | null = null;

/** One case's hold of the stage. */
export interface StageHold {
  /** Lets these instances be shown, too: another study of the same patient. Nothing once another case has the stage. */
  also(instances: readonly CaseInstance[]): void;
  /** The last one to leave ends the engine and returns its memory and that of all cached frames. */
  leave(): void;
}

/**
 * Opens the stage for one case: from now on only frames of these instances are loaded, and frames of a case before it
 * leave the memory.
 */
export function enterStage(instances: readonly CaseInstance[]): StageHold {
  initialise();
  users += 1;
  knowOnly(instances);
  cache.purgeCache();
  const hold: StageHold = {
    also: (more) => {
      if (holder === hold) knowAlso(more);
    },
    leave: () => {
      if (holder === hold) holder = null;
      users -= 1;
      if (users > 0) return;
      engine?.destroy();
      engine = null;
      cache.purgeCache();
    },
  };
  holder = hold;
  return hold;
}

/**
 * The engine of the stage that {@link enterStage} opened.
 * @returns `cpu` where Cornerstone found no WebGL and draws without it
 */
export function stageEngine(): { engine: RenderingEngine; renderer: 'gpu' | 'cpu' } {
  engine ??= new RenderingEngine(ENGINE);
  return { engine, renderer: getShouldUseCPURendering() ? 'cpu' : 'gpu' };
}

function initialise(): void {
  if (ready) return;
  // One picture at a time is drawn, so one WebGL context is enough; Cornerstone's seven cost start-up time and memory.
  init({ rendering: { webGlContextCount: 1 } } as Parameters<typeof init>[0]);
  initTools();
  imageLoader.registerImageLoader(SCHEME, loadStageImage);
  metaData.addProvider(provideMetadata, 10_000);
  for (const tool of [WindowTool, PanTool, ZoomTool, ScrollDragTool]) addTool(tool);
  cache.setMaxCacheSize(CACHE_BYTES);
  ready = true;
}
