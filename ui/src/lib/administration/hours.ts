// Weekly hours as they are edited. Pure: what is wrong with them, how a day is copied, how much they come to.

import type { DatedHours, FieldError, HoursKind, WeeklyHours } from '../shared/contract';

/** ISO 8601: Monday is 1. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** A row of hours as typed; empty text where a number is left to the doctor's own. */
export interface HoursRow {
  id: string;
  location_id: string;
  room_id: string;
  weekday: number;
  from_time: string;
  to_time: string;
  slot_minutes: string;
  hours_kind: HoursKind;
  capacity: string;
  valid_from: string;
  valid_to: string;
}

export function rowOf(hours: WeeklyHours): HoursRow {
  return {
    ...hours,
    room_id: hours.room_id ?? '',
    from_time: hours.from_time.slice(0, 5),
    to_time: hours.to_time.slice(0, 5),
    slot_minutes: hours.slot_minutes?.toString() ?? '',
    capacity: hours.capacity.toString(),
    valid_to: hours.valid_to ?? '',
  };
}

export function hoursOf(row: HoursRow): WeeklyHours {
  return {
    ...row,
    room_id: row.room_id || null,
    slot_minutes: row.slot_minutes.trim() === '' ? null : Number(row.slot_minutes),
    capacity: Number(row.capacity),
    valid_to: row.valid_to || null,
  };
}

/** A stretch of a date that differs, as a row to edit. */
export function datedRow(dated: DatedHours): HoursRow {
  return rowOf({
    ...dated,
    location_id: dated.location_id ?? '',
    weekday: 1,
    from_time: dated.from_time ?? '',
    to_time: dated.to_time ?? '',
    valid_from: dated.on_date,
    valid_to: dated.on_date,
  });
}

/** A row of a date that differs, from a row of hours. */
export function datedOf(row: HoursRow, on_date: string, note: string): DatedHours {
  const { id, hours_kind } = row;
  const { room_id, slot_minutes, capacity } = hoursOf(row);
  const [from_time, to_time] = [row.from_time, row.to_time];
  return {
    id,
    on_date,
    closed: false,
    location_id: row.location_id,
    room_id,
    from_time,
    to_time,
    slot_minutes,
    hours_kind,
    capacity,
    note,
  };
}

/** A date on which the doctor does not work. */
export function closedOn(id: string, on_date: string, note: string): DatedHours {
  return {
    id,
    on_date,
    closed: true,
    location_id: null,
    room_id: null,
    from_time: null,
    to_time: null,
    slot_minutes: null,
    hours_kind: 'both',
    capacity: 1,
    note,
  };
}

/** The longest stretch over midnight, in minutes: `12:00` to `09:00` is a slip. */
const LONGEST_NIGHT = 16 * 60;

/** Minutes from the midnight before a stretch: what ends not after it begins ends on the next day. None while it is no stretch. */
export function stretchOf(row: Pick<HoursRow, 'from_time' | 'to_time'>): [number, number] | null {
  const from = minutesOf(row.from_time);
  const to = row.to_time === '24:00' ? 0 : minutesOf(row.to_time);
  if (from === null || to === null) return null;
  if (to > from) return [from, to];
  const length = to + 1440 - from;
  return to === 0 || (length <= LONGEST_NIGHT && to !== from) ? [from, to + 1440] : null;
}

/** Minutes since midnight of `09:30`, or none. */
export function minutesOf(time: string): number | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

function whole(typed: string, least: number, most: number): boolean {
  return /^\d{1,4}$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;
}

/** Two rows share a minute on some date, over midnight and over the turn of the week too. */
function meet(
  one: HoursRow,
  [from, to]: [number, number],
  other: HoursRow,
  [start, end]: [number, number],
): boolean {
  const [oneEnd, otherEnd] = [one.valid_to || '9999', other.valid_to || '9999'];
  if (one.valid_from > otherEnd || other.valid_from > oneEnd) return false;
  const days = (other.weekday - one.weekday + 7) % 7;
  const over = (shift: number) => from < end + shift && start + shift < to;
  return (days === 0 && over(0)) || (days === 1 && over(1440)) || (days === 6 && over(-1440));
}

