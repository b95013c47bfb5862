import type { ExportItem } from './export-item.ts';

/**
 * The item without what tells whom it shows: name, identity, dates and times are gone, the reader is a number, UIDs are others, the same
 * ones for the same.
 *
 * @param names.uid the UID that stands for one; the same for the same, as long as an export lasts
 * @param names.reader what stands for a reader's name
 */
export function withoutIdentity(
  item: ExportItem,
  names: { readonly uid: (uid: string) => string; readonly reader: (name: string) => string },
): ExportItem {
  const uid = (known: string | null) => (known === null ? null : names.uid(known));
  return {
    ...item,
    name: null,
    identity: null,
    labelledAt: null,
    reader: item.reader === null ? null : names.reader(item.reader),
    seriesUid: uid(item.seriesUid),
    frameOfReferenceUid: uid(item.frameOfReferenceUid),
    instances: item.instances.map((instance) => ({ ...instance, instanceUid: uid(instance.instanceUid) })),
  };
}
