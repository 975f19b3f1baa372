// Periods that are counted again and again.

import * as m from '$messages';
import { addDays, addMonths } from '$lib/shared/times';

export type Named = 'this_month' | 'last_month' | 'this_quarter' | 'this_year' | 'last_year';

/** From a date to a date, both within. */
export interface Period {
  from: string;
  to: string;
}

export const periods: { value: Named; label: () => string; key: string }[] = [
  { value: 'this_month', label: m.notes_this_month, key: 'Alt+1' },
  { value: 'last_month', label: m.notes_last_month, key: 'Alt+2' },
  { value: 'this_quarter', label: m.notes_this_quarter, key: 'Alt+3' },
  { value: 'this_year', label: m.notes_this_year, key: 'Alt+4' },
  { value: 'last_year', label: m.notes_last_year, key: 'Alt+5' },
];

/** The dates of a period as of today; one that goes on is counted up to its last day. */
export function datesOf(period: Named, today: string): Period {
  const month = `${today.slice(0, 8)}01`;
  const year = `${today.slice(0, 5)}01-01`;
  const quarter = addMonths(month, -((Number(today.slice(5, 7)) - 1) % 3));
  switch (period) {
    case 'this_month':
      return months(month, 1);
    case 'last_month':
      return months(addMonths(month, -1), 1);
    case 'this_quarter':
      return months(quarter, 3);
    case 'this_year':
      return months(year, 12);
    case 'last_year':
      return months(addMonths(year, -12), 12);
  }
}

function months(from: string, count: number): Period {
  return { from, to: addDays(addMonths(from, count), -1) };
}
