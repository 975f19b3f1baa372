// The words for every reason that the core knows: what happened, and what to do next. Each map is total: a code added to
// the contract does not compile until it has its words here.

import * as m from '$messages';
import type {
  KeysMissing,
  Action,
  BlockKind,
  ClinicError,
  FieldProblem,
  FileFault,
  KeepingFault,
  MessageState,
  OfflineCause,
  PlannedVisit,
  RecordKind,
  Refusal,
  SessionEnd,
  SlotOffer,
} from './contract';
import { clock, dayAndClock, plainDate } from './times';

/** What a person reads. */
export interface ErrorText {
  /** What happened. */
  what: string;
  /** What to do next. */
  next: string;
}

type ByKind = {
  [K in ClinicError['kind']]: (error: Extract<ClinicError, { kind: K }>) => ErrorText;
};
type ByRefusal = {
  [C in Refusal['code']]: (refusal: Extract<Refusal, { code: C }>) => ErrorText;
};
type ByProblem = {
  [C in FieldProblem['code']]: (problem: Extract<FieldProblem, { code: C }>) => string;
};

export const records: Record<RecordKind, () => string> = {
  user: m.record_user,
  specialty: m.record_specialty,
  location: m.record_location,
  room: m.record_room,
  device: m.record_device,
  doctor: m.record_doctor,
  patient: m.record_patient,
  hours: m.record_hours,
  time_off: m.record_time_off,
  settings: m.record_settings,
  keys: m.record_keys,
  block: m.record_block,
  holiday: m.record_holiday,
  appointment: m.record_appointment,
  hold: m.record_hold,
  waitlist_entry: m.record_waitlist_entry,
  offer: m.record_offer,
  series: m.record_series,
  consultation: m.record_consultation,
  chart_entry: m.record_chart_entry,
  prescription: m.record_prescription,
  interaction: m.record_interaction,
  letter: m.record_letter,
  broken_glass: m.record_broken_glass,
  restriction: m.record_restriction,
  record: m.record_record,
  message: m.record_message,
  saved_view: m.record_saved_view,
  prepared_text: m.record_prepared_text,
};

export const actions: Record<Action, () => string> = {
  see_patients: m.action_see_patients,
  register_patient: m.action_register_patient,
  update_patient: m.action_update_patient,
  see_calendar: m.action_see_calendar,
  book_appointment: m.action_book_appointment,
  override_hours: m.action_override_hours,
  overbook: m.action_overbook,
  reschedule_appointment: m.action_reschedule_appointment,
  cancel_appointment: m.action_cancel_appointment,
  run_the_desk: m.action_run_the_desk,
  print_patient_data: m.action_print_patient_data,
  run_waitlist: m.action_run_waitlist,
  see_messages: m.action_see_messages,
  steer_messages: m.action_steer_messages,
  use_kiosk: m.action_use_kiosk,
  consult: m.action_consult,
  read_notes: m.action_read_notes,
  break_glass: m.action_break_glass,
  see_broken_glass: m.action_see_broken_glass,
  keep_records: m.action_keep_records,
  keep_interactions: m.action_keep_interactions,
  manage_availability: m.action_manage_availability,
  manage_clinic: m.action_manage_clinic,
  manage_users: m.action_manage_users,
  hold_keys: m.action_hold_keys,
  restrict_processing: m.action_restrict_processing,
  export_patient: m.action_export_patient,
  read_audit: m.action_read_audit,
};

export const keepingFaults: Record<KeepingFault, () => string> = {
  disk_full: m.keeping_disk_full,
  no_permission: m.keeping_no_permission,
  no_folder: m.keeping_no_folder,
  failed: m.keeping_failed,
};

export const sessionEnds: Record<SessionEnd, () => ErrorText> = {
  unknown: () => ({ what: m.session_unknown_what(), next: m.session_sign_in_next() }),
  expired: () => ({ what: m.session_expired_what(), next: m.session_again_next() }),
  revoked: () => ({ what: m.session_revoked_what(), next: m.session_sign_in_next() }),
  locked: () => ({ what: m.session_locked_what(), next: m.session_locked_next() }),
  server_returned: () => ({ what: m.session_returned_what(), next: m.session_returned_next() }),
};

