// Visits that hours which were just changed do not hold any more.

import * as m from '$messages';
import type { AppointmentView, DaySheet, DoctorId } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';
import { addDays, plainDate } from '$lib/shared/times';
import { toasts } from '$lib/shared/toasts.svelte';

/** How far ahead is looked after the week was changed. */
export const WEEKS_AHEAD = 4;

/** Those visits to come of a sheet that begin on some dates and lie in no hours of it, by start. */
export function outsideHours(sheet: DaySheet, dates: readonly string[]): AppointmentView[] {
  const windows = sheet.columns.flatMap((column) => column.windows);
  const held = (visit: AppointmentView) =>
    windows.some(
      ({ starts_at, ends_at }) => starts_at <= visit.starts_at && visit.ends_at <= ends_at,
    );
  return sheet.columns
    .flatMap((column) =>
      column.appointments.filter((visit) => visit.starts_local.startsWith(column.date)),
    )
    .filter((visit) => dates.includes(visit.starts_local.slice(0, 10)))
    .filter((visit) => ['scheduled', 'confirmed'].includes(visit.status) && !held(visit))
    .toSorted((one, other) => one.starts_at.localeCompare(other.starts_at));
}

/** Says how many visits lie outside of a doctor's hours on some days from a date on, if any do. */
export async function tellOutside(doctorId: DoctorId, from: string, days: number): Promise<void> {
  // Hours over midnight began the day before.
  const request = { date: addDays(from, -1), days: days + 1, doctor_ids: [doctorId] };
  const outcome = await attempt('appointments_day_sheet', { ...request, location_id: null });
  if (!outcome.ok) return;
  const dates = Array.from({ length: days }, (_, at) => addDays(from, at));
  const visits = outsideHours(outcome.answer, dates);
  const first = visits[0];
  if (!first) return;
  const date = plainDate(first.starts_local.slice(0, 10));
  toasts.problem(
    days === 1
      ? m.hours_leave_outside({ count: visits.length, date })
      : m.hours_leave_outside_from({ count: visits.length, date, weeks: WEEKS_AHEAD }),
    m.hours_leave_outside_next(),
  );
}
