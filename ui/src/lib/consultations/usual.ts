// What is usual of a vital sign at an age (FHIR Observation.referenceRange), and what lies beside it (interpretation H, L).
// It is said and decides nothing: no note is kept from being written by it.
//
// Up to 15 years: Pediatric Advanced Life Support, American Heart Association 2020, awake children of both sexes.
// From 16 years: pulse 60 to 100 and breaths 12 to 20 a minute (the same, adolescents); pressure below 140/90 (WHO,
// hypertension) and not below 90/60. At every age an oxygen saturation from 95 % (WHO, pulse oximetry) and a temperature above
// 36.0 °C (NEWS2, Royal College of Physicians 2017) and below 38.0 °C (NICE NG143, fever). Of adults a body mass index from
// 18.5 to below 25 kg/m² (WHO).

import { ageOn } from './age';
import type { Vital } from './parts';
import { MEASURES, numberOf } from './vitals';

/** Both ends are usual. */
export interface UsualRange {
  low: number;
  high: number;
}
/** Whose value it is, and when it was measured; both as `2026-11-21`, a time behind it is ignored. */
export interface MeasuredOf {
  birth_date: string;
  on: string;
}
/** What is measured in a visit. */
export function measuredOf(visit: {
  patient_birth_date: string;
  starts_local: string;
}): MeasuredOf {
  return { birth_date: visit.patient_birth_date, on: visit.starts_local };
}
export type Unusual = 'low' | 'high';

type Ends = [low: number, high: number];
interface Band {
  /** Of which birthday on; the first one from the 28th day. */
  from_years: number;
  pulse: Ends;
  breaths: Ends;
  systolic: Ends;
  diastolic: Ends;
}

const BANDS: readonly Band[] = [
  { from_years: 0, pulse: [100, 180], breaths: [30, 53], systolic: [72, 104], diastolic: [37, 56] },
  { from_years: 1, pulse: [98, 140], breaths: [22, 37], systolic: [86, 106], diastolic: [42, 63] },
  { from_years: 3, pulse: [80, 120], breaths: [20, 28], systolic: [89, 112], diastolic: [46, 72] },
  { from_years: 6, pulse: [75, 118], breaths: [18, 25], systolic: [97, 115], diastolic: [57, 76] },
  {
    from_years: 10,
    pulse: [75, 118],
    breaths: [18, 25],
    systolic: [102, 120],
    diastolic: [61, 80],
  },
  {
    from_years: 12,
    pulse: [60, 100],
    breaths: [12, 20],
    systolic: [110, 131],
    diastolic: [64, 83],
  },
  {
    from_years: 16,
    pulse: [60, 100],
    breaths: [12, 20],
    systolic: [90, 139],
    diastolic: [60, 89],
  },
];

/** At which birthdays something else becomes usual. */
export const BIRTHDAYS: readonly number[] = BANDS.map(({ from_years }) => from_years).slice(1);
const GROWN = 16;
const NEWBORN_DAYS = 28;

/** What is usual then, where anything is: not of weight and height, and not of the first four weeks. */
export function usualRange(vital: Vital | 'body_mass_index', of: MeasuredOf): UsualRange | null {
  const age = ageOn(of.birth_date, of.on);
  const band = BANDS.findLast(({ from_years }) => age >= from_years);
  if (!band || daysBetween(of.birth_date, of.on) < NEWBORN_DAYS) return null;
  const ends: Record<typeof vital, Ends | null> = {
    systolic_mmhg: band.systolic,
    diastolic_mmhg: band.diastolic,
    pulse_per_minute: band.pulse,
    breaths_per_minute: band.breaths,
    temperature_celsius: [36.1, 37.9],
    oxygen_saturation_percent: [95, 100],
    body_mass_index: age >= GROWN ? [18.5, 24.9] : null,
    weight_kg: null,
    height_cm: null,
  };
  const found = ends[vital];
  return found && { low: found[0], high: found[1] };
}

/** On which side of what is usual a value lies; nothing of what is no believable value. */
export function unusual(
  vital: Vital | 'body_mass_index',
  typed: string,
  of: MeasuredOf,
): Unusual | null {
  const value = numberOf(typed);
  const usual = usualRange(vital, of);
  if (value === null || !usual) return null;
  if (vital !== 'body_mass_index') {
    const { least, most } = MEASURES[vital];
    if (value < least || value > most) return null;
  }
  if (value < usual.low) return 'low';
  return value > usual.high ? 'high' : null;
}

function daysBetween(first: string, second: string): number {
  return (Date.parse(second.slice(0, 10)) - Date.parse(first.slice(0, 10))) / 86_400_000;
}
