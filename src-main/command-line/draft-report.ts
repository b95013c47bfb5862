import path from 'node:path';
import { CaseId, ResultId, SeriesId } from '../../src-shared/contract/ids.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import { KEY_IMAGE_SIDE } from '../../src-shared/report-page/key-images.ts';
import type { Film } from '../asking/index.ts';
import type { ModelOnDisk } from '../inference/index.ts';
import { composeReport } from '../reporting/index.ts';
import type { AnalysisRooms } from './analyze.ts';

/**
 * An unsigned report of one film and one result, as PDF bytes. Nobody has judged the result, and the page says so; the
 * map is shown beside the film because it was asked for.
 */
export async function draftReport(
  rooms: Pick<AnalysisRooms, 'reader' | 'printer' | 'version'>,
  model: ModelOnDisk,
  film: Film,
  result: AnalysisResult,
  language: Language,
): Promise<Uint8Array> {
  const caseId = CaseId.parse(1);
  const seriesId = SeriesId.parse(1);
  const resultId = ResultId.parse(1);
  const { description } = film;
  const content = composeReport({
    storedCase: {
      caseId,
      identity: description.identity,
      sourceName: path.basename(film.path),
      state: 'analysed',
      warnings: [],
      series: [
        {
          id: seriesId,
          number: description.seriesNumber,
          description: description.seriesDescription,
          modality: description.gate.modality,
          instances: [{ id: film.id, seriesId, caseId, path: film.path, modifiedMs: film.modifiedMs, description }],
        },
      ],
      documents: [],
      unanswered: [],
      results: [{ id: resultId, at: new Date().toISOString(), result }],
      judgements: [],
      opinions: [],
      measurements: [],
      reports: [],
      draft: null,
      words: null,
    },
    draft: {
      indication: '',
      findings: '',
      impression: '',
      resultId,
      keyInstanceId: film.id,
      keyFrame: result.input.frame,
      typedIdentity: null,
      signer: '',
      language,
    },
    models: [model.manifest],
    version: rooms.version,
    signature: null,
    typedIdentity: null,
    hideResults: false,
    addendumTo: null,
  });
  const drawn = async (map: AnalysisResult['map']) =>
    new Uint8Array(await rooms.reader.keyImage(film.id, result.input.frame, KEY_IMAGE_SIDE, map));
  return rooms.printer.print(content, {
    plain: await drawn(null),
    mapped: result.map ? await drawn(result.map) : null,
  });
}
