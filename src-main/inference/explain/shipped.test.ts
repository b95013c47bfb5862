import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawChest } from '../../../scripts/samples/drawn-chest.ts';
import type { ModelOnDisk } from '../calls.ts';
import { askSmall, smallPicture } from '../fixtures/small-models.fixture.ts';
import { readManifest } from '../registry/read-manifest.ts';

const folder = path.join(import.meta.dirname, '../../../models/chest-xr-pneumonia');
const { manifest } = await readManifest(path.join(folder, 'manifest.json'));
// a drawn film lies beyond the domain
const model: ModelOnDisk = {
  file: path.join(folder, manifest.file.name),
  manifest: { ...manifest, domain: { method: 'none' } },
};

/** The drawn film with a cloud in the lower lung. */
function film() {
  const [rows, columns] = [320, 320];
  const values = Uint8Array.from(drawChest(rows, columns), (value, i) => {
    const [y, x] = [Math.floor(i / columns) / rows, (i % columns) / columns];
    const cloud = 90 * Math.exp(-((y - 0.62) ** 2 + (x - 0.3) ** 2) / 0.008);
    return Math.min(255, value / 16 + cloud);
  });
  return smallPicture(rows, columns, [values]);
}

describe('a map of the shipped network', () => {
  it.each(['occlusion', 'rise', 'lime'] as const)('made by %s beats random ones', async (explain) => {
    const { outcome } = await askSmall(model, film(), { explain, threads: 2 });
    const { map } = outcome;
    expect(map).toMatchObject({ method: explain, label: manifest.operatingPoints[0]!.label });
    const { deletion, insertion, randomDeletion, randomInsertion } = map!.faithfulness!;
    expect(deletion).toBeLessThan(0.6 * randomDeletion);
    // of a drawn film the network thinks much the same when it is blurred: what comes back shows little by itself
    expect(insertion - deletion).toBeGreaterThan(randomInsertion - randomDeletion);
  });
});
