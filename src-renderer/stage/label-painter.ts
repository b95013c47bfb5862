import { extentOf, joined, type Rectangle } from '../../src-shared/drawing/plane.ts';
import { outlineOf, paintLabels, withinPicture, type PaintedLayer } from './label-picture.ts';
import { onScreen, type Point, type ScreenMatrix } from './screen-geometry.ts';

/** CSS pixels. */
const OUTLINE = 1.5;
const HALO = 3.5;
const BROKEN = [5, 3];

/** What is known of a layer's outline since it was last drawn. */
interface Outline {
  extent: Rectangle | null;
  path: Path2D | null;
}

/**
 * Paints labels over the picture of a pane: fillings as squares of the picture's own pixels, outlines in the screen's. A
 * stroke repaints only what it touched, once a frame.
 */
export class LabelPainter {
  #canvas: HTMLCanvasElement | null = null;
  /** The fillings at the picture's own resolution. */
  readonly #filled = document.createElement('canvas');
  #layers: readonly PaintedLayer[] = [];
  #rows = 0;
  #columns = 0;
  #matrix: ScreenMatrix | null = null;
  /** The filled canvas no longer agrees with the layers here. */
  #touched: Rectangle | null = null;
  /** Everything has to be drawn on the screen again. */
  #moved = false;
  #frame = 0;
  readonly #outlines = new Map<string, Outline>();
  /** Told after each frame that was painted. */
  onpainted: (() => void) | null = null;

  /** Begins to paint on a canvas that lies over the pane; the answer ends it. */
  attach(canvas: HTMLCanvasElement): () => void {
    this.#canvas = canvas;
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(canvas);
    this.#resize();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#canvas = null;
    };
  }

  /** Shows these layers, the last on top, over a picture of this size. */
  show(layers: readonly PaintedLayer[], rows: number, columns: number): void {
    if (rows !== this.#rows || columns !== this.#columns) {
      [this.#rows, this.#columns] = [rows, columns];
      [this.#filled.width, this.#filled.height] = [columns, rows];
    }
    this.#layers = layers;
    // an array that is shown again may hold something else by now
    this.#outlines.clear();
    for (const { uid, pixels } of layers) {
      this.#outlines.set(uid, { extent: extentOf({ rows, columns, values: pixels }), path: null });
    }
    this.#touched = { left: 0, top: 0, right: columns, bottom: rows };
    this.#moved = true;
    this.#ask();
  }

  /** Whether these very pixels of a layer are shown, so that {@link touch} is enough to follow what is painted into them. */
  shows(uid: string, pixels: Uint8Array): boolean {
    return this.#layers.some((layer) => layer.uid === uid && layer.pixels === pixels);
  }

  /** Pixels of a shown layer changed in a part of the picture. */
  touch(uid: string, part: Rectangle): void {
    const within = withinPicture(part, this.#rows, this.#columns);
    if (!within) return;
    const outline = this.#outlines.get(uid);
    if (outline) {
      outline.extent = joined(outline.extent, within);
      outline.path = null;
    }
    this.#touched = joined(this.#touched, within);
    this.#ask();
  }

  /** Where the picture lies on the pane now. */
  place(matrix: ScreenMatrix): void {
    this.#matrix = matrix;
    this.#moved = true;
    this.#ask();
  }

  #resize(): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((px) => Math.round(px * devicePixelRatio));
    if (canvas.width !== width || canvas.height !== height) {
      [canvas.width, canvas.height] = [width!, height!];
      this.#moved = true;
    }
    this.#ask();
  }

  #ask(): void {
    if (this.#frame === 0 && this.#canvas) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#frame = 0;
    const context = this.#canvas?.getContext('2d');
    if (!context || !this.#matrix || this.#columns === 0) return;
    const touched = this.#touched;
    if (touched) {
      const rgba = paintLabels(this.#layers, this.#columns, touched);
      const filled = this.#filled.getContext('2d');
      filled?.putImageData(new ImageData(rgba, touched.right - touched.left), touched.left, touched.top);
    }
    if (touched || this.#moved) this.#draw(context, this.#matrix, this.#moved ? null : touched);
    this.#touched = null;
    this.#moved = false;
    this.onpainted?.();
  }

  /** @param only the part of the picture to draw again; null: all of the pane */
  #draw(context: CanvasRenderingContext2D, matrix: ScreenMatrix, only: Rectangle | null): void {
    const { canvas } = context;
    const ratio = devicePixelRatio;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (only) {
      const part = screenPart(matrix, only, ratio);
      context.beginPath();
      context.rect(...part);
      context.clip();
      context.clearRect(...part);
    } else context.clearRect(0, 0, canvas.width, canvas.height);
    const { a, b, c, d, e, f } = matrix;
    const toScreen = new DOMMatrix([a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio]);
    context.setTransform(toScreen);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#filled, 0, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.lineJoin = 'round';
    for (const layer of this.#layers) {
      const path = only ? this.#outlineWithin(layer, withRoom(only, matrix)) : this.#outlinePath(layer);
      if (!path) continue;
      const onPane = new Path2D();
      onPane.addPath(path, toScreen);
      context.setLineDash([]);
      context.strokeStyle = 'rgb(0 0 0 / 50%)';
      context.lineWidth = HALO * ratio;
      context.stroke(onPane);
      if (layer.unconfirmed) context.setLineDash(BROKEN.map((px) => px * ratio));
      context.strokeStyle = `rgb(${layer.colour.join(' ')})`;
      context.lineWidth = OUTLINE * ratio;
      context.stroke(onPane);
    }
    context.restore();
  }

  #outlinePath(layer: PaintedLayer): Path2D | null {
    const outline = this.#outlines.get(layer.uid);
    if (!outline?.extent) return null;
    outline.path ??= this.#pathOf(layer, outline.extent);
    return outline.path;
  }

  /** While a stroke goes on: the outline where it was touched, whatever else the layer has. */
  #outlineWithin(layer: PaintedLayer, part: Rectangle): Path2D | null {
    const within = withinPicture(part, this.#rows, this.#columns);
    return within && this.#pathOf(layer, within);
  }

  #pathOf({ pixels }: PaintedLayer, extent: Rectangle): Path2D {
    const path = new Path2D();
    const lines = outlineOf(pixels, this.#rows, this.#columns, extent);
    for (let i = 0; i < lines.length; i += 4) {
      path.moveTo(lines[i]!, lines[i + 1]!);
      path.lineTo(lines[i + 2]!, lines[i + 3]!);
    }
    return path;
  }
}

/** A part of the picture and as much around it as an outline there reaches into it. */
function withRoom({ left, top, right, bottom }: Rectangle, { a, b, c, d }: ScreenMatrix): Rectangle {
  const room = Math.ceil((2 * HALO + 2) / Math.sqrt(Math.abs(a * d - b * c) || 1)) + 1;
  return { left: left - room, top: top - room, right: right + room, bottom: bottom + room };
}

/** Where a part of the picture lies on the canvas, with room for the outline around it: x, y, width, height in its pixels. */
function screenPart(
  matrix: ScreenMatrix,
  { left, top, right, bottom }: Rectangle,
  ratio: number,
): [number, number, number, number] {
  const corners: Point[] = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ];
  const onPane = corners.map((corner) => onScreen(matrix, corner));
  const room = HALO + 1;
  const [xs, ys] = [onPane.map(([x]) => x), onPane.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)].map((px) => Math.floor((px - room) * ratio)) as [number, number];
  const [x2, y2] = [Math.max(...xs), Math.max(...ys)].map((px) => Math.ceil((px + room) * ratio)) as [number, number];
  return [x, y, x2 - x, y2 - y];
}
