// A clinic that answers commands from a table, and the records the tests of the rooms begin with.

import { emit } from '@tauri-apps/api/event';
import axe from 'axe-core';
import { makePatient } from '$dev/fakeClinic';
import { standIn, tellFeed, tellProgress, type Answers, type Asked } from '$dev/standIn';
import type {
  AppointmentView,
  ChartView,
  ClinicError,
  Commands,
  ConsultationView,
  DoctorView,
  FeedEvent,
  LocationView,
  Progress,
  Role,
  SessionView,
  UserView,
} from '$lib/shared/contract';
import { blankNote } from '$lib/consultations/parts';
import { session } from '$lib/users/session.svelte';

/** The shell's stand-in: answers by name, remembers what was asked. */
export class Clinic {
  readonly asked: Asked[];
  readonly answers: Answers;

  constructor(answers: Answers = {}) {
    this.answers = {
      feed_watch: () => null,
      users_touch: () => null,
      consultations_attend: () => [],
      away_keep_note: () => null,
      away_forget_note: () => null,
      away_kept_notes: () => [],
      chart_open: () => chartView(),
      prescriptions_of_patient: () => ({ prescriptions: [], altered: [] }),
      ...answers,
    };
    this.asked = standIn(this.answers).asked;
  }

  /** Every request of a command, in the order they came. */
  requests<K extends keyof Commands>(name: K): Commands[K]['request'][] {
    return this.asked
      .filter((asked) => asked.name === name)
      .map(({ request }) => request as Commands[K]['request']);
  }

  /** What the shell itself was asked, by name. */
  get told(): string[] {
    return this.asked.map(({ name }) => name).filter((name) => name.startsWith('plugin:'));
  }

  /** The shell says something. */
  tell(event: string, payload?: unknown): Promise<void> {
    return emit(event, payload);
  }

  feed(event: FeedEvent): Promise<void> {
    return tellFeed(event);
  }

  progress(progress: Progress): Promise<void> {
    return tellProgress(progress);
  }
}

/** A refusal that a command is rejected with. */
export function refuse(error: ClinicError): Promise<never> {
  return Promise.reject(error);
}

export const away: ClinicError = { kind: 'offline', cause: 'unreachable', detail: 'refused' };

/** A promise that is answered later. */
export function later<T>() {
  let answer: (value: T) => void = () => undefined;
  let fail: (reason: ClinicError) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { promise, answer, fail };
}

const allowed: Record<Role, SessionView['actions']> = {
  receptionist: [
    'see_patients',
    'see_calendar',
    'book_appointment',
    'reschedule_appointment',
    'manage_availability',
  ],
  doctor: [
    'see_patients',
    'see_calendar',
    'book_appointment',
    'consult',
    'read_notes',
    'keep_records',
  ],
  administrator: [
    'see_patients',
    'see_calendar',
    'manage_availability',
    'manage_clinic',
    'manage_users',
    'read_audit',
  ],
  kiosk: ['use_kiosk'],
};

let people = 0;

/** Someone of that role is signed in, someone new each time. */
export function signIn(role: Role): SessionView {
  const view: SessionView = {
    user_id: `user-${role}-${(people += 1)}`,
    name: role === 'doctor' ? 'Dr Ama Osei' : 'Robin Vale',
    email: `${role}@clinic.example`,
    role,
    doctor_id: role === 'doctor' ? 'doctor-1' : null,
    actions: allowed[role],
    expires_at: '2026-11-21T20:00:00Z',
    locked: false,
    password_change_due: false,
  };
  session.view = view;
  session.covered = null;
  return view;
}

/** A chart in which nothing stands. */
export function chartView(changed: Partial<ChartView> = {}): ChartView {
  const visits = changed.visits ?? [];
  return {
    patient: makePatient(1, 'Mensah', 'Kofi'),
    emergency_until: null,
    entries: [],
    altered: [],
    vitals: [],
    visits,
    visits_in_all: visits.length,
    ...changed,
  };
}

export { blankNote as emptyNote };

