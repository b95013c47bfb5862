import { BaseTool } from '@cornerstonejs/tools';

interface Drag {
  readonly detail: { readonly element: HTMLDivElement; readonly deltaPoints: { readonly canvas: readonly number[] } };
}

/** Sent to the pane's element: `detail` is by how many frames to move. */
export const SCROLL_DRAGGED = 'stage-scroll-dragged';

/** Pixels of dragging for one frame. */
const PX_PER_FRAME = 8;

/** Moves through a stack by dragging up and down. The pane loads and shows the frames itself. */
export class ScrollDragTool extends BaseTool {
  static override toolName = 'StageScroll';
  #rest = 0;

  constructor(toolProps = {}, defaultToolProps = { supportedInteractionTypes: ['Mouse', 'Touch'] }) {
    super(toolProps, defaultToolProps);
  }

  mouseDragCallback(event: Drag): void {
    const { element, deltaPoints } = event.detail;
    this.#rest += deltaPoints.canvas[1] ?? 0;
    const frames = Math.trunc(this.#rest / PX_PER_FRAME);
    if (frames === 0) return;
    this.#rest -= frames * PX_PER_FRAME;
    element.dispatchEvent(new CustomEvent(SCROLL_DRAGGED, { detail: frames }));
  }

  touchDragCallback(event: Drag): void {
    this.mouseDragCallback(event);
  }
}
