import { describe, expect, it } from 'vitest';
import type { ClinicError, FieldProblem, OfflineCause, Refusal, SessionEnd } from './contract';
import { errorText, problemsByField, problemText, refusalText } from './errors';

const until_local = '2026-11-23T10:20:00';
const slot = (starts_local: string) => ({
  doctor_id: 'd',
  doctor_name: 'Dr Osei',
  location_id: 'l',
  location_name: 'Harbour',
  starts_at: `${starts_local}Z`,
  starts_local,
  ends_local: starts_local,
  minutes: 20,
  hours_kind: 'both' as const,
  places_left: 1,
  usual_doctor: false,
  followed_by: null,
});
const next = ['2026-11-23T10:20:00', '2026-11-23T11:00:00', '2026-11-24T14:30:00'].map(slot);

// One of each code: the compiler asks for the missing ones.
const refusals: { [C in Refusal['code']]: Extract<Refusal, { code: C }> } = {
  doctor_busy: {
    code: 'doctor_busy',
    appointment_id: 'a',
    doctor_name: 'Dr Osei',
    held_by: 'Kovač, Ana',
    until_local,
    next,
  },
  room_busy: {
    code: 'room_busy',
    appointment_id: 'a',
    room_name: 'Room 2',
    held_by: 'Dr Brandt',
    until_local,
    next: [],
  },
  room_taken: {
    code: 'room_taken',
    appointment_id: 'a',
    room_name: 'Room 2',
    held_by: 'Dr Brandt',
    until_local,
  },
  room_held: { code: 'room_held', room_name: 'Room 2', held_by: 'Rita Desk', until_local },
  patient_busy: { code: 'patient_busy', appointment_id: 'a', held_by: 'Dr X', until_local, next },
  offer_over: { code: 'offer_over', status: 'late' },
  offered_already: { code: 'offered_already', patient_name: 'Kovač, Ana' },
  message_over: { code: 'message_over', state: 'sent' },
  no_email_consent: { code: 'no_email_consent' },
  slot_held: {
    code: 'slot_held',
    doctor_name: 'Dr Osei',
    held_by: 'Rita Desk',
    until_local,
    next,
  },
  fully_overbooked: { code: 'fully_overbooked', doctor_name: 'Dr Osei', next },
  device_busy: {
    code: 'device_busy',
    appointment_id: 'a',
    device_name: 'Scanner',
    held_by: 'Dr Brandt',
    until_local,
    next: [],
  },
  device_elsewhere: { code: 'device_elsewhere', device_name: 'Scanner', location_name: 'North' },
  outside_hours: { code: 'outside_hours', next },
  doctor_away: { code: 'doctor_away', until_local, next },
  not_all_possible: {
    code: 'not_all_possible',
    visits: [
      {
        appointment_id: 'a',
        number: 2,
        on: '2026-11-23',
        patient_name: 'Kovač, Ana',
        doctor_id: 'd',
        doctor_name: 'Dr Osei',
        location_id: 'l',
        starts_local: until_local,
        standing: {
          standing: 'refused',
          refusal: { code: 'in_the_past' },
          alternatives: next,
        },
      },
    ],
  },
  time_blocked: {
    code: 'time_blocked',
    block_kind: 'emergency',
    title: '',
    until_local,
    released_local: until_local,
    next,
  },
  in_the_past: { code: 'in_the_past' },
  time_in_gap: { code: 'time_in_gap', before_local: until_local, after_local: until_local },
  time_repeated: { code: 'time_repeated', earlier_at: until_local, later_at: until_local },
  wrong_status: { code: 'wrong_status', status: 'completed' },
  before_its_day: { code: 'before_its_day', starts_local: until_local },
  not_active: { code: 'not_active', what: 'doctor' },
  wrong_credentials: { code: 'wrong_credentials' },
  throttled: { code: 'throttled', wait_seconds: 130 },
  account_disabled: { code: 'account_disabled' },
  password_change_due: { code: 'password_change_due' },
  cannot_keep_here: { code: 'cannot_keep_here' },
  consultation_completed: { code: 'consultation_completed' },
  licence_expired: { code: 'licence_expired', expired_on: '2026-11-09' },
  not_today: { code: 'not_today', starts_local: until_local },
  not_arrived: { code: 'not_arrived' },
  zone_in_use: { code: 'zone_in_use', visits: 12 },
  workstation_may_not: { code: 'workstation_may_not' },
  processing_restricted: { code: 'processing_restricted' },
  file_refused: { code: 'file_refused', why: 'too_large' },
  keys_missing: { code: 'keys_missing', why: 'not_let_in' },
  keys_found_already: { code: 'keys_found_already' },
  note_written: { code: 'note_written' },
  prescription_signed: { code: 'prescription_signed' },
  prescription_not_signed: { code: 'prescription_not_signed' },
  prescription_dispensed: { code: 'prescription_dispensed', dispensed_at: '2026-11-21T09:00:00Z' },
  prescription_not_dispensed: { code: 'prescription_not_dispensed' },
  prescription_lapsed: { code: 'prescription_lapsed' },
  warnings_unanswered: { code: 'warnings_unanswered', count: 2 },
  last_administrator: { code: 'last_administrator' },
  schema_newer: { code: 'schema_newer', database: 9, program: 8 },
  schema_older: { code: 'schema_older', database: 7, program: 8 },
  kiosk_unknown: { code: 'kiosk_unknown' },
  kiosk_must_wait: { code: 'kiosk_must_wait', wait_seconds: 8 },
  kiosk_time_gone: { code: 'kiosk_time_gone' },
  kiosk_full: { code: 'kiosk_full' },
  not_kept: { code: 'not_kept', folder: '/home/rita', why: 'disk_full' },
  no_server_program: { code: 'no_server_program', package: 'mariadb-server' },
};
const problems: { [C in FieldProblem['code']]: Extract<FieldProblem, { code: C }> } = {
  missing: { code: 'missing' },
  not_a_recovery_key: { code: 'not_a_recovery_key' },
  too_long: { code: 'too_long', most: 100 },
  too_short: { code: 'too_short', least: 10 },
  bad_characters: { code: 'bad_characters' },
  not_a_date: { code: 'not_a_date' },
  not_a_time: { code: 'not_a_time' },
  in_gap: { code: 'in_gap', before_local: until_local, after_local: until_local },
  in_the_future: { code: 'in_the_future' },
  too_long_ago: { code: 'too_long_ago' },
  end_before_start: { code: 'end_before_start' },
  overlaps: { code: 'overlaps' },
  too_precise: { code: 'too_precise', decimals: 0 },
  out_of_range: { code: 'out_of_range', least: 5, most: 480 },
  not_a_phone: { code: 'not_a_phone' },
  not_an_email: { code: 'not_an_email' },
  not_a_certificate: { code: 'not_a_certificate' },
  not_money: { code: 'not_money' },
  not_a_reference: { code: 'not_a_reference', meant: ['K7M-3QX'] },
  not_a_web_address: { code: 'not_a_web_address' },
  unknown_choice: { code: 'unknown_choice' },
  taken: { code: 'taken' },
  too_many_dates: { code: 'too_many_dates', most: 24 },
  weak_password: { code: 'weak_password' },
  same_password: { code: 'same_password' },
};
const ends: Record<SessionEnd, true> = {
  unknown: true,
  expired: true,
  revoked: true,
  locked: true,
  server_returned: true,
};
const causes: Record<OfflineCause, true> = {
  unreachable: true,
  account_refused: true,
  tls_required: true,
  certificate_refused: true,
  busy: true,
  disk_full: true,
};
const errors: ClinicError[] = [
  ...Object.values(refusals).map((refusal) => ({ kind: 'refused' as const, refusal })),
  { kind: 'invalid', fields: [] },
  { kind: 'stale', what: 'appointment' },
  { kind: 'not_found', what: 'patient' },
  ...Object.keys(ends).map((why) => ({ kind: 'signed_out' as const, why: why as SessionEnd })),
  { kind: 'forbidden', action: 'consult' },
  ...Object.keys(causes).map((cause) => ({
    kind: 'offline' as const,
    cause: cause as OfflineCause,
    detail: '',
  })),
  { kind: 'inconsistent', detail: '' },
  { kind: 'inconsistent', detail: 'users.role of 1' },
];

