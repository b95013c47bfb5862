import { expect, test } from 'vitest';
import type { Identity } from './instance.ts';
import { comparableName, isUnidentified, patientKey } from './identity-keys.ts';
import { axialSlice, pictureFile } from './series.fixture.ts';

const film = (n: number, identity: Partial<Identity> = {}) =>
  axialSlice(n, null, { identity, seriesUid: `1.2.3.${n}.1` }).description;
const picture = (n: number) => pictureFile(n).description;

const of = (change: object) => patientKey(film(1, change).identity);

test('tells patients apart by id, issuer and birth date, not by name', () => {
  expect(of({ patientName: 'Other' })).toBe(of({}));
  expect(of({ patientId: 'P1 ' })).toBe(of({}));
  expect(of({ patientId: 'P2' })).not.toBe(of({}));
  expect(of({ issuer: 'Ward 3' })).not.toBe(of({}));
  expect(of({ birthDate: '1970-05-02' })).not.toBe(of({}));
});

test('lets the name stand in for a missing id, so that all who lack one are not one person', () => {
  expect(of({ patientId: null })).not.toBe(of({ patientId: '', patientName: 'Roe^Richard' }));
  expect(of({ patientId: null })).not.toBeNull();
});

test('knows a file that names nobody', () => {
  expect(isUnidentified(picture(1).identity)).toBe(true);
  expect(isUnidentified(film(1, { patientId: ' ', patientName: '' }).identity)).toBe(true);
  expect(isUnidentified(film(1, { patientId: null }).identity)).toBe(false);
  expect(patientKey(picture(1).identity)).toBeNull();
});

test('compares names without case, carets and spaces', () => {
  expect(comparableName('DOE^JANE^^')).toBe(comparableName(' Doe Jane'));
  expect(comparableName('王^小东')).not.toBe(comparableName('王^小冬'));
  expect(comparableName(' ')).toBeNull();
});
