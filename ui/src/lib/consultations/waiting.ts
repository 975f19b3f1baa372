// Who is next in the consulting room, and how long they have waited. Pure: the clock comes from outside.

import type { AppointmentStatus, AppointmentView } from "../shared/contract";

/** In the house and not yet with the doctor. */
export function waits(visit: AppointmentView): boolean {
  return visit.status === "checked_in" || visit.status === "arrived";
}

/** Since when they wait: the moment they came in. */
export function waitsSince(visit: AppointmentView): string | null {
  return waits(visit) ? (visit.arrived_at ?? visit.checked_in_at) : null;
}

/** Whole minutes from an instant to now; never negative. */
export function minutesSince(at: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
}

const COMING: readonly AppointmentStatus[] = ["scheduled", "confirmed"];

/** Who comes in next: the most urgent of those who wait, by their appointed time; else the next who is expected. */
export function nextVisit(visits: readonly AppointmentView[], now: number): AppointmentView | null {
  const urgency = { emergency: 0, urgent: 1, regular: 2 };
  const waiting = visits.filter(waits);
  // A checked-in patient is ready; one who only arrived is still at the desk.
  const ready = waiting.filter(({ status }) => status === "checked_in");
  const first = [...(ready.length > 0 ? ready : waiting)].sort(
    (one, other) => urgency[one.priority] - urgency[other.priority] || one.starts_at.localeCompare(other.starts_at),
  )[0];
  if (first) return first;
  return visits.find(({ status, ends_at }) => COMING.includes(status) && Date.parse(ends_at) > now) ?? null;
}

/** `10:32` of a wall-clock string such as `2026-11-21T10:32:00`. */
export function timeOf(local: string): string {
  return local.slice(11, 16);
}

/** `2026-11-21` of a wall-clock string. */
export function dateOf(local: string): string {
  return local.slice(0, 10);
}

/** The civil date so many days later; `2026-11-21` and 14 give `2026-12-05`. */
export function daysAfter(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