describe('the words for an error', () => {
  it('name what was tampered with', () => {
    const detail =
      'chart_entries.content of 0190, version 2: was altered, cut, or belongs elsewhere';
    const { what, next } = errorText({ kind: 'inconsistent', detail });
    expect(what).toContain('was altered');
    expect(next).toContain('chart_entries.content of 0190, version 2');
  });

  it('say what happened and what to do next, for every kind and code', () => {
    for (const error of errors) {
      const { what, next: advice } = errorText(error);
      expect(what, JSON.stringify(error)).toMatch(/\S.*[.]$/);
      expect(advice, JSON.stringify(error)).toMatch(/\S.*[.)]$/);
      expect(`${what} ${advice}`).not.toMatch(/undefined|\{|\[object/);
    }
  });

  it('name who has the slot until when, and the next free times', () => {
    expect(refusalText(refusals.doctor_busy)).toEqual({
      what: 'Dr Osei is taken until 10:20 by Kovač, Ana.',
      next: 'Free at 10:20, 11:00, Tue 24 Nov, 14:30.',
    });
    expect(refusalText(refusals.room_busy).next).toContain('Nothing else is free');
  });

  it('are there for every problem of a field', () => {
    for (const problem of Object.values(problems)) {
      expect(problemText(problem), problem.code).toMatch(/\S.*[.]$/);
    }
    expect(problemText(problems.too_precise)).toBe('A whole number.');
    expect(problemText({ code: 'too_precise', decimals: 1 })).toBe(
      '1 digit after the point at most.',
    );
    expect(problemText(problems.out_of_range)).toBe('Between 5 and 480.');
  });

  it('stand at their fields', () => {
    expect(
      problemsByField({ kind: 'invalid', fields: [{ field: 'phone', problem: problems.taken }] }),
    ).toEqual({ phone: { code: 'taken' } });
    expect(problemsByField({ kind: 'stale', what: 'patient' })).toEqual({});
  });
});
