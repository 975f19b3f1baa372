// Who is next in the consulting room, and how long they have waited. Pure: the clock comes from outside.

import type { AppointmentStatus, AppointmentView } from '../shared/contract';

/** In the house and not yet with the doctor. */
export function waits(visit: AppointmentView): boolean {
  return visit.status === 'checked_in' || visit.status === 'arrived';
}

/** Since when they wait: the moment they came in. */
export function waitsSince(visit: AppointmentView): string | null {
  return waits(visit) ? (visit.arrived_at ?? visit.checked_in_at) : null;
}

const COMING: readonly AppointmentStatus[] = ['scheduled', 'confirmed'];

/** Who comes in next: the most urgent of those who wait, by their appointed time; else the next who is expected. */
export function nextVisit(visits: readonly AppointmentView[], now: number): AppointmentView | null {
  const urgency = { emergency: 0, urgent: 1, regular: 2 };
  const waiting = visits.filter(waits);
  // A checked-in patient is ready; one who only arrived is still at the desk.
  const ready = waiting.filter(({ status }) => status === 'checked_in');
  const first = [...(ready.length > 0 ? ready : waiting)].sort(
    (one, other) =>
      urgency[one.priority] - urgency[other.priority] ||
      one.starts_at.localeCompare(other.starts_at),
  )[0];
  if (first) return first;
  return (
    visits.find(({ status, ends_at }) => COMING.includes(status) && Date.parse(ends_at) > now) ??
    null
  );
}
