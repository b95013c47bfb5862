/**
 * Stands in for `xmlbuilder2`, which vtk.js imports for XML meshes only and which needs Node. This program never reads
 * or writes such meshes.
 * @throws always
 */
export function create(): never {
  throw new Error('XML meshes are not supported');
}
