/** Width and height in CSS pixels. */
export type Size = readonly [number, number];

/** What the bare page can be asked; all times in milliseconds, up to the task after the frame that shows it. */
export interface BarePage {
  /** Shows a slice of files that are in order: until it is on the screen. Nothing of them was read before. */
  openFiles(files: readonly string[], size: Size, index: number): Promise<number>;
  /** Reads and sorts all files of a folder and shows the first one. */
  openFolder(folder: string, size: Size): Promise<number>;
  /** Steps one slice after the other, each once the one before is on the screen. */
  scroll(steps: number): Promise<number[]>;
  /** Reads all files of the stack. */
  readAll(): Promise<void>;
  resize(size: Size): Promise<void>;
  /** Three planes and the stack, all of one size, of files that were read before. */
  planes(size: Size): Promise<number>;
  close(): void;
}
