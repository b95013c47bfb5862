import type { Attributes } from './attributes.ts';
import { finite } from './coded-values.ts';
import { secondsOf, timeSeconds, zoneSeconds } from './dates.ts';

const RADIOPHARMACEUTICAL = 'x00540016';
const DAY_S = 86_400;
const PHILIPS = 'Philips PET Private Group';
const GE = 'GEMS_PETD_01';
/** Less was never injected to be seen: it is a dose in MBq. */
const LEAST_DOSE_BQ = 10_000;
/** A dose of which less than a thousandth is left gives no picture: one of both times is another's. */
const MOST_HALF_LIVES = 10;
/** An injection of which only the time of day is known was on the day of the scan, or in the night before it … */
const MOST_WITHOUT_DATE_S = DAY_S / 2;
/** … unless the nuclide is one whose patients come again another day: copper-64, zirconium-89, iodine-124. */
const LONGEST_WITHOUT_DATE_S = 4 * 3600;

/**
 * The factor from a PET image's modality values to standardised uptake values by body weight, g/ml: the vendor-neutral
 * rules of the Quantitative Imaging Biomarkers Alliance (QIBA, «SUV vendor neutral pseudocode»), body weight.
 *
 * @returns null where the file says too little, or was not corrected for decay and attenuation
 */
export function bodyWeightFactor(attributes: Attributes): number | null {
  const units = attributes.code('x00541001');
  if (units === 'GML') return (attributes.code('x00541006') ?? 'BW') === 'BW' ? 1 : null;
  if (units === 'CNTS') return philipsFactor(attributes);
  return units === 'BQML' ? factorFromActivity(attributes) : null;
}

/** Counts of Philips scanners come with the factor, or with the one to Bq/ml, in private elements. */
function philipsFactor(attributes: Attributes): number | null {
  const direct = positive(privateNumber(attributes, '00'));
  if (direct !== null) return direct;
  const activity = positive(privateNumber(attributes, '09'));
  const factor = factorFromActivity(attributes);
  return activity !== null && factor !== null ? activity * factor : null;
}

function privateNumber(attributes: Attributes, element: string): number | null {
  const tag = attributes.privateTag(0x7053, PHILIPS, element);
  return tag === null ? null : finite(attributes, tag);
}

function factorFromActivity(attributes: Attributes): number | null {
  const corrected = attributes.codes('x00280051');
  if (!corrected.includes('ATTN') || !corrected.includes('DECY')) return null;
  const [drug, ...others] = attributes.items(RADIOPHARMACEUTICAL);
  // of two doses nobody knows which one a value is of
  if (!drug || others.some((other) => positive(finite(other, 'x00181074')) !== null)) return null;
  const weightKg = positive(finite(attributes, 'x00101030'));
  const doseBq = positive(finite(drug, 'x00181074'));
  const halfLifeS = positive(finite(drug, 'x00181075'));
  if (weightKg === null || doseBq === null || doseBq < LEAST_DOSE_BQ || halfLifeS === null) return null;
  const decayedS = decaySeconds(attributes, drug, halfLifeS);
  if (decayedS === null || decayedS > MOST_HALF_LIVES * halfLifeS) return null;
  const dose = doseBq * 2 ** (-decayedS / halfLifeS);
  return positive((weightKg * 1000) / dose);
}

/** How long the dose had decayed at the time to which the image's values are corrected. */
function decaySeconds(attributes: Attributes, drug: Attributes, halfLifeS: number): number | null {
  const correction = attributes.code('x00541102');
  if (correction === 'ADMIN') return 0;
  if (correction !== 'START') return null;
  const scan = scanStart(attributes, halfLifeS);
  if (scan === null) return null;
  const stated = injectedAt(attributes, drug);
  if (stated !== null) return scan >= stated ? scan - stated : null;
  const injected = timeSeconds(drug.code('x00181072'));
  if (injected === null || halfLifeS > LONGEST_WITHOUT_DATE_S) return null;
  // The start time has no date: the last such time before the scan. One just after its start looks like one of the day before.
  const decayed = (((scan - injected) % DAY_S) + DAY_S) % DAY_S;
  return decayed <= MOST_WITHOUT_DATE_S ? decayed : null;
}

/** Date and time of the injection in the time zone of the image's own. */
function injectedAt(attributes: Attributes, drug: Attributes): number | null {
  const stated = drug.code('x00181078');
  const seconds = secondsOf(stated?.slice(0, 8) ?? null, stated?.slice(8) ?? null);
  const [zone, own] = [zoneSeconds(stated), zoneSeconds(attributes.code('x00080201'))];
  return seconds === null || zone === null || own === null ? seconds : seconds - zone + own;
}

/** The series' time, unless the series was made after it was acquired. */
function scanStart(attributes: Attributes, halfLifeS: number): number | null {
  const series = secondsOf(attributes.code('x00080021'), attributes.code('x00080031'));
  const acquired = secondsOf(attributes.code('x00080022'), attributes.code('x00080032'));
  if (series !== null && (acquired === null || series <= acquired)) return series;
  const geTag = attributes.privateTag(0x0009, GE, '0d');
  const privateGe = geTag === null ? null : attributes.code(geTag);
  const ge = privateGe === null ? null : secondsOf(privateGe.slice(0, 8), privateGe.slice(8));
  if (ge !== null) return ge;
  const reference = positive(finite(attributes, 'x00541300'));
  const duration = positive(finite(attributes, 'x00181242'));
  if (acquired === null || reference === null || duration === null) return null;
  // When, within the frame, as much decays as on average over it.
  const perSecond = Math.LN2 / halfLifeS;
  const during = (perSecond * duration) / 1000;
  return acquired - reference / 1000 + Math.log(during / (1 - Math.exp(-during))) / perSecond;
}

function positive(value: number | null): number | null {
  return value !== null && Number.isFinite(value) && value > 0 ? value : null;
}
