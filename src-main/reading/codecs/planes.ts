/** Planes R, G, B one after the other → samples pixel by pixel; `size` bytes a sample. */
export function interleaved(planes: Uint8Array, pixels: number, size: number): Uint8Array {
  const out = new Uint8Array(pixels * 3 * size);
  for (let sample = 0; sample < 3; sample++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (sample * pixels + pixel) * size;
      const to = (pixel * 3 + sample) * size;
      for (let byte = 0; byte < size; byte++) out[to + byte] = planes[from + byte] as number;
    }
  }
  return out;
}
