import { basename } from 'node:path';
import type { Code, Coded } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import type { DisplaySet } from '../../src-shared/imaging/series-display-set.ts';
import { groupInstances } from '../../src-shared/imaging/series-identity.ts';
import { lieOfFilm } from '../../src-shared/imaging/film-lie.ts';
import { comparableName, namesOnePerson, patientKey } from '../../src-shared/imaging/identity-keys.ts';
import { isEarlier, studyFilms } from '../../src-shared/findings/study-films.ts';
import { sequenceOfStudies, volumeOfStack, type VolumeInput } from '../inference/index.ts';
import type { Film } from './films.ts';

/** One question to a network: about a film, or about a pile of them. */
export interface Inquiry {
  /** By which the result is named: the only one, or the first in reading order. */
  readonly film: Film;
  /** All of them, in reading order. */
  readonly films: readonly Film[];
  readonly volume: VolumeInput | null;
  readonly warnings: readonly Coded[];
}

type Asked = Pick<ModelManifest, 'task' | 'input'>;

/** A network sees the pixels as they are stored, and can't tell a made picture from an original. */
const OF_THE_PICTURE: ReadonlySet<Code> = new Set<Code>(['picture-turned', 'picture-made']);

/** What of pictures an answer about them must say, once each. */
export function ofThePicture(...descriptions: readonly Film['description'][]): Coded[] {
  const said = descriptions.flatMap((description) => {
    const lie = lieOfFilm(description);
    return [...description.warnings.filter(({ code }) => OF_THE_PICTURE.has(code)), ...(lie ? [lie] : [])];
  });
  return said.filter(({ code }, i) => said.findIndex((other) => other.code === code) === i);
}

/**
 * What a network is asked about one file: a network for single pictures about its first frame (of outlines: about every
 * frame), one for volumes and sequences about all of its frames, in the order in which they lie. Of several stacks in one file
 * (points in time, b-values) the first is asked about.
 *
 * @returns null for a slice of a series that the network reads as a whole, and for a film of a network that reads study by study:
 *   wait for the others
 */
export function inquiryOfFilm(film: Film, { task, input }: Asked): Inquiry | null {
  if (input.steps === 'studies') return null;
  const { pixels, seriesUid } = film.description;
  const { frames } = pixels;
  const alone = { film, films: [film] };
  if (input.kind === 'frame' && (frames === 1 || task !== 'segmentation')) {
    const left: Coded[] = frames > 1 ? [{ code: 'frames-not-analysed', details: { frames } }] : [];
    return { ...alone, volume: null, warnings: [...ofThePicture(film.description), ...left] };
  }
  if (frames === 1 && seriesUid !== null) return null;
  const { displaySets, warnings } = assembleSeries([namedFilm(film)]);
  const set = displaySets.find(({ planes }) => planes.some(({ frame }) => frame === 0)) as DisplaySet<NamedFilm>;
  const { length } = set.planes;
  const left: Coded[] = length < frames ? [{ code: 'stacks-not-analysed', details: { frames, analysed: length } }] : [];
  return inquiryOfSet(set, [...warnings, ...left]);
}

type NamedFilm = ReturnType<typeof namedFilm>;

/** As series are assembled of. */
function namedFilm(film: Film) {
  return { name: basename(film.path), description: film.description, film };
}

/** @param noticed of the file or the series as a whole */
function inquiryOfSet({ planes, geometry, warnings }: DisplaySet<NamedFilm>, noticed: readonly Coded[]): Inquiry {
  const slices = planes.map(({ instance: { film }, frame }) => ({
    instanceId: film.id,
    pixels: film.description.pixels,
    frame,
  }));
  const all = planes.map(({ instance }) => instance.film);
  return {
    film: all[0] as Film,
    films: [...new Set(all)],
    volume: volumeOfStack(slices, geometry),
    warnings: [...noticed, ...warnings],
  };
}

/**
 * What a network is asked about the files that waited for one another: of a network that reads study by study one question a
 * patient, of any other one a display set.
 * @returns the questions, and what is wrong with whose the files are
 */
export function inquiriesOfWaiting(
  films: readonly Film[],
  { input }: Pick<ModelManifest, 'input'>,
): { inquiries: Inquiry[]; errors: readonly Coded[] } {
  return input.steps === 'studies'
    ? { inquiries: inquiriesOfPatients(films, input), errors: [] }
    : inquiriesOfSlices(films);
}

/** A patient's newest film with the earlier ones before it; a film that nobody can tell the patient or the time of stands alone. */
function inquiriesOfPatients(films: readonly Film[], input: ModelManifest['input']): Inquiry[] {
  const patients = new Map<string, Film[]>();
  for (const film of films) {
    const patient = patientOf(film);
    patients.set(patient, [...(patients.get(patient) ?? []), film]);
  }
  return [...patients.values()].flatMap((own) => {
    const steps = studyFilms(own, input);
    // what has no place in time is asked about by itself, and so is what suits the network in no study: its gates say why
    const alone = own.filter(({ description: { identity } }) => identity.studyDate === null || steps.length === 0);
    const unread = own.length - steps.length - alone.length;
    const left: Coded[] = unread > 0 ? [{ code: 'films-not-read', details: { films: unread } }] : [];
    return [
      ...(steps.length > 0 ? [inquiryOfStudies(steps, left)] : []),
      ...alone.map((film) => {
        const { frames } = film.description.pixels;
        return inquiryOfStudies([film], frames > 1 ? [{ code: 'frames-not-analysed', details: { frames } }] : []);
      }),
    ];
  });
}

/** Whose a film is, for comparison; one that names nobody is nobody else's. */
function patientOf({ id, description: { identity } }: Film): string {
  const key = patientKey(identity);
  return key !== null && namesOnePerson(key) ? `${key} ${comparableName(identity.patientName)}` : `film ${id}`;
}

/**
 * What a network that reads study by study is asked about one film among others: that film, and before it one of each of the same
 * patient's earlier studies.
 */
export function inquiryUpTo(film: Film, films: readonly Film[], { input }: Pick<ModelManifest, 'input'>): Inquiry {
  const patient = patientOf(film);
  const earlier = films.filter((each) => isEarlier(each, film) && patientOf(each) === patient);
  return inquiryOfStudies([...studyFilms(earlier, input), film], []);
}

function inquiryOfStudies(films: readonly Film[], warnings: readonly Coded[]): Inquiry {
  const own = ofThePicture(...films.map(({ description }) => description));
  return { film: films.at(-1) as Film, films, volume: sequenceOfStudies(films), warnings: [...own, ...warnings] };
}

/**
 * What a network that reads whole series is asked about single slices: one question a display set.
 * @returns the questions, and what is wrong with whose the files are
 */
function inquiriesOfSlices(films: readonly Film[]): { inquiries: Inquiry[]; errors: readonly Coded[] } {
  const { series, errors } = groupInstances(films.map(namedFilm));
  const inquiries = series.flatMap(({ instances, warnings }) => {
    const assembled = assembleSeries(instances);
    return assembled.displaySets.map((set) => inquiryOfSet(set, [...warnings, ...assembled.warnings]));
  });
  return { inquiries, errors };
}
