// Draws the sample film that ships with the program: `node scripts/draw-sample.ts`. Same bytes every time.
import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements } from '../src-main/reading/dicom/fixture.ts';
import { drawChest } from './drawn-chest.ts';

const ROWS = 640;
const COLUMNS = 592;
// under a UUID-derived root nobody else can have given these out
const ROOT = '2.25.286719231452860911532187724090217034553';

const film = filmElements(ROWS, COLUMNS, drawChest(ROWS, COLUMNS), {
  '00080018': { vr: 'UI', value: `${ROOT}.3` },
  '0020000D': { vr: 'UI', value: `${ROOT}.1` },
  '0020000E': { vr: 'UI', value: `${ROOT}.2` },
  '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.1.1' },
  '00080020': { vr: 'DA', value: '20260105' },
  '00080030': { vr: 'TM', value: '091500' },
  '00081030': { vr: 'LO', value: 'Chest, drawn by a program' },
  '0008103E': { vr: 'LO', value: 'Sample film, no patient' },
  '00100010': { vr: 'PN', value: 'Sample^Drawn' },
  '00100020': { vr: 'LO', value: 'SAMPLE-1' },
  '00100030': { vr: 'DA', value: '20211020' },
  '00100040': { vr: 'CS', value: 'O' },
  '00101010': { vr: 'AS', value: '004Y' },
  '00185101': { vr: 'CS', value: 'AP' },
  '00200011': { vr: 'IS', value: '1' },
  '00200020': { vr: 'CS', value: 'L\\F' },
  '00280101': { vr: 'US', value: [12] },
  '00280102': { vr: 'US', value: [11] },
  '00281050': { vr: 'DS', value: '1500' },
  '00281051': { vr: 'DS', value: '3000' },
  '00181164': { vr: 'DS', value: '0.4\\0.4' },
});
const target = path.join(import.meta.dirname, '..', 'resources', 'samples', 'drawn-chest.dcm');
fs.mkdirSync(path.dirname(target), { recursive: true });
fs.writeFileSync(target, dicomFile(film));
