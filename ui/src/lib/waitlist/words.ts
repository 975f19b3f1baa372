// A wish of somebody who waits, in words.

import * as m from '$messages';
import type { WaitlistEntry, WaitlistWish } from '$lib/shared/contract';
import { shortDate } from '$lib/shared/times';
import { weekdays as namedDays } from '$lib/appointments/series/words';

/** "Mon, Wed · 09:00–12:00 · from Mon 2 Mar": what suits them, beside with whom. */
export function wishesOf(entry: WaitlistEntry): string {
  const { weekdays, from_time, to_time, earliest_on, latest_on, minutes } = entry;
  const time = (text: string) => text.slice(0, 5);
  return [
    minutes ? m.minutes_short({ count: minutes }) : '',
    namedDays()
      .filter(({ value }) => weekdays.includes(value))
      .map(({ label }) => label)
      .join(', '),
    from_time && to_time
      ? `${time(from_time)}–${time(to_time)}`
      : from_time
        ? m.waitlist_from({ time: time(from_time) })
        : to_time
          ? m.waitlist_until({ time: time(to_time) })
          : '',
    earliest_on ? m.waitlist_from({ time: shortDate(earliest_on) }) : '',
    latest_on ? m.waitlist_until({ time: shortDate(latest_on) }) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** What somebody waits for, as it would be typed. */
export function wishOf(entry: WaitlistEntry): WaitlistWish {
  const { waits_for, visit_kind, minutes, weekdays, priority, notes } = entry;
  return {
    ...{ waits_for, visit_kind, minutes, weekdays, priority, notes },
    from_time: entry.from_time?.slice(0, 5) ?? '',
    to_time: entry.to_time?.slice(0, 5) ?? '',
    earliest_on: entry.earliest_on ?? '',
    latest_on: entry.latest_on ?? '',
  };
}

/** With whom they would like a time. */
export function waitsForOf(entry: WaitlistEntry): string {
  return entry.waits_for_name || m.over_anyone();
}

/** "9:05" of so many seconds. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
