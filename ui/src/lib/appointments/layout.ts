// Where things stand on the day sheet: pure arithmetic over minutes of the shown date, counted from its midnight.

import type {
  AppointmentStatus,
  AppointmentView,
  BlockView,
  DoctorDay,
  DoctorWeek,
  HoldView,
} from '$lib/shared/contract';
import { minuteOf } from '$lib/shared/times';

/** A stretch of minutes, half open. */
export interface Stretch {
  from: number;
  to: number;
}

/** A visit's place: beside how many others, and which of them it is. */
export interface Placed<V = AppointmentView> extends Stretch {
  visit: V;
  lane: number;
  lanes: number;
}

/** A place the cursor can stand on: a visit, or a time that can be booked. */
export interface Stop extends Stretch {
  key: string;
  visit: AppointmentView | null;
  /** Within the doctor's hours and not away. */
  open: boolean;
  locationId: string | null;
  /** Somebody is booking it just now, or it was offered. */
  held: HoldView | null;
  lane: number;
  lanes: number;
}

const OUTSIDE_STEP = 30;
const HOUR = 60;
const DAY_STARTS = 8 * HOUR;
const DAY_ENDS = 18 * HOUR;
const LEAST_DRAWN = 7 * HOUR;

/** The visit holds no time any more. */
export function isGone(status: AppointmentStatus): boolean {
  return status === 'cancelled' || status === 'no_show';
}

/** It is drawn only when asked for. Who did not come stays: the desk looks for them there, and takes it back there. */
export function isPutAway(status: AppointmentStatus): boolean {
  return status === 'cancelled';
}

/** Nothing is to be seen in the column: no hours, nobody comes, nothing keeps the doctor away. */
export function isIdle(column: DoctorDay, gone: boolean): boolean {
  const { windows, time_off, blocks, holds, holidays, appointments } = column;
  return (
    [windows, time_off, blocks, holds, holidays].every((items) => items.length === 0) &&
    appointments.every((visit) => !gone && isPutAway(visit.status))
  );
}

/** The same of a whole week. */
export function isIdleWeek({ days }: DoctorWeek, gone: boolean): boolean {
  return days.every(
    ({ hours, away, blocked, visits }) =>
      [hours, away, blocked].every((items) => items.length === 0) &&
      visits.every((visit) => !gone && isPutAway(visit.status)),
  );
}

/** Those with something to be seen; where that is nobody, all. */
export function withoutIdle<T>(all: T[], idle: (one: T) => boolean): T[] {
  const busy = all.filter((one) => !idle(one));
  return busy.length > 0 ? busy : all;
}

/** The hours to draw of a day. */
export function dayRange(columns: DoctorDay[], date: string): Stretch {
  return hoursAround(
    columns.flatMap((column) =>
      [...column.windows, ...column.appointments, ...column.blocks].map((item) => span(item, date)),
    ),
  );
}

/**
 * Whole hours around everything there is, the usual ones where that is nothing. A short day fills the window as a long one
 * does. Of the usual hours, one before and one after are drawn too: a visit may be put outside of anybody's.
 */
export function hoursAround(stretches: Stretch[]): Stretch {
  if (stretches.length === 0) return { from: DAY_STARTS, to: DAY_ENDS };
  const first = Math.floor(Math.min(...stretches.map((stretch) => stretch.from)) / HOUR) * HOUR;
  const last = Math.ceil(Math.max(...stretches.map((stretch) => stretch.to)) / HOUR) * HOUR;
  const from = Math.max(0, Math.min(first, Math.max(DAY_STARTS, first - HOUR)));
  const after = Math.max(last, Math.min(DAY_ENDS, last + HOUR));
  const to = Math.min(24 * HOUR, Math.max(after, from + LEAST_DRAWN));
  return { from: Math.min(from, to - LEAST_DRAWN), to };
}

/** Minutes of the date that something with local times covers. */
export function span(item: { starts_local: string; ends_local: string }, date: string): Stretch {
  const from = minuteOf(item.starts_local, date);
  const to = minuteOf(item.ends_local, date);
  // Over the night in which the clock is set back an end can be written before its start.
  return { from, to: Math.max(from + 5, to) };
}

/** What of a stretch lies within another one. */
export function within(stretch: Stretch, range: Stretch): Stretch {
  const from = Math.max(range.from, stretch.from);
  return { from, to: Math.max(from, Math.min(range.to, stretch.to)) };
}

/** Lays visits that overlap side by side; those that do not have the whole width. */
export function placeVisits<
  V extends Pick<AppointmentView, 'starts_local' | 'ends_local' | 'seat'>,
>(visits: V[], date: string): Placed<V>[] {
  const sorted = visits
    .map((visit) => ({ visit, ...span(visit, date) }))
    .sort((one, other) => one.from - other.from || one.visit.seat - other.visit.seat);
  const placed: Placed<V>[] = [];
  let cluster: Placed<V>[] = [];
  let clusterEnds = -Infinity;
  const close = () => {
    const lanes = Math.max(1, ...cluster.map((item) => item.lane + 1));
    for (const item of cluster) item.lanes = lanes;
    cluster = [];
  };
  for (const item of sorted) {
    if (item.from >= clusterEnds) close();
    const taken = new Set(
      cluster.filter((other) => other.to > item.from).map((other) => other.lane),
    );
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    const place = { ...item, lane, lanes: 1 };
    cluster.push(place);
    placed.push(place);
    clusterEnds = Math.max(cluster.length === 1 ? -Infinity : clusterEnds, item.to);
  }
  close();
  return placed;
}

