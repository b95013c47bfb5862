import { POINTS, type MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { DragTool } from '../../stage/picture-pane.ts';

/** What the left button does in the viewer: moves the picture, draws, moves the point that the planes share, or holds a lens. */
export type ViewerTool = DragTool | MeasurementKind | 'crosshair' | 'magnify';

/** What a tool draws; null: nothing. */
export function drawnBy(tool: ViewerTool): MeasurementKind | null {
  return tool in POINTS ? (tool as MeasurementKind) : null;
}

/** How a tool drags the picture; one that does something else leaves dragging to the window. */
export function draggedBy(tool: ViewerTool): DragTool {
  return tool === 'zoom' || tool === 'pan' || tool === 'scroll' ? tool : 'window';
}
