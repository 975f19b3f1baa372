// Vital signs over time: what can be drawn, and what the table says.

import * as m from '$messages';
import type { MeasuredVitals } from '$lib/shared/contract';
import { MEASURES } from '$lib/consultations/vitals';
import type { Vital } from '$lib/consultations/parts';

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
