// A small made-up clinic that lives in the page. For tests and for looking at screens.

import type {
  AppointmentStatus,
  AppointmentView,
  BookingRequest,
  DoctorDay,
  DoctorView,
  HoldView,
  LocationView,
  OfferView,
  PatientView,
  RoomView,
  SavedView,
  SessionView,
  SlotOffer,
  SpecialtyView,
  MessageView,
  WaitlistEntry,
} from '$lib/shared/contract';
import { addDays, localAt, minuteOf, weekday } from '$lib/shared/times';
import { FakeBlocks } from './fakeBlocks';
import { holdAnswers } from './fakeHolds';
import { freeSlots } from './fakeSearch';
import { togetherAnswers } from './fakeTogether';
import { viewAnswers } from './fakeViews';
import { messageAnswers } from './fakeMessages';
import { waitlistAnswers } from './fakeWaitlist';
import { workstationAnswers } from './fakeWorkstation';
import { Refuse, type Answers } from './standIn';

export const TODAY = '2026-11-23';
/** It is 10:07 at the clinic, which lives in UTC. */
export const NOW = `${TODAY}T10:07:00Z`;

const fee = { amount: '85.00', currency: 'EUR' };

export const specialties: SpecialtyView[] = ['General practice', 'Cardiology', 'Paediatrics'].map(
  (name, at) => ({ id: `specialty-${at}`, name }),
);

export const locations: LocationView[] = ['Harbour Street', 'Hill Park'].map((name, at) => ({
  id: `location-${at}`,
  name,
  address: '',
  phone: '',
  what_to_bring: '',
  time_zone: 'UTC',
  active: true,
  opening_hours: [],
  get rooms() {
    return at === 0 ? rooms : [];
  },
  devices: [],
  row_version: 1,
}));

/** The rooms of the first location. */
export const rooms: RoomView[] = ['Blue', 'Green', 'Red'].map((name, at) => ({
  id: `room-${at}`,
  location_id: 'location-0',
  name,
  active: true,
  row_version: 1,
}));

export function makeDoctor(at: number, name: string, slot_minutes = 20): DoctorView {
  return {
    id: `doctor-${at}`,
    resource_id: at + 1,
    name,
    email: '',
    phone: '',
    bio: '',
    licence_number: `L-${at}`,
    licence_expires_on: null,
    licence_expired: false,
    practising_since: null,
    fee,
    slot_minutes,
    specialties: [specialties[at % 3] ?? { id: '', name: '' }],
    user_id: null,
    active: true,
    row_version: 1,
  };
}

export function makePatient(at: number, family: string, given: string): PatientView {
  return {
    id: `patient-${at}`,
    reference: `P-${String(7000 + at)}`,
    family_name: family,
    given_name: given,
    birth_date: `19${50 + (at % 50)}-03-${String(1 + (at % 28)).padStart(2, '0')}`,
    birth_date_estimated: false,
    age_years: 76 - (at % 50),
    gender: at % 2 ? 'male' : 'female',
    email: '',
    email_consent: false,
    phone: `+44201234${String(1000 + at)}`,
    address: '',
    emergency_name: '',
    emergency_phone: '',
    insurer: '',
    insurance_number: '',
    usual_doctor_id: `doctor-${at % 4}`,
    usual_doctor_name: null,
    deceased_on: null,
    restricted_at: null,
    row_version: 1,
  };
}

export const receptionist: SessionView = {
  user_id: 'user-1',
  name: 'Rita Desk',
  email: 'rita@demo.clinic',
  role: 'receptionist',
  doctor_id: null,
  actions: [
    'see_patients',
    'register_patient',
    'update_patient',
    'see_calendar',
    'book_appointment',
    'override_hours',
    'overbook',
    'reschedule_appointment',
    'cancel_appointment',
    'run_the_desk',
    'run_waitlist',
    'see_messages',
    'steer_messages',
    'manage_availability',
    'print_patient_data',
  ],
  expires_at: `${TODAY}T22:00:00Z`,
  locked: false,
  password_change_due: false,
};

