// The words of a rule.

import * as m from '$messages';
import type { SeriesPlace } from '$lib/shared/contract';
import { addDays, weekday } from '$lib/shared/times';

const names = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
const longNames = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' });

/** Monday to Sunday, each with its key. */
export function weekdays(before = ''): { value: number; label: string; key: string }[] {
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    value: day,
    label: names.format(new Date(`${addDays('2024-01-01', day - 1)}T00:00:00Z`)),
    key: `${before}${day}`,
  }));
}

/** "on day 2". */
export function dayOfMonth(date: string): string {
  return m.series_day_of_month({ day: Number(date.slice(8, 10)) });
}

const nths: Record<number, (inputs: { day: string }) => string> = {
  1: m.series_nth_first,
  2: m.series_nth_second,
  3: m.series_nth_third,
  4: m.series_nth_fourth,
};

/** "on the second Monday". */
export function nthWeekday(nth: number, date: string): string {
  const day = longNames.format(new Date(`${addDays('2024-01-01', weekday(date) - 1)}T00:00:00Z`));
  return (nths[nth] ?? m.series_nth_last)({ day });
}

/** "3 of 12", and that it changed. */
export function placeInSeries({ number, of, changed }: SeriesPlace): string {
  return changed ? m.series_place_changed({ number, of }) : m.series_place({ number, of });
}