export const offlineCauses: Record<OfflineCause, () => ErrorText> = {
  unreachable: () => ({
    what: m.offline_unreachable_what(),
    next: m.offline_unreachable_next(),
  }),
  account_refused: () => ({ what: m.offline_account_what(), next: m.offline_account_next() }),
  tls_required: () => ({ what: m.offline_tls_what(), next: m.offline_tls_next() }),
  certificate_refused: () => ({
    what: m.offline_certificate_what(),
    next: m.offline_certificate_next(),
  }),
  busy: () => ({ what: m.offline_busy_what(), next: m.offline_busy_next() }),
  disk_full: () => ({ what: m.offline_disk_what(), next: m.offline_disk_next() }),
};

/** Why a file cannot be added, or not be had. */
export const fileFaults: Record<FileFault, () => ErrorText> = {
  not_there: () => ({ what: m.file_not_there(), next: m.file_refused_look_next() }),
  not_a_file: () => ({ what: m.file_not_a_file(), next: m.file_refused_choose_next() }),
  empty: () => ({ what: m.file_empty(), next: m.file_refused_choose_next() }),
  too_large: () => ({ what: m.file_too_large(), next: m.file_refused_choose_next() }),
  unreadable: () => ({ what: m.file_unreadable(), next: m.file_refused_look_next() }),
  changed: () => ({ what: m.file_changed(), next: m.file_refused_changed_next() }),
  not_whole: () => ({ what: m.file_not_whole(), next: m.file_refused_wait_next() }),
  arrived_whole: () => ({ what: m.file_arrived_whole(), next: m.file_refused_arrived_next() }),
};

/** What a doctor's time is kept for. */
export const blockKinds: Record<BlockKind, () => string> = {
  meeting: m.block_meeting,
  administration: m.block_administration,
  emergency: m.block_emergency,
};

/** "Free at 10:20, 11:00, Tue 24 Nov 14:30." or that nothing is free soon. A day is named once, unless it is the known one. */
function freeAt(next: SlotOffer[], until?: string): string {
  let day = until?.slice(0, 10);
  const times = next.slice(0, 3).map((slot) => {
    const known = slot.starts_local.slice(0, 10) === day;
    day = slot.starts_local.slice(0, 10);
    return known ? clock(slot.starts_local) : dayAndClock(slot.starts_local);
  });
  return times.length > 0 ? m.free_at({ times: times.join(', ') }) : m.free_none();
}

/** "Smith, John, Mon 2 Mar, 09:20: Dr Osei is taken until 09:40." */
function firstRefused(visits: PlannedVisit[]): string {
  const first = visits.find(({ standing }) => standing.standing === 'refused');
  if (!first || first.standing.standing !== 'refused') return '';
  const why = refusalText(first.standing.refusal).what;
  return `${first.patient_name}, ${dayAndClock(first.starts_local)}: ${why}`;
}

const keysMissing: Record<KeysMissing, () => ErrorText> = {
  not_a_clinician: () => ({
    what: m.refused_keys_not_a_clinician_what(),
    next: m.refused_keys_not_a_clinician_next(),
  }),
  not_found: () => ({
    what: m.refused_keys_not_found_what(),
    next: m.refused_keys_not_found_next(),
  }),
  not_let_in: () => ({
    what: m.refused_keys_not_let_in_what(),
    next: m.refused_keys_not_let_in_next(),
  }),
  front_desk: () => ({
    what: m.refused_keys_front_desk_what(),
    next: m.refused_keys_front_desk_next(),
  }),
  not_opened: () => ({
    what: m.refused_keys_not_opened_what(),
    next: m.refused_keys_not_opened_next(),
  }),
};