/** The clinic's state and its answers. */
export class FakeClinic {
  doctors: DoctorView[];
  patients: PatientView[];
  visits: AppointmentView[] = [];
  readonly blocks = new FakeBlocks();
  saved: SavedView[] = [];
  /** The ids of doctors who never have hours. */
  readonly withoutHours = new Set<string>();
  holds: HoldView[] = [];
  offers: OfferView[] = [];
  waiting: WaitlistEntry[] = [];
  /** Messages to patients, the newest first. */
  messages: MessageView[] = [];
  session: SessionView | null = null;
  /** Where visits stood before each move, by the move's id. */
  private readonly moves = new Map<string, AppointmentView>();
  // Ids are never used again, in no clinic.
  private static made = 0;

  constructor(
    doctorNames = ['Dr Ama Osei', 'Dr Lena Brandt', 'Dr Tomás Ortega', 'Dr יעל כהן'],
    patientNames: [string, string][] = names,
  ) {
    this.doctors = doctorNames.map((name, at) => makeDoctor(at, name, at % 2 ? 30 : 20));
    this.patients = patientNames.map(([family, given], at) => makePatient(at, family, given));
  }

  /** Puts a visit into the book. */
  put(
    doctor: number,
    patient: number,
    clock: string,
    status: AppointmentStatus = 'scheduled',
    more: Partial<AppointmentView> = {},
  ): AppointmentView {
    const who = this.doctors[doctor];
    const whom = this.patients[patient];
    if (!who || !whom) throw new Error('no such doctor or patient');
    const starts_local = `${TODAY}T${clock}:00`;
    const minutes = more.minutes ?? who.slot_minutes;
    FakeClinic.made += 1;
    const visit: AppointmentView = {
      id: `visit-${FakeClinic.made}`,
      reference: `V-${FakeClinic.made}`,
      patient_id: whom.id,
      patient_name: `${whom.family_name}, ${whom.given_name}`,
      patient_reference: whom.reference,
      patient_birth_date: whom.birth_date,
      patient_phone: whom.phone,
      patient_restricted: false,
      doctor_id: who.id,
      doctor_name: who.name,
      location_id: 'location-0',
      location_name: 'Harbour Street',
      room_id: null,
      room_name: null,
      device_names: '',
      visit_kind: 'in_person',
      status,
      priority: 'regular',
      starts_at: `${starts_local}Z`,
      ends_at: `${localAt(TODAY, minuteOf(starts_local) + minutes)}Z`,
      starts_local,
      ends_local: localAt(TODAY, minuteOf(starts_local) + minutes),
      time_zone: 'UTC',
      minutes,
      seat: 0,
      reason: '',
      symptoms: '',
      video_link: null,
      fee,
      override_reason: null,
      overbook_reason: null,
      first_visit: false,
      arrived_at: null,
      checked_in_at: null,
      in_room_at: null,
      started_at: null,
      completed_at: null,
      cancelled_at: null,
      cancellation_reason: null,
      late_cancel: false,
      booked_by: 'Rita Desk',
      series: null,
      row_version: 1,
      not_yet_certain: false,
      ...more,
    };
    this.visits.push(visit);
    return visit;
  }

  day(doctor: DoctorView, date: string): DoctorDay {
    const works = weekday(date) < 6 && doctor.active && !this.withoutHours.has(doctor.id);
    const window = (from: number, to: number) => ({
      location_id: 'location-0',
      room_id: null,
      starts_at: `${localAt(date, from)}Z`,
      ends_at: `${localAt(date, to)}Z`,
      starts_local: localAt(date, from),
      ends_local: localAt(date, to),
      slot_minutes: doctor.slot_minutes,
      hours_kind: 'both' as const,
      capacity: 1,
      date,
    });
    return {
      doctor_id: doctor.id,
      date,
      doctor_name: doctor.name,
      specialties: doctor.specialties.map(({ name }) => name),
      windows: works ? [window(9 * 60, 12 * 60 + 20), window(13 * 60, 17 * 60)] : [],
      time_off: [],
      blocks: this.blocks.of(doctor.id, date),
      holidays: [],
      appointments: this.visits.filter(
        (visit) => visit.doctor_id === doctor.id && visit.starts_local.startsWith(date),
      ),
      holds: this.holds.filter(
        (hold) => hold.doctor_id === doctor.id && hold.starts_local.startsWith(date),
      ),
    };
  }

