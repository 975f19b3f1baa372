// What is wished of the times in a search, as the core reads it.

import type { SlotOffer, WishedTimes } from '$lib/shared/contract';
import { minuteOf, weekday } from '$lib/shared/times';

/** Whether a visit may begin then. */
export function suits({ parts_of_day, weekdays }: WishedTimes, local: string): boolean {
  const minute = minuteOf(local);
  const part = minute < 12 * 60 ? 'morning' : minute < 17 * 60 ? 'afternoon' : 'evening';
  const day = weekdays.length === 0 || weekdays.includes(weekday(local));
  return day && (parts_of_day.length === 0 || parts_of_day.includes(part));
}

/** Lets the first so many of each day through. */
export function firstOfEachDay(most: number | null): (slot: SlotOffer) => boolean {
  const shown = new Map<string, number>();
  return ({ starts_local }) => {
    const date = starts_local.slice(0, 10);
    shown.set(date, (shown.get(date) ?? 0) + 1);
    return most === null || (shown.get(date) ?? 0) <= most;
  };
}
