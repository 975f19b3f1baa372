// Vital signs as the room sees them: units, the range that is believed, and what is derived. The core checks again.

import type { FieldError, FieldProblem, NoteContent } from '../shared/contract';
import { VITALS, type Vital } from './parts';

interface Measure {
  unit: string;
  least: number;
  most: number;
  decimals: 0 | 1;
}

/** Units and believable ranges, as the contract gives them. */
export const MEASURES: Record<Vital, Measure> = {
  systolic_mmhg: { unit: 'mmHg', least: 40, most: 300, decimals: 0 },
  diastolic_mmhg: { unit: 'mmHg', least: 20, most: 200, decimals: 0 },
  pulse_per_minute: { unit: '/min', least: 20, most: 300, decimals: 0 },
  breaths_per_minute: { unit: '/min', least: 4, most: 80, decimals: 0 },
  temperature_celsius: { unit: '°C', least: 30, most: 45, decimals: 1 },
  oxygen_saturation_percent: { unit: '%', least: 50, most: 100, decimals: 0 },
  weight_kg: { unit: 'kg', least: 0.3, most: 500, decimals: 1 },
  height_cm: { unit: 'cm', least: 20, most: 260, decimals: 1 },
};

/** The number somebody typed, or none: digits and one decimal point at most. */
export function numberOf(typed: string): number | null {
  const text = typed.trim();
  return /^\d{1,4}(\.\d{1,2})?$/.test(text) ? Number(text) : null;
}

/** What is wrong with a vital sign as typed, or nothing; an empty one is fine. */
export function vitalProblem(vital: Vital, typed: string): FieldProblem | null {
  if (typed.trim() === '') return null;
  const value = numberOf(typed);
  const { least, most, decimals } = MEASURES[vital];
  if (value === null) return { code: 'bad_characters' };
  if (value < least || value > most) return { code: 'out_of_range', least, most };
  return Number(value.toFixed(decimals)) === value ? null : { code: 'too_precise', decimals };
}

/** A decimal comma becomes the point the note keeps; blanks around go. */
export function tidyNumber(typed: string): string {
  return typed.trim().replace(/^(\d+),(\d+)$/, '$1.$2');
}

/** Body mass index in kg/m² with one decimal, where weight and height are believable. */
export function bodyMassIndex(weight_kg: string, height_cm: string): string | null {
  if (vitalProblem('weight_kg', weight_kg) ?? vitalProblem('height_cm', height_cm)) return null;
  const [weight, height] = [numberOf(weight_kg), numberOf(height_cm)];
  if (weight === null || height === null) return null;
  return (weight / (height / 100) ** 2).toFixed(1);
}

const DAYS_IN: Record<string, number> = { d: 1, w: 7, m: 30 };

/** `6 weeks`, `6w`, `2 months` as days: seven to a week, thirty to a month. Anything else stays as it was typed. */
export function tidyDays(typed: string): string {
  const [, count, unit = ''] = /^(\d{1,3})\s*([dwm])[a-z]*$/i.exec(typed.trim()) ?? [];
  return count ? String(Number(count) * (DAYS_IN[unit.toLowerCase()] ?? 1)) : typed;
}

/** In how many whole days a follow-up is wanted, as typed, or none. */
export function followUpDays(typed: string): number | null {
  return /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : null;
}

/** Everything that keeps a visit from being completed, each at its field. */
export function noteProblems(note: NoteContent): FieldError[] {
  const problems: FieldError[] = [];
  for (const vital of VITALS) {
    const problem = vitalProblem(vital, note.vitals[vital]);
    if (problem) problems.push({ field: `vitals.${vital}`, problem });
  }
  const [over, under] = [numberOf(note.vitals.systolic_mmhg), numberOf(note.vitals.diastolic_mmhg)];
  const believed = problems.every(({ field }) => !field.endsWith('_mmhg'));
  if (over !== null && under !== null && under >= over && believed) {
    problems.push({
      field: 'vitals.diastolic_mmhg',
      problem: { code: 'out_of_range', least: MEASURES.diastolic_mmhg.least, most: over - 1 },
    });
  }
  if (note.follow_up.wanted) {
    const typed = note.follow_up.in_days.trim();
    const days = followUpDays(typed);
    if (typed !== '' && (days === null || days < 1 || days > 730)) {
      problems.push({
        field: 'follow_up.in_days',
        problem: { code: 'out_of_range', least: 1, most: 730 },
      });
    }
  }
  return problems;
}
