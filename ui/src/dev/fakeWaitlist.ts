// The waitlist of the made-up clinic.

import type { OfferView, WaitlistEntry } from '$lib/shared/contract';
import { localAt, minuteOf } from '$lib/shared/times';
import { NOW, TODAY, type FakeClinic } from './fakeClinic';
import { Refuse, type Answers } from './standIn';

let made = 0;

/** Somebody who waits for a doctor. */
export function makeWaiting(
  clinic: FakeClinic,
  patient: number,
  more: Partial<WaitlistEntry> = {},
): WaitlistEntry {
  const whom = clinic.patients[patient];
  const doctor = clinic.doctors[0];
  if (!whom || !doctor) throw new Error('no such patient');
  made += 1;
  const entry: WaitlistEntry = {
    id: `entry-${made}`,
    patient_id: whom.id,
    patient_name: `${whom.family_name}, ${whom.given_name}`,
    patient_phone: whom.phone,
    waits_for: { with: 'doctor', doctor_id: doctor.id },
    waits_for_name: doctor.name,
    visit_kind: 'in_person',
    minutes: null,
    weekdays: [],
    from_time: null,
    to_time: null,
    earliest_on: null,
    latest_on: null,
    priority: 'regular',
    notes: '',
    passed: 0,
    since: `${TODAY}T09:00:00Z`,
    row_version: 1,
    ...more,
  };
  clinic.waiting = [...clinic.waiting, entry];
  return entry;
}

/** A time that is offered to somebody who waits, for ten minutes. */
export function makeOffer(clinic: FakeClinic, entry: WaitlistEntry, clock: string): OfferView {
  const doctor = clinic.doctors[0];
  if (!doctor) throw new Error('a clinic has doctors');
  const starts_local = `${TODAY}T${clock}:00`;
  made += 1;
  const offer: OfferView = {
    appointment_id: `offer-${made}`,
    entry_id: entry.id,
    patient_id: entry.patient_id,
    patient_name: entry.patient_name,
    patient_phone: entry.patient_phone,
    doctor_id: doctor.id,
    doctor_name: doctor.name,
    location_name: 'Harbour Street',
    starts_local,
    ends_local: localAt(TODAY, minuteOf(starts_local) + doctor.slot_minutes),
    notes: entry.notes,
    expires_at: new Date(Date.parse(NOW) + 600_000).toISOString(),
  };
  clinic.offers = [...clinic.offers, offer];
  return offer;
}

export function waitlistAnswers(clinic: FakeClinic) {
  const take = (id: string): OfferView => {
    const offer = clinic.offers.find(({ appointment_id }) => appointment_id === id);
    if (!offer) {
      throw new Refuse({ kind: 'refused', refusal: { code: 'offer_over', status: 'late' } });
    }
    clinic.offers = clinic.offers.filter((other) => other !== offer);
    return offer;
  };
  const removed = new Map<string, WaitlistEntry>();
  return {
    waitlist_list: () => ({ now_at: NOW, offers: clinic.offers, entries: clinic.waiting }),
    waitlist_add: ({ id, patient_id, wish: { waits_for, notes, priority, weekdays } }) => {
      const patient = clinic.patients.findIndex((one) => one.id === patient_id);
      const waits_for_name = waits_for.with === 'anyone' ? '' : 'Dr Ama Osei';
      return makeWaiting(clinic, patient, {
        id,
        waits_for,
        waits_for_name,
        notes,
        priority,
        weekdays,
      });
    },
    waitlist_change: ({ entry_id, row_version, wish }) => {
      const entry = clinic.waiting.find(({ id }) => id === entry_id);
      if (entry?.row_version !== row_version) {
        throw new Refuse({ kind: 'stale', what: 'waitlist_entry' });
      }
      const changed = { ...entry, ...wish, row_version: row_version + 1 };
      clinic.waiting = clinic.waiting.map((one) => (one === entry ? changed : one));
      return changed;
    },
    waitlist_remove: ({ entry_id }) => {
      const entry = clinic.waiting.find(({ id }) => id === entry_id);
      if (!entry) throw new Refuse({ kind: 'stale', what: 'waitlist_entry' });
      removed.set(entry_id, { ...entry, row_version: entry.row_version + 2 });
      clinic.waiting = clinic.waiting.filter(({ id }) => id !== entry_id);
      return null;
    },
    waitlist_bring_back: ({ entry_id }) => {
      const entry = removed.get(entry_id);
      if (!entry) throw new Refuse({ kind: 'stale', what: 'waitlist_entry' });
      clinic.waiting = [...clinic.waiting, entry];
      return null;
    },
    waitlist_offer: ({ entry_id, starts_at }) => {
      const entry = clinic.waiting.find(({ id }) => id === entry_id);
      if (!entry) throw new Refuse({ kind: 'stale', what: 'waitlist_entry' });
      makeOffer(clinic, entry, starts_at.slice(11, 16));
      return null;
    },
    waitlist_accept: ({ appointment_id }) => {
      const offer = take(appointment_id);
      clinic.waiting = clinic.waiting.filter(({ id }) => id !== offer.entry_id);
      const patient = clinic.patients.findIndex(({ id }) => id === offer.patient_id);
      return clinic.put(0, patient, offer.starts_local.slice(11, 16), 'scheduled', {
        id: appointment_id,
      });
    },
    waitlist_decline: ({ appointment_id }) => {
      take(appointment_id);
      return null;
    },
  } satisfies Answers;
}
