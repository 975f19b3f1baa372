// The search for a time, as the core does it.

import type { FollowingVisit, SlotOffer, SlotSearch, WishedTimes } from '$lib/shared/contract';
import { minuteOf, localAt, weekday } from '$lib/shared/times';
import { TODAY, type FakeClinic } from './fakeClinic';

/** The times that are free and wished, by start. */
export function freeSlots(clinic: FakeClinic, search: SlotSearch): SlotOffer[] {
  const { patient_id, over, from_on, days, limit, wished, followed_by } = search;
  const usual = clinic.patients.find(({ id }) => id === patient_id)?.usual_doctor_id;
  const asked = clinic.doctors.filter((doctor) => {
    if (over.over === 'doctors') return over.doctor_ids.includes(doctor.id);
    if (over.over === 'specialty') {
      return doctor.specialties.some(({ id }) => id === over.specialty_id);
    }
    return over.over === 'anyone' || !usual || doctor.id === usual;
  });
  return asked
    .flatMap((doctor) =>
      clinic.slots(doctor, from_on ?? TODAY, Math.min(days, 5)).map((slot) => ({
        ...slot,
        usual_doctor: doctor.id === usual,
      })),
    )
    .sort((one, other) => one.starts_at.localeCompare(other.starts_at))
    .filter((slot) => suits(wished, slot.starts_local))
    .flatMap((slot) => (followed_by ? pair(clinic, slot, followed_by) : [slot]))
    .filter(firstOfEachDay(wished.per_day))
    .slice(0, limit);
}

/** The slot with a second visit right after it, if that one's doctor is free then. */
function pair(
  clinic: FakeClinic,
  slot: SlotOffer,
  { doctor_id, minutes }: FollowingVisit,
): SlotOffer[] {
  const doctor = clinic.doctor(doctor_id);
  const { ends_local: starts_local } = slot;
  if (slot.doctor_id === doctor_id || clinic.inTheWay(doctor_id, starts_local)) return [];
  const length = minutes ?? doctor.slot_minutes;
  const ends_local = localAt(starts_local, minuteOf(starts_local) + length);
  const starts_at = `${starts_local}Z`;
  const doctor_name = doctor.name;
  const second = { doctor_id, doctor_name, starts_at, starts_local, ends_local, minutes: length };
  return [{ ...slot, followed_by: second }];
}

/** Whether a visit may begin then. */
function suits({ parts_of_day, weekdays }: WishedTimes, local: string): boolean {
  const minute = minuteOf(local);
  const part = minute < 12 * 60 ? 'morning' : minute < 17 * 60 ? 'afternoon' : 'evening';
  const day = weekdays.length === 0 || weekdays.includes(weekday(local));
  return day && (parts_of_day.length === 0 || parts_of_day.includes(part));
}

/** Lets the first so many of each day through. */
function firstOfEachDay(most: number | null): (slot: SlotOffer) => boolean {
  const shown = new Map<string, number>();
  return ({ starts_local }) => {
    const date = starts_local.slice(0, 10);
    shown.set(date, (shown.get(date) ?? 0) + 1);
    return most === null || (shown.get(date) ?? 0) <= most;
  };
}
