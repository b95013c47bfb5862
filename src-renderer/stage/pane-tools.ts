import { Enums as ToolEnums, PanTool, ToolGroupManager, ZoomTool } from '@cornerstonejs/tools';
import type { DragTool } from './picture-pane.ts';
import { ScrollDragTool } from './scroll-drag-tool.ts';
import { WindowTool } from './window-tool.ts';

const NAMES: Record<DragTool, string> = {
  window: WindowTool.toolName as string,
  zoom: ZoomTool.toolName as string,
  pan: PanTool.toolName as string,
  scroll: ScrollDragTool.toolName,
};
const { MouseBindings } = ToolEnums;

type Binding = { readonly mouseButton: number } | { readonly numTouchPoints: number };

/** Cornerstone's tools of one pane: the left button's changes, right always zooms, middle always pans. */
export class PaneTools {
  readonly #id: string;
  #used: DragTool | null = null;

  constructor(viewportId: string, engineId: string) {
    this.#id = viewportId;
    const group = ToolGroupManager.createToolGroup(viewportId);
    for (const name of Object.values(NAMES)) group?.addTool(name);
    // before the viewport is in it: Cornerstone draws a group's viewports at every change, pictures or none
    this.use('window');
    group?.addViewport(viewportId, engineId);
  }

  /** What the left button does. */
  use(tool: DragTool): void {
    const group = ToolGroupManager.getToolGroup(this.#id);
    if (!group || tool === this.#used) return;
    this.#used = tool;
    const held: Record<DragTool, number[]> = {
      window: [],
      zoom: [MouseBindings.Secondary],
      pan: [MouseBindings.Auxiliary],
      scroll: [],
    };
    held[tool].push(MouseBindings.Primary);
    for (const one of Object.keys(held) as DragTool[]) {
      group.setToolPassive(NAMES[one], { removeAllBindings: true });
      const bindings: Binding[] = held[one].map((mouseButton) => ({ mouseButton }));
      // one finger or pen does what the left button does; two pinch and push
      if (one === tool) bindings.push({ numTouchPoints: 1 });
      if (one === 'zoom') bindings.push({ numTouchPoints: 2 });
      if (bindings.length > 0) group.setToolActive(NAMES[one], { bindings });
    }
  }

  end(): void {
    ToolGroupManager.destroyToolGroup(this.#id);
  }
}
