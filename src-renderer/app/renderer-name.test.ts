import { expect, it } from 'vitest';
import { rendererOf } from './renderer-name.ts';

it('names the graphics card', () => {
  expect(rendererOf('ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002503) Direct3D11 vs_5_0 ps_5_0, D3D11)')).toEqual({
    kind: 'gpu',
    name: 'NVIDIA GeForce RTX 3060',
  });
  expect(rendererOf('ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)')).toEqual({
    kind: 'gpu',
    name: 'Mesa Intel(R) UHD Graphics 620 (KBL GT2)',
  });
  expect(rendererOf('Apple M2')).toEqual({ kind: 'gpu', name: 'Apple M2' });
});

it('says so when the processor draws', () => {
  const text = 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)';
  expect(rendererOf(text)).toEqual({ kind: 'software' });
  expect(rendererOf('ANGLE (Mesa, llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5)')).toEqual({ kind: 'software' });
  expect(rendererOf('ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)')).toEqual({ kind: 'software' });
});