/** Everything the cursor can stand on in a column, by time. */
export function stopsOf(
  column: DoctorDay,
  date: string,
  range: Stretch,
  gone: boolean,
  now: number,
): Stop[] {
  const shown = column.appointments.filter((visit) => gone || !isPutAway(visit.status));
  const placed = placeVisits(shown, date);
  // A visit on top of another takes no place of the slot.
  const busy = placed.filter(
    (place) => !isGone(place.visit.status) && place.visit.overbook_reason === null,
  );
  const closed = [...column.time_off, ...column.blocks].map((item) => span(item, date));
  const windows = column.windows.map((window) => ({ window, ...span(window, date) }));
  const holds = column.holds
    .filter((hold) => Date.parse(hold.expires_at) > now)
    .map((hold) => ({ hold, ...span(hold, date) }));

  const free: Stop[] = [];
  const offer = (from: number, to: number, capacity: number, locationId: string | null) => {
    const over = (stretch: Stretch) => stretch.from < to && stretch.to > from;
    const places = capacity - busy.filter(over).length;
    if (places <= 0) return;
    // Of a slot of several only the last place left is anybody's.
    const held = holds.filter(over);
    free.push({
      key: `free-${column.doctor_id}-${from}`,
      from,
      to,
      visit: null,
      open: locationId !== null && !closed.some(over),
      locationId,
      held: held.length >= places ? (held[0]?.hold ?? null) : null,
      lane: 0,
      lanes: 1,
    });
  };
  for (const { window, from, to } of windows) {
    for (let at = from; at + window.slot_minutes <= to; at += window.slot_minutes) {
      if (at >= range.from && at < range.to) {
        offer(at, at + window.slot_minutes, window.capacity, window.location_id);
      }
    }
  }
  for (let at = range.from; at < range.to; at += OUTSIDE_STEP) {
    const end = at + OUTSIDE_STEP;
    if (!windows.some((window) => window.from < end && window.to > at)) offer(at, end, 1, null);
  }

  const visits = placed.map((place) => ({
    key: `visit-${place.visit.id}`,
    from: place.from,
    to: place.to,
    visit: place.visit,
    open: true,
    locationId: place.visit.location_id,
    held: null,
    lane: place.lane,
    lanes: place.lanes,
  }));
  // A slot with a place left, beside the visits that have the others.
  for (const slot of free) {
    const beside = visits.filter((other) => other.from < slot.to && other.to > slot.from);
    if (beside.length > 0) {
      slot.lane = Math.max(...beside.map((other) => other.lanes));
      slot.lanes = slot.lane + 1;
    }
  }
  return [...visits, ...free].sort(
    (one, other) => one.from - other.from || one.lane - other.lane || one.to - other.to,
  );
}

/** The block that a stretch of a column lies in, wholly or in part. */
export function blockAt(
  column: DoctorDay,
  date: string,
  from: number,
  to: number,
): BlockView | undefined {
  return column.blocks.find((block) => {
    const place = span(block, date);
    return place.from < to && place.to > from;
  });
}

/** The stop of a column whose time is nearest to `minute`; of several the one that covers it. */
export function nearestStop(stops: Stop[], minute: number): Stop | null {
  const distance = (stop: Stop) =>
    minute >= stop.from && minute < stop.to
      ? 0
      : Math.min(Math.abs(stop.from - minute), Math.abs(minute - stop.to + 1));
  return stops.reduce<Stop | null>(
    (best, stop) => (best === null || distance(stop) < distance(best) ? stop : best),
    null,
  );
}

/**
 * Where a visit lands that is held over `minute`: on the slots of the hours it is held over, elsewhere on quarters;
 * on every fifth minute when `fine`.
 */
export function snap(column: DoctorDay, date: string, minute: number, fine = false): number {
  if (fine) return Math.round(minute / 5) * 5;
  for (const window of column.windows) {
    const { from, to } = span(window, date);
    const half = window.slot_minutes / 2;
    if (minute >= from - half && minute < to) {
      const steps = Math.round((minute - from) / window.slot_minutes);
      const last = Math.max(0, Math.floor((to - from) / window.slot_minutes) - 1);
      return from + Math.min(last, Math.max(0, steps)) * window.slot_minutes;
    }
  }
  return Math.round(minute / 15) * 15;
}

/** One step of a visit that is moved by keys. */
export function stepFrom(column: DoctorDay, date: string, minute: number, down: boolean): number {
  const window = column.windows.find((candidate) => {
    const { from, to } = span(candidate, date);
    return down ? minute >= from && minute < to : minute > from && minute <= to;
  });
  const step = window?.slot_minutes ?? 15;
  return minute + (down ? step : -step);
}
