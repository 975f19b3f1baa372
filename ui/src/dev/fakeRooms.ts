// What the consulting room and the administration read of the made-up clinic. For looking at screens.

import type {
  AuditView,
  AvailabilityView,
  ConsultationView,
  NoteContent,
  PastVisit,
  SetupState,
  TimeOffView,
  UserView,
  WeeklyHours,
} from '$lib/shared/contract';
import { localAt } from '$lib/shared/times';
import { NOW, TODAY, type FakeClinic } from './fakeClinic';
import { chartAnswers } from './fakeChart';
import { Refuse, tellProgress, type Answers } from './standIn';

function note(change: Partial<NoteContent> = {}): NoteContent {
  return {
    chief_complaint: '',
    history_of_present_illness: '',
    past_history: '',
    examination: '',
    assessment: '',
    diagnoses: [],
    plan: '',
    private_notes: '',
    vitals: {
      systolic_mmhg: '',
      diastolic_mmhg: '',
      pulse_per_minute: '',
      breaths_per_minute: '',
      temperature_celsius: '',
      oxygen_saturation_percent: '',
      weight_kg: '',
      height_cm: '',
    },
    follow_up: { wanted: false, in_days: '', what_for: '' },
    ...change,
  };
}

const written = note({
  chief_complaint: 'Cough for two weeks',
  past_history: 'Asthma as a child. No operations.',
  diagnoses: [
    { code: 'J20.9', title: 'Acute bronchitis, unspecified', remark: '' },
    { code: 'I10', title: 'Essential (primary) hypertension', remark: 'measures at home' },
  ],
  history_of_present_illness:
    'Cough for two weeks, worse at night, some yellow phlegm. No fever measured at home. Two children at home with colds. Does not smoke.',
  examination: 'Scattered wheeze on both sides, no crackles. Throat slightly red.',
  vitals: {
    ...note().vitals,
    systolic_mmhg: '128',
    diastolic_mmhg: '82',
    pulse_per_minute: '76',
    temperature_celsius: '37.4',
    weight_kg: '70',
    height_cm: '175',
  },
  follow_up: { wanted: true, in_days: '14', what_for: 'Listen to the lungs again' },
});

const past: PastVisit[] = [
  {
    appointment_id: 'past-1',
    starts_local: '2026-10-02T09:00:00',
    doctor_name: 'Dr Lena Brandt',
    reason: 'Flu',
    note: note({
      history_of_present_illness: 'Fever and aches since Monday.',
      assessment: 'Influenza',
      diagnoses: [
        {
          code: 'J11.1',
          title:
            'Influenza due to unidentified influenza virus with other respiratory manifestations',
          remark: '',
        },
      ],
      plan: 'Rest, fluids, paracetamol 500 mg up to four times a day.\nBack at once if breath gets short.',
      vitals: { ...note().vitals, temperature_celsius: '39.1', pulse_per_minute: '96' },
    }),
    altered: null,
    addenda: [],
    completed_at: '2026-10-02T08:20:00Z',
  },
  {
    appointment_id: 'past-2',
    starts_local: '2026-04-17T11:20:00',
    doctor_name: 'Dr Tomás Ortega y Gasset de Villanueva',
    reason: 'Yearly check',
    note: note({ assessment: 'Well.', plan: 'Again in a year.' }),
    altered: null,
    addenda: [
      {
        author: 'Dr Ama Osei',
        written_at: '2026-04-18T08:10:00Z',
        reason: 'Laboratory results came',
        text: 'Sodium 129. Called the patient.',
      },
    ],
    completed_at: '2026-04-17T09:50:00Z',
  },
  {
    appointment_id: 'past-3',
    starts_local: '2025-12-01T15:00:00',
    doctor_name: 'Dr Lena Brandt',
    reason: '',
    note: null,
    altered: null,
    addenda: [],
    completed_at: null,
  },
];

const diagnoses: [string, string][] = [
  ['I10', 'Essential (primary) hypertension'],
  ['E11.9', 'Type 2 diabetes mellitus without complications'],
  ['J20.9', 'Acute bronchitis, unspecified'],
  ['M54.50', 'Low back pain, unspecified'],
  [
    'S52.571A',
    'Other intraarticular fracture of lower end of right radius, initial encounter for closed fracture',
  ],
];

function hours(id: number, weekday: number, from_time: string, to_time: string): WeeklyHours {
  return {
    id: `hours-${id}`,
    location_id: 'location-0',
    room_id: null,
    weekday,
    from_time,
    to_time,
    slot_minutes: null,
    hours_kind: 'both',
    capacity: 1,
    valid_from: '2026-01-01',
    valid_to: null,
  };
}