export function visit(change: Partial<AppointmentView> = {}): AppointmentView {
  return {
    id: 'visit-1',
    reference: 'K7M-2QX',
    patient_id: 'patient-1',
    patient_name: 'Mensah, Kofi',
    patient_reference: 'P-7K2M9Q',
    patient_birth_date: '1984-03-09',
    patient_phone: '+233201234567',
    patient_restricted: false,
    doctor_id: 'doctor-1',
    doctor_name: 'Dr Ama Osei',
    location_id: 'location-1',
    location_name: 'Harbour Street',
    room_id: 'room-1',
    room_name: 'Room 1',
    device_names: '',
    visit_kind: 'in_person',
    status: 'checked_in',
    priority: 'regular',
    starts_at: '2026-11-21T09:30:00Z',
    ends_at: '2026-11-21T10:00:00Z',
    starts_local: '2026-11-21T10:30:00',
    ends_local: '2026-11-21T11:00:00',
    time_zone: 'Europe/Berlin',
    minutes: 30,
    seat: 0,
    reason: 'Cough for two weeks',
    symptoms: '',
    video_link: null,
    fee: { amount: '85.00', currency: 'EUR' },
    override_reason: null,
    overbook_reason: null,
    first_visit: false,
    arrived_at: '2026-11-21T09:20:00Z',
    checked_in_at: '2026-11-21T09:22:00Z',
    in_room_at: null,
    started_at: null,
    completed_at: null,
    cancelled_at: null,
    cancellation_reason: null,
    late_cancel: false,
    booked_by: 'Robin Vale',
    series: null,
    row_version: 3,
    not_yet_certain: false,
    ...change,
  };
}

export function consultation(change: Partial<ConsultationView> = {}): ConsultationView {
  return {
    id: 'consultation-1',
    appointment: visit({ status: 'in_progress', started_at: '2026-11-21T09:31:00Z' }),
    status: 'draft',
    content: blankNote(),
    body_mass_index: null,
    saved_at: '2026-11-21T09:31:00Z',
    saved_by: 'Dr Ama Osei',
    completed_at: null,
    version: 0,
    addenda: [],
    signed: null,
    row_version: 1,
    ...change,
  };
}

export function doctor(change: Partial<DoctorView> = {}): DoctorView {
  return {
    id: 'doctor-1',
    resource_id: 7,
    name: 'Dr Ama Osei',
    email: 'osei@clinic.example',
    phone: '+4930123456',
    bio: '',
    licence_number: 'L-1001',
    licence_expires_on: '2027-05-01',
    licence_expired: false,
    practising_since: 2009,
    fee: { amount: '85.00', currency: 'EUR' },
    slot_minutes: 30,
    specialties: [{ id: 'specialty-1', name: 'General practice' }],
    user_id: 'user-doctor',
    active: true,
    row_version: 4,
    ...change,
  };
}

export function location(change: Partial<LocationView> = {}): LocationView {
  return {
    id: 'location-1',
    name: 'Harbour Street',
    address: 'Harbour Street 3',
    phone: '+4930123400',
    what_to_bring: '',
    time_zone: 'Europe/Berlin',
    active: true,
    opening_hours: [],
    rooms: [
      { id: 'room-1', location_id: 'location-1', name: 'Room 1', active: true, row_version: 1 },
    ],
    devices: [
      { id: 'device-1', location_id: 'location-1', name: 'Scanner', active: true, row_version: 1 },
    ],
    row_version: 2,
    ...change,
  };
}

export function user(change: Partial<UserView> = {}): UserView {
  return {
    id: 'user-1',
    email: 'robin@clinic.example',
    name: 'Robin Vale',
    role: 'receptionist',
    status: 'active',
    doctor_id: null,
    last_sign_in_at: '2026-11-20T08:00:00Z',
    row_version: 1,
    ...change,
  };
}

/** What axe finds critical or serious on the page; colours are looked at in the real window. */
export async function seriousFaults(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === 'critical' || impact === 'serious')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
