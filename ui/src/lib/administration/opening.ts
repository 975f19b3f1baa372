// When a location's doors are open: told in few words, copied from day to day, and compared with doctors' hours. Pure.

import type { OpeningHours } from '../shared/contract';
import { stretchOf, WEEKDAYS } from './hours';

const DAY = 1440;
const WEEK = 7 * DAY;

type Stretch = Pick<OpeningHours, 'weekday' | 'from_time' | 'to_time'>;

/** Weekdays that follow each other and have the same hours. */
export interface OpeningDays {
  first: number;
  last: number;
  times: { from: string; to: string }[];
}

/** The week in as few lines as tell it; days on which the doors stay shut have none. */
export function openingDays(open: readonly OpeningHours[]): OpeningDays[] {
  const found: OpeningDays[] = [];
  for (const day of WEEKDAYS) {
    const hours = open.filter(({ weekday }) => weekday === day);
    if (hours.length === 0) continue;
    const times = hours.map(({ from_time: from, to_time: to }) => ({ from, to }));
    const before = found.at(-1);
    const goesOn =
      before?.last === day - 1 && JSON.stringify(before.times) === JSON.stringify(times);
    if (before && goesOn) before.last = day;
    else found.push({ first: day, last: day, times });
  }
  return found;
}

/** One weekday's hours in the place of other days'. */
export function copyOpening(
  open: readonly OpeningHours[],
  from: number,
  to: readonly number[],
): OpeningHours[] {
  const others = open.filter(({ weekday }) => !to.includes(weekday) || weekday === from);
  const source = open.filter(({ weekday }) => weekday === from);
  const copies = to
    .filter((day) => day !== from)
    .flatMap((weekday) => source.map((hours) => ({ ...hours, weekday })));
  return [...others, ...copies].sort((one, other) => one.weekday - other.weekday);
}

/** Where a stretch lies in the minutes of the week, a Sunday night beyond its end. */
function ofWeek(hours: Stretch): [number, number] | null {
  const stretch = stretchOf(hours);
  const before = (hours.weekday - 1) * DAY;
  return stretch && [stretch[0] + before, stretch[1] + before];
}

/** Whether the doors are shut for some of a doctor's hours. Never where no opening hours are entered. */
export function outsideOpening(hours: Stretch, open: readonly OpeningHours[]): boolean {
  const stretch = ofWeek(hours);
  if (!stretch || open.length === 0) return false;
  const doors = open
    .flatMap((door) => {
      const [opens, closes] = ofWeek(door) ?? [0, 0];
      return [-WEEK, 0, WEEK].map((shift) => [opens + shift, closes + shift] as const);
    })
    .sort(([one], [other]) => one - other);
  const until = doors.reduce(
    (reached, [opens, closes]) => (opens <= reached ? Math.max(reached, closes) : reached),
    stretch[0],
  );
  return until < stretch[1];
}