const refusals: ByRefusal = {
  doctor_busy: (r) => ({
    what: m.refused_doctor_busy_what({
      doctor: r.doctor_name,
      time: clock(r.until_local),
      patient: r.held_by,
    }),
    next: freeAt(r.next, r.until_local),
  }),
  room_busy: (r) => ({
    what: m.refused_room_busy_what({
      room: r.room_name,
      doctor: r.held_by,
      time: clock(r.until_local),
    }),
    next: freeAt(r.next, r.until_local),
  }),
  device_busy: (r) => ({
    what: m.refused_device_busy_what({
      device: r.device_name,
      doctor: r.held_by,
      time: clock(r.until_local),
    }),
    next: freeAt(r.next, r.until_local),
  }),
  device_elsewhere: (r) => ({
    what: m.refused_device_elsewhere_what({ device: r.device_name, location: r.location_name }),
    next: m.refused_device_elsewhere_next(),
  }),
  room_taken: (r) => ({
    what: m.refused_room_taken_what({
      room: r.room_name,
      doctor: r.held_by,
      time: clock(r.until_local),
    }),
    next: m.refused_room_taken_next(),
  }),
  room_held: (r) => ({
    what: m.refused_room_held_what({
      room: r.room_name,
      who: r.held_by,
      time: clock(r.until_local),
    }),
    next: m.refused_room_taken_next(),
  }),
  patient_busy: (r) => ({
    what: m.refused_patient_busy_what({ doctor: r.held_by, time: clock(r.until_local) }),
    next: freeAt(r.next, r.until_local),
  }),
  slot_held: (r) => ({
    what: m.refused_slot_held_what({
      doctor: r.doctor_name,
      who: r.held_by,
      time: clock(r.until_local),
    }),
    next: freeAt(r.next),
  }),
  fully_overbooked: (r) => ({
    what: m.refused_fully_overbooked_what({ doctor: r.doctor_name }),
    next: freeAt(r.next),
  }),
  outside_hours: (r) => ({ what: m.refused_outside_hours_what(), next: freeAt(r.next) }),
  doctor_away: (r) => ({
    what: m.refused_doctor_away_what({ until: dayAndClock(r.until_local) }),
    next: freeAt(r.next),
  }),
  offer_over: (r) => ({
    what: m.refused_offer_over_what({ how: offerStatuses[r.status]() }),
    next: m.refused_offer_over_next(),
  }),
  offered_already: (r) => ({
    what: m.refused_offered_already_what({ name: r.patient_name }),
    next: m.refused_offered_already_next(),
  }),
  message_over: (r) => ({
    what: m.refused_message_over_what({ state: messageStates[r.state]() }),
    next: m.refused_message_over_next(),
  }),
  no_email_consent: () => ({
    what: m.refused_no_email_consent_what(),
    next: m.refused_no_email_consent_next(),
  }),
  not_all_possible: (r) => ({
    what: m.refused_not_all_what({ count: r.visits.length, first: firstRefused(r.visits) }),
    next: m.refused_not_all_next(),
  }),
  time_blocked: (r) => ({
    what:
      r.block_kind === 'emergency' && r.released_local
        ? m.refused_time_reserved_what({
            until: clock(r.until_local),
            released: dayAndClock(r.released_local),
          })
        : m.refused_time_blocked_what({
            what: r.title || blockKinds[r.block_kind](),
            until: clock(r.until_local),
          }),
    next: freeAt(r.next, r.until_local),
  }),
  in_the_past: () => ({ what: m.refused_past_what(), next: m.refused_past_next() }),
  time_in_gap: (r) => ({
    what: m.refused_gap_what(),
    next: m.refused_gap_next({ before: clock(r.before_local), after: clock(r.after_local) }),
  }),
  time_repeated: () => ({ what: m.refused_repeated_what(), next: m.refused_repeated_next() }),
  wrong_status: (r) => ({
    what: m.refused_status_what({ status: statuses[r.status]() }),
    next: m.refused_status_next(),
  }),
  before_its_day: (r) => ({
    what: m.refused_before_its_day_what({ when: dayAndClock(r.starts_local) }),
    next: m.refused_before_its_day_next(),
  }),
  not_active: (r) => ({
    what: m.refused_not_active_what({ record: records[r.what]() }),
    next: m.refused_not_active_next(),
  }),
  wrong_credentials: () => ({
    what: m.refused_credentials_what(),
    next: m.refused_credentials_next(),
  }),
  throttled: (r) => ({
    what: m.refused_throttled_what(),
    next: m.refused_throttled_next({ wait: waitText(r.wait_seconds) }),
  }),
  account_disabled: () => ({ what: m.refused_disabled_what(), next: m.refused_disabled_next() }),
  password_change_due: () => ({
    what: m.refused_change_due_what(),
    next: m.refused_change_due_next(),
  }),
  cannot_keep_here: () => ({
    what: m.refused_cannot_keep_what(),
    next: m.refused_cannot_keep_next(),
  }),
  consultation_completed: () => ({
    what: m.refused_completed_what(),
    next: m.refused_completed_next(),
  }),
  licence_expired: (r) => ({
    what: m.refused_licence_what({ date: plainDate(r.expired_on) }),
    next: m.refused_licence_next(),
  }),
  not_today: (r) => ({
    what: m.refused_not_today_what({ when: dayAndClock(r.starts_local) }),
    next: m.refused_not_today_next(),
  }),
  not_arrived: () => ({
    what: m.refused_not_arrived_what(),
    next: m.refused_not_arrived_next(),
  }),
  zone_in_use: (r) => ({
    what: m.refused_zone_in_use_what({ count: r.visits }),
    next: m.refused_zone_in_use_next(),
  }),
  workstation_may_not: () => ({
    what: m.refused_workstation_may_not_what(),
    next: m.refused_workstation_may_not_next(),
  }),
  processing_restricted: () => ({
    what: m.refused_restricted_what(),
    next: m.refused_restricted_next(),
  }),
  file_refused: ({ why }) => fileFaults[why](),
  keys_missing: ({ why }) => keysMissing[why](),
  keys_found_already: () => ({
    what: m.refused_keys_found_already_what(),
    next: m.refused_keys_found_already_next(),
  }),
  note_written: () => ({
    what: m.refused_note_written_what(),
    next: m.refused_note_written_next(),
  }),
  prescription_signed: () => ({
    what: m.refused_prescription_signed_what(),
    next: m.refused_prescription_signed_next(),
  }),
  prescription_not_signed: () => ({
    what: m.refused_prescription_not_signed_what(),
    next: m.refused_prescription_not_signed_next(),
  }),
  prescription_dispensed: () => ({
    what: m.refused_prescription_dispensed_what(),
    next: m.refused_prescription_dispensed_next(),
  }),
  prescription_not_dispensed: () => ({
    what: m.refused_prescription_not_dispensed_what(),
    next: m.refused_prescription_not_dispensed_next(),
  }),
  prescription_lapsed: () => ({
    what: m.refused_prescription_lapsed_what(),
    next: m.refused_prescription_lapsed_next(),
  }),
  warnings_unanswered: (r) => ({
    what: m.refused_warnings_what({ count: r.count }),
    next: m.refused_warnings_next(),
  }),
  last_administrator: () => ({
    what: m.refused_last_admin_what(),
    next: m.refused_last_admin_next(),
  }),
  schema_newer: () => ({ what: m.refused_newer_what(), next: m.refused_newer_next() }),
  schema_older: () => ({ what: m.refused_older_what(), next: m.refused_older_next() }),
  kiosk_unknown: () => ({
    what: m.refused_kiosk_unknown_what(),
    next: m.refused_kiosk_unknown_next(),
  }),
  kiosk_must_wait: (r) => ({
    what: m.refused_kiosk_must_wait_what(),
    next: m.refused_throttled_next({ wait: waitText(r.wait_seconds) }),
  }),
  kiosk_time_gone: () => ({
    what: m.refused_kiosk_time_gone_what(),
    next: m.refused_kiosk_time_gone_next(),
  }),
  kiosk_full: () => ({ what: m.refused_kiosk_full_what(), next: m.refused_kiosk_full_next() }),
  not_kept: (r) => ({
    what: m.refused_not_kept_what({ folder: r.folder, why: keepingFaults[r.why]() }),
    next: m.refused_not_kept_next(),
  }),
  no_server_program: (r) => ({
    what: m.refused_no_program_what(),
    next: m.refused_no_program_next({ package: r.package }),
  }),
};

