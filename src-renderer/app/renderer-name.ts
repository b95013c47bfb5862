/** How pictures are drawn: by a graphics card with its name, by the processor, or not at all. */
export type Renderer = { readonly kind: 'gpu'; readonly name: string } | { readonly kind: 'software' | 'none' };

/** Reads the graphics card's name out of WebGL's renderer text, such as `ANGLE (NVIDIA, NVIDIA GeForce …, D3D11)`. */
export function rendererOf(text: string): Renderer {
  if (/swiftshader|llvmpipe|softpipe|basic render|software/i.test(text)) return { kind: 'software' };
  const inside = /^ANGLE \((.*)\)$/.exec(text)?.[1] ?? text;
  const card = inside.includes(', ') ? inside.split(', ')[1]! : inside;
  const name = card
    .replace(/\s*\(0x[0-9a-f]+\)/gi, '')
    .replace(/\s+(Direct3D|OpenGL|vs_|\/PCIe).*$/i, '')
    .trim();
  return { kind: 'gpu', name: name || text };
}
