// Dates and times as people type them, as the core wants them. What is none comes back as it was typed, to be refused at
// its field.

import { isDate } from './times';

/** `9` → `09:00`, `930` → `09:30`, `9.30` → `09:30`. */
export function readTime(typed: string): string {
  const text = typed.trim();
  const parts =
    /^(?<hour>\d{1,2})(?:[:.h ](?<minute>\d{2}))?$/.exec(text)?.groups ??
    /^(?<hour>\d{1,2})(?<minute>\d{2})$/.exec(text)?.groups;
  if (!parts) return text;
  const { hour = '', minute = '00' } = parts;
  // The end of the day is written 24:00.
  if (hour === '24' && minute === '00') return '24:00';
  if (Number(hour) > 23 || Number(minute) > 59) return text;
  return `${hour.padStart(2, '0')}:${minute}`;
}

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' })
    .format(Date.UTC(2026, month, 1))
    .toLowerCase(),
);

/** `24.12.2026`, `24/12/2026`, `20261224`, `24 Dec 2026` as dates are shown → `2026-12-24`, day first. */
export function readDate(typed: string): string {
  const text = typed.trim();
  if (isDate(text)) return text;
  const parts =
    /^(?<year>\d{4})[-./ ](?<month>\d{1,2})[-./ ](?<day>\d{1,2})$/.exec(text)?.groups ??
    /^(?<day>\d{1,2})[-./ ](?<month>\d{1,2})[-./ ](?<year>\d{4})$/.exec(text)?.groups ??
    /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/.exec(text)?.groups;
  const named = /^(?<day>\d{1,2})\.? (?<name>[a-z]{3})[a-z]*\.?,? (?<year>\d{4})$/i.exec(
    text,
  )?.groups;
  if (named) {
    const { day = '', name = '', year = '' } = named;
    const month = MONTHS.indexOf(name.toLowerCase()) + 1;
    if (month > 0) return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  if (!parts) return text;
  const { year = '', month = '', day = '' } = parts;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