const users: UserView[] = [
  ['Rita Desk', 'rita@demo.clinic', 'receptionist', null],
  ['Dr Ama Osei', 'osei@demo.clinic', 'doctor', 'doctor-0'],
  ['Adele Mint', 'admin@demo.clinic', 'administrator', null],
  ['محمد عبد الرحمن بن خالد الأنصاري', 'mohammed@demo.clinic', 'receptionist', null],
].map(([name, email, role, doctor_id], at) => ({
  id: `user-${at}`,
  name: name ?? '',
  email: email ?? '',
  role: role as UserView['role'],
  status: at === 3 ? 'disabled' : 'active',
  doctor_id: doctor_id ?? null,
  last_sign_in_at: at === 3 ? null : `${TODAY}T0${7 + at}:12:00Z`,
  row_version: 1,
}));

function availability(doctor_id: string): AvailabilityView {
  const days = [1, 2, 3, 4, 5];
  return {
    doctor_id,
    row_version: 3,
    weekly: days.flatMap((day) => [
      hours(day * 2, day, '09:00', '12:30'),
      ...(day === 3 ? [] : [hours(day * 2 + 1, day, '14:00', '17:00')]),
    ]),
    dated: [
      {
        id: 'dated-1',
        on_date: '2026-12-24',
        closed: true,
        location_id: null,
        room_id: null,
        from_time: null,
        to_time: null,
        slot_minutes: null,
        hours_kind: 'both',
        capacity: 1,
        note: 'Clinic closed',
      },
    ],
    time_off: [
      {
        id: 'away-1',
        doctor_id,
        starts_at: `${TODAY}T00:00:00Z`,
        ends_at: `${TODAY}T23:59:00Z`,
        starts_local: `${TODAY}T00:00:00`,
        ends_local: localAt(TODAY, 1440),
        time_off_kind: 'leave',
        note: 'Conference',
      },
    ],
    blocks: [],
  };
}

function events(): AuditView[] {
  const actions = ['appointment_booked', 'chart_read', 'signed_in', 'consultation_completed'];
  return Array.from({ length: 120 }, (_, at) => ({
    id: `event-${at}`,
    at: new Date(Date.parse(NOW) - at * 97_000).toISOString(),
    actor: users[at % 3]?.name ?? '',
    workstation: 'front-desk-1',
    action: actions[at % 4] ?? '',
    subject_kind: ['appointment', 'patient', 'user', 'consultation'][at % 4] ?? '',
    subject_id: `01939b1c-7d4e-7aaa-8000-0000000${10_000 + at}`,
    subject: at % 4 === 2 ? (users[at % 3]?.name ?? null) : null,
    actor_id: null,
    patient_id: null,
    patient: at % 4 === 2 ? null : 'Mensah, Kofi',
  }));
}

