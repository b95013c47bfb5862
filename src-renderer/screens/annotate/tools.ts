import Blend from '@lucide/svelte/icons/blend';
import Brush from '@lucide/svelte/icons/brush';
import Circle from '@lucide/svelte/icons/circle';
import Crosshair from '@lucide/svelte/icons/crosshair';
import Eraser from '@lucide/svelte/icons/eraser';
import Hand from '@lucide/svelte/icons/hand';
import Lasso from '@lucide/svelte/icons/lasso';
import Magnet from '@lucide/svelte/icons/magnet';
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2';
import Orbit from '@lucide/svelte/icons/orbit';
import PaintBucket from '@lucide/svelte/icons/paint-bucket';
import Pentagon from '@lucide/svelte/icons/pentagon';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Sprout from '@lucide/svelte/icons/sprout';
import Square from '@lucide/svelte/icons/square';
import SquareDashed from '@lucide/svelte/icons/square-dashed';
import SunMedium from '@lucide/svelte/icons/sun-medium';
import ZoomIn from '@lucide/svelte/icons/zoom-in';
import { t } from '../../app/language.svelte.ts';
import type { Icon } from '../../parts/icon.ts';
import type { DragTool } from '../../stage/picture-pane.ts';

export const TOOL_IDS = [
  'window',
  'pan',
  'zoom',
  'select',
  'brush',
  'eraser',
  'sphere',
  'threshold',
  'polygon',
  'freehand',
  'rectangle',
  'ellipse',
  'livewire',
  'fill',
  'grow',
  'prompt',
  'box',
  'point',
] as const;
export type ToolId = (typeof TOOL_IDS)[number];

/** A tool as the column beside the picture, the keys and the palette have it. */
export interface Tool {
  readonly id: ToolId;
  readonly title: () => string;
  readonly keys: string;
  readonly icon: Icon;
  /** What it works on: the picture's view, masks, or shapes. */
  readonly on: 'view' | 'mask' | 'shape';
}

export const TOOLS: readonly Tool[] = [
  { id: 'window', title: () => t('annotate.tool.window'), keys: 'W', icon: SunMedium, on: 'view' },
  { id: 'pan', title: () => t('annotate.tool.pan'), keys: 'P', icon: Hand, on: 'view' },
  { id: 'zoom', title: () => t('annotate.tool.zoom'), keys: 'Z', icon: ZoomIn, on: 'view' },
  { id: 'brush', title: () => t('annotate.tool.brush'), keys: 'B', icon: Brush, on: 'mask' },
  { id: 'eraser', title: () => t('annotate.tool.eraser'), keys: 'E', icon: Eraser, on: 'mask' },
  { id: 'sphere', title: () => t('annotate.tool.sphere'), keys: 'Shift+B', icon: Orbit, on: 'mask' },
  { id: 'threshold', title: () => t('annotate.tool.threshold'), keys: 'T', icon: Blend, on: 'mask' },
  { id: 'polygon', title: () => t('annotate.tool.polygon'), keys: 'G', icon: Pentagon, on: 'mask' },
  { id: 'freehand', title: () => t('annotate.tool.freehand'), keys: 'L', icon: Lasso, on: 'mask' },
  { id: 'livewire', title: () => t('annotate.tool.livewire'), keys: 'J', icon: Magnet, on: 'mask' },
  { id: 'rectangle', title: () => t('annotate.tool.rectangle'), keys: 'R', icon: Square, on: 'mask' },
  { id: 'ellipse', title: () => t('annotate.tool.ellipse'), keys: 'C', icon: Circle, on: 'mask' },
  { id: 'fill', title: () => t('annotate.tool.fill'), keys: 'K', icon: PaintBucket, on: 'mask' },
  { id: 'grow', title: () => t('annotate.tool.grow'), keys: 'Shift+K', icon: Sprout, on: 'mask' },
  { id: 'prompt', title: () => t('annotate.tool.prompt'), keys: 'M', icon: Sparkles, on: 'mask' },
  { id: 'select', title: () => t('annotate.tool.select'), keys: 'V', icon: MousePointer2, on: 'shape' },
  { id: 'box', title: () => t('annotate.tool.box'), keys: 'X', icon: SquareDashed, on: 'shape' },
  { id: 'point', title: () => t('annotate.tool.point'), keys: 'Y', icon: Crosshair, on: 'shape' },
];

/** How a tool drags the picture; null: it draws. */
export function dragOf(tool: ToolId): DragTool | null {
  return tool === 'window' || tool === 'pan' || tool === 'zoom' ? tool : null;
}

/** Tools with a nib. */
export function hasNib(tool: ToolId): boolean {
  return tool === 'brush' || tool === 'eraser' || tool === 'sphere' || tool === 'threshold';
}
