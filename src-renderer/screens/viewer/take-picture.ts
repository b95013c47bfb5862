import type { OpenCase } from '../../../src-shared/contract/records.ts';
import { call } from '../../app/bridge.ts';
import { t } from '../../app/language.svelte.ts';
import { patientName, sexAndAge } from '../../app/patient.ts';
import { privacy } from '../../app/privacy.svelte.ts';
import { program } from '../../app/program.svelte.ts';
import type { ResultOverlay } from '../../stage/result-overlay.ts';
import { sliceOf } from '../../stage/result-slice.ts';
import { copyPicture, filmAsStored, paneAsShown, savePicture, type PictureOut } from './picture-out.ts';
import type { ViewPane } from './view-panes.svelte.ts';
import type { Viewing } from './viewing.svelte.ts';

/** Puts what is on the screen into a file, on the clipboard or on paper. Throws CodedError. */
export async function takePicture(
  what: PictureOut,
  openCase: OpenCase,
  viewing: Viewing,
  overlay: ResultOverlay | null,
): Promise<void> {
  const { active } = viewing.panes;
  const { shown } = active.view;
  switch (what) {
    case 'stored':
      if (shown) await savePicture(openCase.caseId, await filmAsStored(shown));
      return;
    case 'copy':
    case 'shown':
    case 'nameless': {
      const picture = await pictureOf(active, viewing, overlay, what === 'shown');
      if (picture) await (what === 'copy' ? copyPicture(picture) : savePicture(openCase.caseId, picture));
      return;
    }
    default:
      await print(what, openCase, viewing, overlay);
  }
}

/** All panes, or the one that covers the others, as they lie on the screen. */
async function print(
  what: 'print' | 'print-nameless' | 'printer',
  openCase: OpenCase,
  viewing: Viewing,
  overlay: ResultOverlay | null,
): Promise<void> {
  const { all, enlarged, layout } = viewing.panes;
  // paper shows what the screen shows: identity that is hidden there stays hidden
  const named = what !== 'print-nameless' && !privacy.on;
  const pictures: Uint8Array<ArrayBuffer>[] = [];
  for (const place of enlarged ? [enlarged] : all) {
    const picture = await pictureOf(place, viewing, overlay, named);
    if (picture) pictures.push(new Uint8Array(await picture.arrayBuffer()));
  }
  const { identity } = openCase;
  const lines = [
    sexAndAge(identity),
    identity.birthDate && t('shell.patient.born', { date: identity.birthDate }),
    identity.patientId && t('shell.patient.id', { id: identity.patientId }),
    identity.studyDate && t('shell.patient.study', { date: identity.studyDate }),
    identity.studyDescription,
  ].filter((line): line is string => Boolean(line));
  const sheet = {
    title: named ? patientName(openCase) : t('viewer.picture-out.no-identity'),
    lines: named ? [lines.join(' · ')] : [],
    table: [],
    language: program.state.settings.language,
  };
  const columns = enlarged ? 1 : layout.columns;
  await call('sheet.print', { sheet, pictures, columns, to: what === 'printer' ? 'printer' : 'pdf' });
}

/** A pane as it is on the screen; null where nothing is in it. */
async function pictureOf(
  place: ViewPane,
  { numbers, panes, studies }: Viewing,
  overlay: ResultOverlay | null,
  named: boolean,
): Promise<Blob | null> {
  const { shown, plane, matrix } = place.view;
  const stage = document.querySelector(`[data-pane="${place.id}"] .stage`);
  if (!stage || (shown === null && plane === null)) return null;
  if (plane) {
    const volume = panes.session?.volume ?? null;
    const figures = volume ? numbers.figuresInPlane(plane.pose, volume) : [];
    return paneAsShown(stage, { figures, matrix: plane.matrix }, named);
  }
  const set = studies.set(place.setId);
  const enhanced = overlay?.layer.kind === 'enhanced' && sliceOf(overlay.input, shown) !== null;
  const own = set !== null && studies.isOwn(set.caseId);
  return paneAsShown(stage, { figures: enhanced || !own ? [] : numbers.figuresOn(shown), matrix }, named);
}