/** Where a message is on its way. */
export const messageStates: Record<MessageState, () => string> = {
  pending: m.message_pending,
  sending: m.message_sending,
  sent: m.message_sent,
  failed: m.message_failed,
  withdrawn: m.message_withdrawn,
  unknown: m.message_unknown,
};

const offerStatuses: Record<Extract<Refusal, { code: 'offer_over' }>['status'], () => string> = {
  open: m.offer_open,
  accepted: m.offer_accepted,
  declined: m.offer_declined,
  skipped: m.offer_skipped,
  late: m.offer_late,
  withdrawn: m.offer_withdrawn,
};

export const statuses: Record<Extract<Refusal, { code: 'wrong_status' }>['status'], () => string> =
  {
    scheduled: m.status_scheduled,
    confirmed: m.status_confirmed,
    arrived: m.status_arrived,
    checked_in: m.status_checked_in,
    in_progress: m.status_in_progress,
    completed: m.status_completed,
    cancelled: m.status_cancelled,
    no_show: m.status_no_show,
  };

const problems: ByProblem = {
  missing: () => m.problem_missing(),
  too_long: (p) => m.problem_too_long({ most: p.most }),
  too_short: (p) => m.problem_too_short({ least: p.least }),
  bad_characters: () => m.problem_bad_characters(),
  not_a_date: () => m.problem_not_a_date(),
  not_a_time: () => m.problem_not_a_time(),
  in_gap: (p) => m.problem_in_gap({ before: clock(p.before_local), after: clock(p.after_local) }),
  in_the_future: () => m.problem_in_the_future(),
  too_long_ago: () => m.problem_too_long_ago(),
  end_before_start: () => m.problem_end_before_start(),
  overlaps: () => m.problem_overlaps(),
  too_precise: (p) =>
    p.decimals > 0 ? m.problem_too_precise({ decimals: p.decimals }) : m.problem_not_whole(),
  out_of_range: (p) => m.problem_out_of_range({ least: p.least, most: p.most }),
  too_many_dates: (p) =>
    p.most > 0 ? m.problem_too_many_dates({ most: p.most }) : m.problem_no_dates(),
  not_a_phone: () => m.problem_not_a_phone(),
  not_an_email: () => m.problem_not_an_email(),
  not_a_certificate: () => m.problem_not_a_certificate(),
  not_money: () => m.problem_not_money(),
  not_a_recovery_key: () => m.problem_not_a_recovery_key(),
  not_a_reference: (p) =>
    p.meant.length > 0
      ? m.problem_not_a_reference_meant({ meant: p.meant.join(', ') })
      : m.problem_not_a_reference(),
  not_a_web_address: () => m.problem_not_a_web_address(),
  unknown_choice: () => m.problem_unknown_choice(),
  taken: () => m.problem_taken(),
  weak_password: () => m.problem_weak_password(),
  same_password: () => m.problem_same_password(),
};