  slots(doctor: DoctorView, from: string, days: number): SlotOffer[] {
    return Array.from({ length: days }, (_, at) => addDays(from, at)).flatMap((date) =>
      this.day(doctor, date).windows.flatMap((window) => {
        const first = minuteOf(window.starts_local);
        const count = Math.floor((minuteOf(window.ends_local) - first) / window.slot_minutes);
        return Array.from({ length: count }, (_, slot) => first + slot * window.slot_minutes)
          .map((minute) => this.offer(doctor, date, minute))
          .filter((slot) => slot.starts_at > NOW && !this.inTheWay(doctor.id, slot.starts_local));
      }),
    );
  }

  private offer(doctor: DoctorView, date: string, minute: number): SlotOffer {
    return {
      doctor_id: doctor.id,
      doctor_name: doctor.name,
      location_id: 'location-0',
      location_name: 'Harbour Street',
      starts_at: `${localAt(date, minute)}Z`,
      starts_local: localAt(date, minute),
      ends_local: localAt(date, minute + doctor.slot_minutes),
      minutes: doctor.slot_minutes,
      hours_kind: 'both',
      places_left: 1,
      usual_doctor: false,
      followed_by: null,
    };
  }

  inTheWay(doctorId: string, local: string, except = ''): AppointmentView | undefined {
    return this.visits.find(
      (visit) =>
        visit.doctor_id === doctorId &&
        visit.id !== except &&
        !['cancelled', 'no_show'].includes(visit.status) &&
        visit.starts_local <= local &&
        visit.ends_local > local,
    );
  }

  change(id: string, version: number, change: Partial<AppointmentView>): AppointmentView {
    const at = this.visits.findIndex((visit) => visit.id === id);
    const visit = this.visits[at];
    if (!visit) throw new Refuse({ kind: 'not_found', what: 'appointment' });
    if (visit.row_version !== version) throw new Refuse({ kind: 'stale', what: 'appointment' });
    const changed = { ...visit, ...change, row_version: version + 1 };
    this.visits[at] = changed;
    return changed;
  }

  refuseIfBusy(doctor: DoctorView, local: string, except = ''): void {
    const taken = this.inTheWay(doctor.id, local, except);
    if (!taken) return;
    throw new Refuse({
      kind: 'refused',
      refusal: {
        code: 'doctor_busy',
        appointment_id: taken.id,
        doctor_name: doctor.name,
        held_by: taken.patient_name,
        until_local: taken.ends_local,
        next: this.slots(doctor, local.slice(0, 10), 2).slice(0, 5),
      },
    });
  }

  doctor(id: string): DoctorView {
    const doctor = this.doctors.find((candidate) => candidate.id === id);
    if (!doctor) throw new Refuse({ kind: 'not_found', what: 'doctor' });
    return doctor;
  }

  private book(wish: BookingRequest): AppointmentView {
    const doctor = this.doctor(wish.doctor_id);
    const local =
      wish.starts.by === 'instant' ? wish.starts.at.slice(0, 19) : wish.starts.date_time;
    if (!wish.overbook_reason) this.refuseIfBusy(doctor, local);
    const patient = this.patients.findIndex(({ id }) => id === wish.patient_id);
    return this.put(this.doctors.indexOf(doctor), patient, local.slice(11, 16), 'scheduled', {
      id: wish.appointment_id,
      reason: wish.reason,
      symptoms: wish.symptoms,
      overbook_reason: wish.overbook_reason,
      seat: wish.overbook_reason ? 50 : 0,
      priority: wish.priority,
      starts_local: local,
      starts_at: `${local}Z`,
      ends_local: localAt(local, minuteOf(local) + doctor.slot_minutes),
    });
  }

