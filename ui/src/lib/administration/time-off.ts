// Time off as it is typed. Pure.

import type { FieldError, TimeOffKind } from '../shared/contract';
import { addDays, isDate } from '../shared/times';
import { minutesOf } from './hours';

/** A time off as typed: whole days unless times are given. */
export interface TimeOffTyped extends Record<string, unknown> {
  first_on: string;
  last_on: string;
  whole_days: boolean;
  from_time: string;
  to_time: string;
  time_off_kind: TimeOffKind;
  note: string;
}

/** The wall-clock interval of what was typed: whole days end at the next midnight. */
export function timeOffTimes(typed: TimeOffTyped): { starts_local: string; ends_local: string } {
  const last_on = typed.last_on || typed.first_on;
  return typed.whole_days
    ? { starts_local: `${typed.first_on}T00:00`, ends_local: `${addDays(last_on, 1)}T00:00` }
    : {
        starts_local: `${typed.first_on}T${typed.from_time}`,
        ends_local: `${last_on}T${typed.to_time}`,
      };
}

/** What is wrong with a time off as typed. */
export function timeOffProblems(typed: TimeOffTyped): FieldError[] {
  const problems: FieldError[] = [];
  const date = (field: string, text: string) => {
    if (text === '') problems.push({ field, problem: { code: 'missing' } });
    else if (!isDate(text)) problems.push({ field, problem: { code: 'not_a_date' } });
  };
  date('first_on', typed.first_on);
  if (typed.last_on !== '') date('last_on', typed.last_on);
  const last_on = typed.last_on || typed.first_on;
  if (!typed.whole_days) {
    for (const field of ['from_time', 'to_time'] as const) {
      if (typed[field] === '') problems.push({ field, problem: { code: 'missing' } });
      else if (minutesOf(typed[field]) === null) {
        problems.push({ field, problem: { code: 'not_a_time' } });
      }
    }
  }
  if (problems.length > 0) return problems;
  const [starts, ends] = [typed.first_on + typed.from_time, last_on + typed.to_time];
  if (last_on < typed.first_on)
    return [{ field: 'last_on', problem: { code: 'end_before_start' } }];
  if (!typed.whole_days && ends <= starts) {
    return [{ field: 'to_time', problem: { code: 'end_before_start' } }];
  }
  return [];
}
