import { Enums, utilities, type RenderingEngine, type StackViewport, type Types } from '@cornerstonejs/core';

const SIDE = 4;
const ID = 'first-drawing';

/**
 * Lets an engine draw a grey square that nobody sees, so that the shaders for grey pictures are compiled before there is one.
 * Settles after the drawing, and leaves nothing behind.
 */
export async function drawKnownPicture(engine: RenderingEngine): Promise<void> {
  const element = document.createElement('div');
  // Cornerstone draws only what has a size in the page
  Object.assign(element.style, { position: 'fixed', visibility: 'hidden', width: `${SIDE}px`, height: `${SIDE}px` });
  element.setAttribute('aria-hidden', 'true');
  document.body.append(element);
  engine.enableElement({ viewportId: ID, element, type: Enums.ViewportType.STACK });
  const viewport = engine.getViewport(ID) as StackViewport;
  const drawn = new Promise((resolve) => {
    element.addEventListener(Enums.Events.IMAGE_RENDERED, resolve, { once: true });
    // an engine that ends meanwhile draws nothing
    setTimeout(resolve, 1000);
  });
  viewport.renderImageObject(greySquare());
  viewport.render();
  await drawn;
  if (!engine.hasBeenDestroyed) engine.disableElement(ID);
  element.remove();
}

function greySquare(): Types.IImage {
  const values = new Int16Array(SIDE * SIDE).fill(1);
  return {
    ...{ imageId: ID, rows: SIDE, columns: SIDE, height: SIDE, width: SIDE, color: false, rgba: false },
    ...{ numberOfComponents: 1, slope: 1, intercept: 0, minPixelValue: 1, maxPixelValue: 1, invert: false },
    ...{ windowCenter: 1, windowWidth: 2, voiLUTFunction: Enums.VOILUTFunctionType.LINEAR },
    ...{ rowPixelSpacing: 1, columnPixelSpacing: 1, sizeInBytes: values.byteLength },
    ...{ photometricInterpretation: 'MONOCHROME2', dataType: 'Int16Array' as const },
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      ...{ scalarData: values, width: SIDE, height: SIDE, numberOfComponents: 1 },
    }),
    getPixelData: () => values,
    getCanvas: () => document.createElement('canvas'),
    imageFrame: { photometricInterpretation: 'MONOCHROME2' } as Types.IImageFrame,
  };
}