  /** What the shell would answer. */
  answers() {
    return {
      setup_state: () => ({
        stage: 'ready',
        server: { private: true, address: '/tmp/clinic', kept_here: false },
        demo_accounts: [
          {
            email: receptionist.email,
            password: 'demo',
            name: receptionist.name,
            role: 'receptionist',
          },
        ],
      }),
      users_current_session: () => this.session,
      users_sign_in: ({ email, password }) => {
        if (password !== 'demo') {
          throw new Refuse({ kind: 'refused', refusal: { code: 'wrong_credentials' } });
        }
        this.session = { ...(this.session ?? receptionist), email };
        return this.session;
      },
      users_unlock: ({ password }) => {
        if (password !== 'demo') {
          throw new Refuse({ kind: 'refused', refusal: { code: 'wrong_credentials' } });
        }
        return this.session ?? receptionist;
      },
      users_change_password: ({ password, new_password }) => {
        if (password !== 'demo') {
          throw new Refuse({ kind: 'refused', refusal: { code: 'wrong_credentials' } });
        }
        if (new_password.length < 10) {
          const problem = { code: 'too_short' as const, least: 10 };
          throw new Refuse({ kind: 'invalid', fields: [{ field: 'new_password', problem }] });
        }
        this.session = { ...(this.session ?? receptionist), password_change_due: false };
        return this.session;
      },
      ...workstationAnswers,
      doctors_list: () => this.doctors,
      specialties_list: () => specialties,
      locations_list: () => locations,
      patients_search: ({ query, limit }) =>
        this.patients
          .filter((patient) =>
            query
              .toLowerCase()
              .split(/\s+/)
              .every((part) =>
                `${patient.family_name} ${patient.given_name} ${patient.reference} ${patient.phone}`
                  .toLowerCase()
                  .includes(part),
              ),
          )
          .slice(0, limit)
          .map((patient, at) => ({
            patient,
            why: query === '' ? 'recent' : 'name',
            next_visit_at: at % 3 === 0 ? `${addDays(TODAY, at + 1)}T09:20:00Z` : null,
          })),
      patients_get: (id) => {
        const found = this.patients.find((patient) => patient.id === id);
        if (!found) throw new Refuse({ kind: 'not_found', what: 'patient' });
        return found;
      },
      patients_likely_duplicates: ({ family_name, given_name, except }) =>
        family_name.length < 3
          ? []
          : this.patients
              .filter(
                (patient) =>
                  patient.id !== except &&
                  patient.family_name.toLowerCase().startsWith(family_name.toLowerCase()),
              )
              .slice(0, 3)
              .map((patient) => ({
                patient,
                likeness: patient.given_name.startsWith(given_name.slice(0, 2)) ? 92 : 55,
              })),
      patients_register: ({ id, form }) => {
        if (form.family_name.trim() === '') {
          throw new Refuse({
            kind: 'invalid',
            fields: [{ field: 'family_name', problem: { code: 'missing' } }],
          });
        }
        const made = { ...makePatient(this.patients.length, '', ''), ...form, id };
        this.patients.push(made);
        return made;
      },
      patients_update: ({ id, form }) => {
        const at = this.patients.findIndex((patient) => patient.id === id);
        const before = this.patients[at];
        if (!before) throw new Refuse({ kind: 'not_found', what: 'patient' });
        const changed = { ...before, ...form, row_version: before.row_version + 1 };
        this.patients[at] = changed;
        return changed;
      },
      appointments_day_sheet: ({ date, doctor_ids }) => ({
        date,
        now_at: NOW,
        kept_at: null,
        columns: this.doctors
          .filter((doctor) => doctor_ids.length === 0 || doctor_ids.includes(doctor.id))
          .map((doctor) => this.day(doctor, date)),
      }),
      appointments_free_slots: (search) => freeSlots(this, search),
      printing_day: ({ date, paper }) => ({ path: `/home/rita/${paper} ${date}.pdf`, shown: true }),
      printing_appointment_card: () => ({ path: '/home/rita/card.pdf', shown: true }),
      printing_visits_of_patient: () => ({ path: '/home/rita/visits.pdf', shown: false }),
      printing_visit_calendar: () => ({ path: '/home/rita/visit.ics', shown: false }),
      printing_doctor_calendar: () => ({ path: '/home/rita/calendar.ics', shown: false }),
      setup_papers_folder: () => '/home/rita',
      setup_choose_papers_folder: () => '/media/stick',
      setup_zoom: (step) => ({ larger: 125, smaller: 80, usual: 100 })[step],
      appointments_of_patient: (id) => this.visits.filter(({ patient_id }) => patient_id === id),
      appointments_get: (id) => {
        const found = this.visits.find((visit) => visit.id === id);
        if (!found) throw new Refuse({ kind: 'not_found', what: 'appointment' });
        return found;
      },
      appointments_by_reference: ({ reference }) => {
        const found = this.visits.find((visit) => visit.reference === reference.toUpperCase());
        if (found) return found;
        const meant = this.visits.slice(0, 1).map((visit) => visit.reference);
        throw new Refuse({
          kind: 'invalid',
          fields: [{ field: 'reference', problem: { code: 'not_a_reference', meant } }],
        });
      },
      appointments_book: (wish) => this.book(wish),
      appointments_book_together: ({ visits }) => visits.map((wish) => this.book(wish)),
      appointments_undo_move: ({ request_id, appointment_id, row_version, move_id }) => {
        const from = this.moves.get(move_id);
        const now = this.visits.find((visit) => visit.id === appointment_id);
        if (!from || !now) throw new Refuse({ kind: 'stale', what: 'appointment' });
        this.refuseIfBusy(this.doctor(from.doctor_id), from.starts_local, appointment_id);
        this.moves.set(request_id, now);
        const { doctor_id, doctor_name, starts_local, starts_at, ends_local, minutes } = from;
        const place = { doctor_id, doctor_name, starts_local, starts_at, ends_local, minutes };
        return this.change(appointment_id, row_version, place);
      },
      appointments_reschedule: (request) => {
        const { appointment_id, row_version, doctor_id, starts, minutes } = request;
        const before = this.visits.find((visit) => visit.id === appointment_id);
        if (before) this.moves.set(request.request_id, before);
        const doctor = this.doctor(doctor_id ?? before?.doctor_id ?? '');
        const local = starts.by === 'instant' ? starts.at.slice(0, 19) : starts.date_time;
        this.refuseIfBusy(doctor, local, appointment_id);
        const length = minutes ?? before?.minutes ?? 20;
        return this.change(appointment_id, row_version, {
          doctor_id: doctor.id,
          doctor_name: doctor.name,
          starts_local: local,
          starts_at: `${local}Z`,
          ends_local: localAt(local.slice(0, 10), minuteOf(local) + length),
          minutes: length,
        });
      },
      appointments_cancel: ({ appointment_id, row_version, reason }) => {
        if (reason.trim() === '') {
          throw new Refuse({
            kind: 'invalid',
            fields: [{ field: 'reason', problem: { code: 'missing' } }],
          });
        }
        return this.change(appointment_id, row_version, {
          status: 'cancelled',
          cancellation_reason: reason,
          cancelled_at: NOW,
        });
      },
      appointments_change_details: ({ appointment_id, row_version, priority, reason, symptoms }) =>
        this.change(appointment_id, row_version, { priority, reason, symptoms }),
      ...this.blocks.answers(),
      appointments_in_blocks: (ids) => this.blocks.visitsIn(this.visits, ids),
      ...holdAnswers(this),
      ...togetherAnswers(this),
      ...waitlistAnswers(this),
      ...messageAnswers(this),
      appointments_step: ({ appointment_id, row_version, step }) => {
        const status = {
          confirm: 'confirmed',
          arrive: 'arrived',
          check_in: 'checked_in',
          mark_no_show: 'no_show',
          complete: 'completed',
          take_back: 'scheduled',
        } as const;
        return this.change(appointment_id, row_version, {
          status: status[step],
          arrived_at: step === 'arrive' || step === 'check_in' ? NOW : null,
        });
      },
      appointments_list: ({
        from_on,
        to_on,
        doctor_ids,
        location_id,
        statuses,
        visit_kind,
        limit,
      }) => {
        const wanted = this.visits
          .filter(
            (visit) =>
              visit.starts_local.slice(0, 10) >= from_on &&
              visit.starts_local.slice(0, 10) <= to_on &&
              (doctor_ids.length === 0 || doctor_ids.includes(visit.doctor_id)) &&
              (location_id === null || visit.location_id === location_id) &&
              (statuses.length === 0 || statuses.includes(visit.status)) &&
              (visit_kind === null || visit.visit_kind === visit_kind),
          )
          .sort((one, other) => one.starts_at.localeCompare(other.starts_at));
        return { now_at: NOW, visits: wanted.slice(0, limit), more: wanted.length > limit };
      },
      ...viewAnswers(this),
    } satisfies Answers;
  }
}

const names: [string, string][] = [
  ['Okonkwo', 'Chidi'],
  ['Fernández de la Cruz y Montenegro', 'María del Carmen Guadalupe'],
  ['الخوارزمي', 'محمد'],
  ['Lindqvist', 'Åsa'],
  ['Nguyễn', 'Thị Minh Khai'],
  ['Smith', 'John'],
  ['Smythe', 'Joan'],
  ['O’Brien', 'Siobhán'],
  ['Müller', 'Jürgen'],
  ['Kovač', 'Ana'],
  ['Yamamoto', 'Hanako'],
  ['Achebe', 'Ngozi'],
];
