// The times that are held in the made-up clinic.

import type { DoctorView, HoldView } from '$lib/shared/contract';
import { localAt, minuteOf } from '$lib/shared/times';
import { NOW, type FakeClinic } from './fakeClinic';
import type { Answers } from './standIn';

/** Holds a time for two minutes. */
export function makeHold(
  clinic: FakeClinic,
  appointment_id: string,
  doctor: DoctorView,
  local: string,
  held_by = 'Rita Desk',
): HoldView {
  const ends_local = localAt(local.slice(0, 10), minuteOf(local) + doctor.slot_minutes);
  const held: HoldView = {
    appointment_id,
    doctor_id: doctor.id,
    location_id: 'location-0',
    starts_at: `${local}Z`,
    ends_at: `${ends_local}Z`,
    starts_local: local,
    ends_local,
    seat: 0,
    purpose: 'booking',
    held_by,
    expires_at: new Date(Date.parse(NOW) + 120_000).toISOString(),
  };
  clinic.holds = [...clinic.holds.filter((hold) => hold.appointment_id !== appointment_id), held];
  return held;
}

export function holdAnswers(clinic: FakeClinic) {
  return {
    appointments_hold: ({ booking }) => {
      const doctor = clinic.doctor(booking.doctor_id);
      const { starts } = booking;
      const local = starts.by === 'instant' ? starts.at.slice(0, 19) : starts.date_time;
      clinic.refuseIfBusy(doctor, local);
      return makeHold(clinic, booking.appointment_id, doctor, local);
    },
    appointments_release_hold: ({ appointment_id }) => {
      clinic.holds = clinic.holds.filter((hold) => hold.appointment_id !== appointment_id);
      return null;
    },
  } satisfies Answers;
}
