import { rendererOf, type Renderer } from './renderer-name.ts';

/** Who draws with WebGL, and whether what it draws is right. */
export interface GraphicsFound {
  readonly renderer: Renderer;
  /** Null: there is no WebGL to be looked at. */
  readonly right: boolean | null;
}

/** Every grey once. */
const GREYS = 256;
/** Of the picture that is drawn: as CT, with values below zero. */
const WINDOW = { lower: -1150, upper: 350 } as const;
/** As the stage's own comparison with dcmtk: a grey level may be rounded the other way. */
const MOST_OFF = 1;

const VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(corner * 4.0 - 1.0, 0.0, 1.0);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
uniform highp sampler2D values;
uniform vec2 window;
out vec4 colour;
void main() {
  float value = texelFetch(values, ivec2(gl_FragCoord.xy), 0).r;
  colour = vec4(vec3(clamp((value - window.x) / (window.y - window.x), 0.0, 1.0)), 1.0);
}`;

/**
 * Asks WebGL who draws, and lets it draw a picture whose greys are known: stored values in a float texture through a window, as
 * the stage does it. Costs a context for a moment: once.
 */
export function findGraphics(): GraphicsFound {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [GREYS, 1];
  const context = canvas.getContext('webgl2', { antialias: false });
  if (!context) return { renderer: { kind: 'none' }, right: null };
  const extension = context.getExtension('WEBGL_debug_renderer_info');
  const text = String(context.getParameter(extension?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  const right = isRight(drawnRamp(context), knownGreys());
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return { renderer: rendererOf(text), right };
}

/** Stored values that the probe draws, beyond the window on both sides. */
export function rampValues(): Float32Array {
  return Float32Array.from({ length: GREYS }, (_, i) => -1300 + (i * 1800) / (GREYS - 1));
}

/** The greys that they are, 0–255. */
export function knownGreys(): number[] {
  const { lower, upper } = WINDOW;
  return [...rampValues()].map((value) => Math.min(1, Math.max(0, (value - lower) / (upper - lower))) * 255);
}

/**
 * Whether a drawn row has the greys that it must have.
 *
 * @param drawn RGBA, 4 numbers a pixel
 */
export function isRight(drawn: ArrayLike<number>, greys: readonly number[]): boolean {
  return greys.every((grey, i) => [0, 1, 2].every((part) => Math.abs((drawn[i * 4 + part] ?? NaN) - grey) <= MOST_OFF));
}

function drawnRamp(gl: WebGL2RenderingContext): Uint8Array {
  const drawn = new Uint8Array(GREYS * 4);
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return drawn;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, GREYS, 1, 0, gl.RED, gl.FLOAT, rampValues());
  gl.uniform2f(gl.getUniformLocation(program, 'window'), WINDOW.lower, WINDOW.upper);
  gl.viewport(0, 0, GREYS, 1);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  gl.readPixels(0, 0, GREYS, 1, gl.RGBA, gl.UNSIGNED_BYTE, drawn);
  return drawn;
}
