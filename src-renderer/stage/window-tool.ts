import { VolumeViewport, type Types } from '@cornerstonejs/core';
import { WindowLevelTool } from '@cornerstonejs/tools';

/**
 * Window by dragging: right widens, down raises the level. Steps follow the window's width and the picture's range of
 * values, whatever the units; Cornerstone's own never go below a width of 1.
 */
export class WindowTool extends WindowLevelTool {
  static override toolName = 'StageWindow';

  override getNewRange(drag: {
    viewport: Types.IStackViewport | VolumeViewport;
    deltaPointsCanvas: Types.Point2;
    lower: number;
    upper: number;
  }): { lower: number; upper: number } {
    const { viewport, deltaPointsCanvas, lower, upper } = drag;
    const width = upper - lower;
    const [min, max] = valuesOf(viewport);
    const span = Math.max(max - min, width, Number.MIN_VALUE);
    const step = Math.min(span / 400, Math.max(span / 4000, width / 400));
    const center = (lower + upper) / 2 + deltaPointsCanvas[1] * step;
    const half = Math.max(width + deltaPointsCanvas[0] * step, span / 1000) / 2;
    return { lower: center - half, upper: center + half };
  }
}

function valuesOf(viewport: Types.IStackViewport | VolumeViewport): readonly [number, number] {
  if (viewport instanceof VolumeViewport) {
    const [min = 0, max = 0] = viewport.getImageData()?.voxelManager?.getRange() ?? [];
    return [min, max];
  }
  const { minPixelValue, maxPixelValue } = viewport.getCornerstoneImage();
  return [minPixelValue, maxPixelValue];
}