/** A row with a break in it: two rows in its place, or none when the break does not lie inside. */
export function withBreak(
  row: HoursRow,
  from: string,
  to: string,
  newId: () => string,
): [HoursRow, HoursRow] | null {
  const before = { ...row, to_time: from };
  const after = { ...row, id: newId(), from_time: to };
  const [whole, first, second] = [stretchOf(row), stretchOf(before), stretchOf(after)];
  if (!whole || !first || !second) return null;
  const length = ([start, end]: [number, number]) => end - start;
  return length(first) + length(second) < length(whole) ? [before, after] : null;
}

/** Everything wrong with the rows, at `hours[row].field`. */
export function hoursProblems(rows: readonly HoursRow[]): FieldError[] {
  const problems: FieldError[] = [];
  rows.forEach((row, at) => {
    const say = (field: keyof HoursRow, problem: FieldError['problem']) =>
      problems.push({ field: `hours[${at}].${field}`, problem });
    const from = minutesOf(row.from_time);
    const to = row.to_time === '24:00' ? 1440 : minutesOf(row.to_time);
    const stretch = stretchOf(row);
    if (row.location_id === '') say('location_id', { code: 'missing' });
    if (from === null) say('from_time', { code: row.from_time === '' ? 'missing' : 'not_a_time' });
    if (to === null) say('to_time', { code: row.to_time === '' ? 'missing' : 'not_a_time' });
    if (from !== null && to !== null && !stretch) say('to_time', { code: 'end_before_start' });
    if (row.slot_minutes.trim() !== '' && !whole(row.slot_minutes, 5, 480)) {
      say('slot_minutes', { code: 'out_of_range', least: 5, most: 480 });
    }
    if (!whole(row.capacity, 1, 50)) say('capacity', { code: 'out_of_range', least: 1, most: 50 });
    if (row.valid_from === '') say('valid_from', { code: 'missing' });
    if (row.valid_to !== '' && row.valid_to < row.valid_from)
      say('valid_to', { code: 'end_before_start' });
    if (!stretch) return;
    const earlier = rows.slice(0, at).some((other) => {
      const otherStretch = stretchOf(other);
      return otherStretch !== null && meet(row, stretch, other, otherStretch);
    });
    if (earlier) say('from_time', { code: 'overlaps' });
  });
  return problems;
}

/** The rows with one weekday's hours put in the place of other weekdays'. */
export function copyDay(
  rows: readonly HoursRow[],
  from: number,
  to: readonly number[],
  newId: () => string,
): HoursRow[] {
  const days = to.filter((day) => day !== from);
  const source = rows.filter(({ weekday }) => weekday === from);
  const copies = days.flatMap((weekday) => source.map((row) => ({ ...row, id: newId(), weekday })));
  return inOrder([...rows.filter(({ weekday }) => !days.includes(weekday)), ...copies]);
}

/** Rows that two people changed: what was typed here stays, every other row follows the server. */
export function mergeRows(
  base: readonly HoursRow[],
  mine: readonly HoursRow[],
  theirs: readonly HoursRow[],
): HoursRow[] {
  const text = (row: HoursRow | undefined) => JSON.stringify(row && Object.entries(row).sort());
  const byId = (rows: readonly HoursRow[]) => new Map(rows.map((row) => [row.id, row]));
  const [before, here, there] = [byId(base), byId(mine), byId(theirs)];
  const ids = new Set([...there.keys(), ...here.keys()]);
  const merged = [...ids].flatMap((id) => {
    const typed = here.get(id);
    const untouched = text(typed) === text(before.get(id));
    const row = untouched ? there.get(id) : typed;
    return row ? [row] : [];
  });
  return inOrder(merged);
}

/** By weekday and time. */
export function inOrder(rows: readonly HoursRow[]): HoursRow[] {
  return [...rows].sort(
    (one, other) => one.weekday - other.weekday || one.from_time.localeCompare(other.from_time),
  );
}

/** Minutes of a week in which the doctor can be booked, as typed so far. */
export function weekMinutes(rows: readonly HoursRow[]): number {
  return rows.reduce((sum, row) => {
    const [from, to] = stretchOf(row) ?? [0, 0];
    return sum + to - from;
  }, 0);
}
