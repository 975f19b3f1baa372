// Civil time as the core sends it: wall-clock text such as `2026-11-21T09:30:00` is shown as it is and never read in the
// computer's own zone. Instants (UTC) are shown on the wall of a location by its zone's name.

import { getLocale } from '../../paraglide/runtime.js';

const DAY = 86_400_000;

/** How dates are written for the catalogue's locale. */
function locale(): string {
  const chosen = getLocale();
  return chosen === 'en' ? 'en-GB' : chosen;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale(), options);
    formats.set(key, found);
  }
  return found;
}

function civil(date: string): Date {
  return new Date(`${date.slice(0, 10)}T00:00:00Z`);
}

/** `2026-11-21T09:30:00` → `2026-11-21`. */
export function dateOf(local: string): string {
  return local.slice(0, 10);
}

/** `2026-11-21T09:30:00` → `09:30`. */
export function clock(local: string): string {
  return local.slice(11, 16);
}

/** `2026-11-21T09:30:00` → 570; on another date counted from midnight of `on`. */
export function minuteOf(local: string, on: string = dateOf(local)): number {
  const minute = Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
  return minute + daysBetween(on, dateOf(local)) * 1440;
}

/** The wall-clock text of a minute of a date; minutes past midnight go on to the next date. */
export function localAt(date: string, minute: number): string {
  const days = Math.floor(minute / 1440);
  return `${addDays(date, days)}T${minuteClock(minute)}:00`;
}

/** 570 → `09:30`. */
export function minuteClock(minute: number): string {
  const within = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(civil(date).getTime() + days * DAY).toISOString().slice(0, 10);
}

/** The same day so many months later; the last of a month that is shorter. */
export function addMonths(date: string, months: number): string {
  const at = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const first = `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}-01`;
  const next = new Date(civil(first));
  next.setUTCMonth(next.getUTCMonth() + 1, 0);
  return `${first.slice(0, 8)}${String(Math.min(Number(date.slice(8, 10)), next.getUTCDate())).padStart(2, '0')}`;
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((civil(to).getTime() - civil(from).getTime()) / DAY);
}

/** ISO 8601 weekday: 1 is Monday, 7 is Sunday. */
export function weekday(date: string): number {
  return civil(date).getUTCDay() || 7;
}

/** `2026-11-21` is a date of the calendar. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const read = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
}

/** "Saturday 21 November 2026". */
export function longDate(date: string): string {
  return format({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(civil(date));
}

/** "November 2026". */
export function monthName(date: string): string {
  return format({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(civil(date));
}

/** "Monday" of a date. */
export function weekdayName(date: string, width: 'long' | 'short' = 'long'): string {
  return format({ weekday: width, timeZone: 'UTC' }).format(civil(date));
}

/** "Sat 21 Nov". */
export function shortDate(date: string): string {
  // Some engines write a comma after the weekday; one before the time is enough.
  return format({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
    .format(civil(date))
    .replace(',', '');
}

/** "21 Nov". */
export function shortDay(date: string): string {
  return format({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(civil(date));
}

/** "Nov 2026". */
export function shortMonth(date: string): string {
  return format({ month: 'short', year: 'numeric', timeZone: 'UTC' }).format(civil(date));
}

/** "21 Nov 2026". */
export function plainDate(date: string): string {
  return format({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    civil(date),
  );
}

/** "Sat 21 Nov, 09:30" of wall-clock text. */
export function dayAndClock(local: string): string {
  return `${shortDate(local)}, ${clock(local)}`;
}

/** The wall-clock text of an instant on the wall of `zone`: `2026-11-21T09:30`. */
export function localOfInstant(instant: string | number, zone: string): string {
  const parts = format({
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(typeof instant === 'number' ? instant : Date.parse(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? '00';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** Whole minutes from one instant to another, never negative. */
export function minutesSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000));
}

/** Waits so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
