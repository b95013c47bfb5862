/** Put in by the build (`scripts/shipped-manifests.ts`); absent where nothing was built. */
declare const SHIPPED_MANIFEST_HASHES: readonly string[] | undefined;

/**
 * SHA-256 of the manifests that ship with the program, which the build checked: a manifest of exactly these bytes is right, and
 * what its schema makes of it is what stands there. None in tests, where every manifest is checked.
 */
export const SHIPPED_MANIFESTS: ReadonlySet<string> = new Set(
  typeof SHIPPED_MANIFEST_HASHES === 'undefined' ? [] : SHIPPED_MANIFEST_HASHES,
);
