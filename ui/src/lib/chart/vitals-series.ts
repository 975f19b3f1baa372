// Vital signs over time: what can be drawn, and what the table says.

import * as m from '$messages';
import type { MeasuredVitals } from '$lib/shared/contract';
import { shortDay, shortMonth } from '$lib/shared/times';
import { MEASURES } from '$lib/consultations/vitals';
import type { Vital } from '$lib/consultations/parts';
import {
  BIRTHDAYS,
  unusual,
  usualRange,
  type Unusual,
  type UsualRange,
} from '$lib/consultations/usual';

/** Something that is drawn: one line, of the blood pressure two. */
export interface Measure {
  id: string;
  name: () => string;
  unit: string;
  vitals: Vital[];
  /** What is derived, not measured. */
  derived?: 'bmi';
}

const of = (id: string, name: () => string, ...vitals: [Vital, ...Vital[]]): Measure => ({
  id,
  name,
  unit: MEASURES[vitals[0]].unit,
  vitals,
});

export const DRAWN: readonly Measure[] = [
  of('pressure', m.chart_measure_pressure, 'systolic_mmhg', 'diastolic_mmhg'),
  of('pulse', m.chart_measure_pulse, 'pulse_per_minute'),
  of('temperature', m.chart_measure_temperature, 'temperature_celsius'),
  of('oxygen', m.chart_measure_oxygen, 'oxygen_saturation_percent'),
  of('breaths', m.chart_measure_breaths, 'breaths_per_minute'),
  of('weight', m.chart_measure_weight, 'weight_kg'),
  { id: 'bmi', name: m.chart_measure_bmi, unit: 'kg/m²', vitals: [], derived: 'bmi' },
];

/** The value in the table: `128/82`, `37.4`, or nothing. */
export function valueOf(measure: Measure, one: MeasuredVitals): string {
  if (measure.derived) return one.body_mass_index ?? '';
  const values = measure.vitals.map((vital) => one.vitals[vital]);
  if (values.every((value) => value === '')) return '';
  return values.map((value) => value || '–').join('/');
}

/** On which side of what is usual at that age a value of it lies. */
export function sideOf(measure: Measure, one: MeasuredVitals, birth_date: string): Unusual | null {
  const of = { birth_date, on: one.starts_local };
  if (measure.derived) return unusual('body_mass_index', one.body_mass_index ?? '', of);
  const sides = measure.vitals.map((vital) => unusual(vital, one.vitals[vital], of));
  return sides.find((side) => side === 'high') ?? sides.find((side) => side) ?? null;
}

/** What is usual of a line, in seconds of its times. */
export interface UsualStretch extends UsualRange {
  /** Of which of the measure's lines. */
  line: number;
  from: number;
  to: number;
}

/** What is usual of its lines between two times: one stretch for every age that has its own. */
export function usualOf(
  measure: Measure,
  birth_date: string,
  from: number,
  to: number,
): UsualStretch[] {
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  const turns = BIRTHDAYS.map((years) => {
    const year = Number(birth_date.slice(0, 4)) + years;
    return Date.parse(`${year}${birth_date.slice(4, 10)}`) / 1000;
  }).filter((at) => at > from && at < to);
  const ends = [from, ...turns, to];
  const drawn = measure.derived ? (['body_mass_index'] as const) : measure.vitals;
  return drawn.flatMap((vital, line) =>
    ends.slice(1).flatMap((end, at) => {
      const start = ends[at] ?? from;
      const usual = usualRange(vital, { birth_date, on: day(start) });
      return usual ? [{ line, from: start, to: end, ...usual }] : [];
    }),
  );
}

/** What stands below times that are so many seconds apart: days, months or years, as everywhere else. */
export function timeLabels(times: readonly number[], apart: number): string[] {
  return times.map((seconds) => {
    const date = new Date(seconds * 1000).toISOString().slice(0, 10);
    if (apart >= 360 * 86_400) return date.slice(0, 4);
    return apart >= 27 * 86_400 ? shortMonth(date) : shortDay(date);
  });
}

function numberOf(text: string | null): number | null {
  const read = text ? Number(text) : Number.NaN;
  return Number.isFinite(read) ? read : null;
}

/** The measures of which there is any value. */
export function measured(vitals: readonly MeasuredVitals[]): Measure[] {
  return DRAWN.filter((measure) => vitals.some((one) => valueOf(measure, one) !== ''));
}

/** Times in seconds as the wall showed them, and the values of each line, the oldest first. */
export function linesOf(
  measure: Measure,
  vitals: readonly MeasuredVitals[],
): [number[], ...(number | null)[][]] {
  const some = vitals.filter((one) => valueOf(measure, one) !== '').toReversed();
  const times = some.map(({ starts_local }) => Date.parse(`${starts_local.slice(0, 16)}Z`) / 1000);
  if (measure.derived) return [times, some.map((one) => numberOf(one.body_mass_index))];
  return [times, ...measure.vitals.map((vital) => some.map((one) => numberOf(one.vitals[vital])))];
}
