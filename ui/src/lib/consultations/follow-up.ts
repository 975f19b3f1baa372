import type { AppointmentView, FollowUp } from '$lib/shared/contract';
import { addDays, dateOf } from '$lib/shared/times';
import { followUpDays } from './vitals';

/** What the booking of a follow-up begins with. */
export interface FollowUpWish {
  patient_id: string;
  doctor_id: string;
  /** First date looked at: so many days after the visit; the day after it where no number was typed. */
  from_on: string;
  reason: string;
}

/** The same doctor, from the day that was named on. */
export function followUpOf(visit: AppointmentView, follow_up: FollowUp): FollowUpWish {
  const { patient_id, doctor_id, starts_local } = visit;
  const days = followUpDays(follow_up.in_days) ?? 1;
  const from_on = addDays(dateOf(starts_local), Math.min(days, 730));
  return { patient_id, doctor_id, from_on, reason: follow_up.what_for.trim() };
}