const byKind: ByKind = {
  refused: ({ refusal }) => refusalText(refusal),
  invalid: () => ({ what: m.error_invalid_what(), next: m.error_invalid_next() }),
  stale: ({ what }) => ({
    what: m.error_stale_what({ record: records[what]() }),
    next: m.error_stale_next(),
  }),
  not_found: ({ what }) => ({
    what: m.error_not_found_what({ record: records[what]() }),
    next: m.error_not_found_next(),
  }),
  signed_out: ({ why }) => sessionEnds[why](),
  forbidden: ({ action }) => ({
    what: m.error_forbidden_what({ action: actions[action]() }),
    next: m.error_forbidden_next(),
  }),
  offline: ({ cause }) => offlineCauses[cause](),
  inconsistent: ({ detail }) => ({
    what: ALTERED.some((words) => detail.includes(words))
      ? m.error_altered_what()
      : m.error_inconsistent_what(),
    next: detail ? m.error_inconsistent_named({ detail }) : m.error_inconsistent_next(),
  }),
};

/** What is said of content that does not open where it lies, or of which a past state stands there. */
const ALTERED = ['was altered, cut', 'was put back in the place of'];

/** The words for an error. */
export function errorText(error: ClinicError): ErrorText {
  return (byKind[error.kind] as (error: ClinicError) => ErrorText)(error);
}

/** The words for a refusal. */
export function refusalText(refusal: Refusal): ErrorText {
  return (refusals[refusal.code] as (refusal: Refusal) => ErrorText)(refusal);
}

/** The words for one problem at one field. */
export function problemText(problem: FieldProblem): string {
  return (problems[problem.code] as (problem: FieldProblem) => string)(problem);
}

/** The problems of an error by the field's name, to be drawn at the fields; empty for every other kind. */
export function problemsByField(error: ClinicError | undefined): Record<string, FieldProblem> {
  if (error?.kind !== 'invalid') return {};
  return Object.fromEntries(error.fields.map(({ field, problem }) => [field, problem]));
}

/** "45 seconds", "3 minutes". */
export function waitText(seconds: number): string {
  return seconds < 90
    ? m.seconds_count({ count: Math.max(1, Math.ceil(seconds)) })
    : m.minutes_count({ count: Math.ceil(seconds / 60) });
}

/** Whether it was that the doctor's licence is over. */
export function isExpiredLicence(error: ClinicError | null): boolean {
  return error?.kind === 'refused' && error.refusal.code === 'licence_expired';
}