/** The answers of the rooms' commands. */
export function roomAnswers(clinic: FakeClinic): Answers {
  const charts = new Map<string, ConsultationView>();
  const log = events();
  return {
    keys_state: () => ({
      missing: null,
      fingerprint: 'QQQQ-RRRR-SSSS-TTTT',
      holders: [],
      waiting: [],
      data_key: 1,
      made_at: NOW,
      recovery_made_at: NOW,
      left_to_reseal: 0,
    }),
    consultations_my_day: ({ date }) => ({
      date: date || TODAY,
      now_at: new Date(Date.now()).toISOString(),
      appointments:
        date && date !== TODAY
          ? []
          : clinic.visits
              .filter((visit) => visit.doctor_id === 'doctor-0' && visit.status !== 'cancelled')
              .sort((one, other) => one.starts_at.localeCompare(other.starts_at)),
      unsigned: [],
    }),
    consultations_open: ({ appointment_id, consultation_id }) => {
      const visit = clinic.visits.find(({ id }) => id === appointment_id);
      if (!visit) throw new Refuse({ kind: 'not_found', what: 'appointment' });
      const known = charts.get(appointment_id);
      if (known) return known;
      const done = visit.status === 'completed';
      const chart: ConsultationView = {
        id: consultation_id,
        appointment: done ? visit : { ...visit, status: 'in_progress' },
        status: done ? 'completed' : 'draft',
        content: structuredClone(written),
        body_mass_index: '22.9',
        saved_at: NOW,
        saved_by: 'Dr Ama Osei',
        completed_at: done ? NOW : null,
        version: done ? 1 : 0,
        addenda: [],
        signed: done ? { name: 'Dr Ama Osei', at: NOW, proof: 'holds' } : null,
        row_version: 1,
      };
      charts.set(appointment_id, chart);
      return chart;
    },
    consultations_take_start_back: ({ consultation_id }) => {
      const chart = [...charts.values()].find(({ id }) => id === consultation_id);
      if (!chart) throw new Refuse({ kind: 'not_found', what: 'consultation' });
      charts.delete(chart.appointment.id);
      return { ...chart.appointment, status: 'checked_in', started_at: null };
    },
    consultations_save_draft: ({ row_version }) => ({
      row_version: row_version + 1,
      saved_at: new Date(Date.now()).toISOString(),
    }),
    consultations_complete: ({ consultation_id, content, row_version }) => {
      const chart = [...charts.values()].find(({ id }) => id === consultation_id);
      if (!chart) throw new Refuse({ kind: 'not_found', what: 'consultation' });
      return {
        ...chart,
        content,
        status: 'completed',
        completed_at: new Date(Date.now()).toISOString(),
        version: 1,
        signed: {
          name: 'Dr Ama Osei',
          at: new Date(Date.now()).toISOString(),
          proof: 'holds',
        },
        row_version: row_version + 1,
      };
    },
    consultations_attend: () => [],
    consultations_history: () => [],
    ...chartAnswers(past, clinic.patients),
    consultations_diagnoses_at_hand: () =>
      diagnoses.slice(0, 3).map(([code, title], at) => ({
        code,
        title,
        favourite: at === 0,
        times: 3 - at,
      })),
    diagnoses_search: ({ words, at_hand }) => {
      const typed = words.toLowerCase().split(' ').filter(Boolean);
      const fits = diagnoses.filter(([code, title]) =>
        typed.length === 0
          ? at_hand.includes(code)
          : typed.every((word) => `${code} ${title}`.toLowerCase().includes(word)),
      );
      return {
        hits: fits.map(([code, title]) => ({ code, title, also: null })),
        more: false,
        release: 'ICD-10-CM, release of April 2026',
      };
    },
    diagnoses_set_favourite: () => null,
    availability_get: (doctor_id) => availability(doctor_id),
    availability_set_weekly_hours: ({ doctor_id, hours: weekly, row_version }) => ({
      ...availability(doctor_id),
      weekly,
      row_version: row_version + 1,
    }),
    availability_set_dated_hours: ({ doctor_id, hours: dated }) => ({
      ...availability(doctor_id),
      dated,
    }),
    availability_enter_time_off: ({ id, doctor_id, starts_local, ends_local, ...rest }) => ({
      time_off: {
        id,
        doctor_id,
        starts_local: `${starts_local}:00`,
        ends_local: `${ends_local}:00`,
        starts_at: `${starts_local}:00Z`,
        ends_at: `${ends_local}:00Z`,
        ...rest,
      },
      to_move: clinic.visits.filter((visit) => visit.doctor_id === doctor_id).slice(0, 4),
    }),
    availability_withdraw_time_off: () => availability('doctor-0'),
    availability_holidays: () => [],
    appointments_propose_moves: () => ({
      time_off: availability('doctor-0').time_off[0] as TimeOffView,
      visits: clinic.visits
        .slice(0, 4)
        .map((visit) => ({ visit, same_doctor: null, other_doctor: null, written_to: false })),
    }),
    users_list: () => users,
    users_update: ({ id }) => {
      const found = users.find((user) => user.id === id);
      if (!found) throw new Refuse({ kind: 'not_found', what: 'user' });
      return found;
    },
    doctors_update: () => {
      throw new Refuse({ kind: 'stale', what: 'doctor' });
    },
    settings_get: () => ({
      video_base_url: 'https://video.clinic.example',
      late_cancel_hours: 24,
      offer_minutes: 10,
      row_version: 1,
    }),
    messages_settings: () => ({
      settings: {
        host: 'mail.clinic.example',
        port: 587,
        security: 'starttls',
        ca_pem: '',
        user_name: 'desk@clinic.example',
        sender_name: 'Harbour Clinic',
        sender_address: 'desk@clinic.example',
        moved: true,
        cancelled: true,
        confirmed: false,
        reminder: true,
        reminder_hours: 24,
      },
      row_version: 1,
    }),
    messages_sending_here: () => ({ on: true, password_known: true, kept: true }),
    audit_list: ({ before_at, limit }) =>
      log.filter(({ at }) => before_at === null || at < before_at).slice(0, limit),
  };
}

/** The first start: nothing is known yet, and trying takes its time. */
export function setupAnswers(stage: string): Answers {
  const server = { private: false, address: 'db.clinic.example:3306', kept_here: false };
  const states: Record<string, SetupState> = {
    choose: { stage: 'choose', server_program: '/usr/sbin/mariadbd' },
    bare: { stage: 'choose', server_program: null },
    password: { stage: 'needs_password', server },
    failed: {
      stage: 'failed',
      server,
      error: { kind: 'offline', cause: 'account_refused', detail: 'ERROR 1045 (28000)' },
    },
  };
  return {
    setup_state: () => states[stage] ?? { stage: 'choose', server_program: null },
    setup_try_private: async () => {
      const steps = [
        'initialise_server',
        'start_server',
        'connect',
        'migrate',
        'seed_demo',
      ] as const;
      for (const [at, doing] of steps.entries()) {
        await tellProgress({ doing, percent: at * 20 + 5 });
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
      throw new Refuse({ kind: 'offline', cause: 'disk_full', detail: 'looks' });
    },
    setup_join: () => {
      throw new Refuse({ kind: 'offline', cause: 'certificate_refused', detail: 'UnknownIssuer' });
    },
    setup_server_password: () => {
      throw new Refuse({ kind: 'offline', cause: 'account_refused', detail: 'ERROR 1045' });
    },
    setup_forget_server: () => ({ stage: 'choose', server_program: '/usr/sbin/mariadbd' }),
  };
}
