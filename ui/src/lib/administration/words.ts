// The administration's words for what the core names by codes.

import * as m from '$messages';
import type { HoursKind, TimeOffView } from '$lib/shared/contract';
import { addDays, clock, dateOf, dayAndClock, plainDate } from '$lib/shared/times';

export const hoursKinds: Record<HoursKind, () => string> = {
  both: m.hours_kind_both,
  in_person: m.hours_kind_in_person,
  video: m.hours_kind_video,
};

/** What an event of the log is called; one that this program does not know is shown as the log has it. */
const events: Record<string, () => string> = {
  signed_in: m.audit_signed_in,
  sign_in_refused: m.audit_sign_in_refused,
  signed_out: m.audit_signed_out,
  kept_deed_dropped: m.audit_kept_deed_dropped,
  session_locked: m.audit_session_locked,
  session_unlocked: m.audit_session_unlocked,
  user_added: m.audit_user_added,
  user_updated: m.audit_user_updated,
  password_changed: m.audit_password_changed,
  patient_registered: m.audit_patient_registered,
  patient_updated: m.audit_patient_updated,
  doctor_added: m.audit_doctor_added,
  doctor_updated: m.audit_doctor_updated,
  specialty_added: m.audit_specialty_added,
  location_saved: m.audit_location_saved,
  room_saved: m.audit_room_saved,
  weekly_hours_set: m.audit_weekly_hours_set,
  dated_hours_set: m.audit_dated_hours_set,
  time_off_entered: m.audit_time_off_entered,
  time_off_withdrawn: m.audit_time_off_withdrawn,
  blocks_added: m.audit_blocks_added,
  block_changed: m.audit_block_changed,
  blocks_removed: m.audit_blocks_removed,
  blocks_restored: m.audit_blocks_restored,
  holiday_saved: m.audit_holiday_saved,
  holiday_removed: m.audit_holiday_removed,
  appointment_booked: m.audit_appointment_booked,
  waitlist_added: m.audit_waitlist_added,
  waitlist_changed: m.audit_waitlist_changed,
  waitlist_removed: m.audit_waitlist_removed,
  waitlist_brought_back: m.audit_waitlist_brought_back,
  offer_made: m.audit_offer_made,
  offer_accepted: m.audit_offer_accepted,
  offer_declined: m.audit_offer_declined,
  offer_skipped: m.audit_offer_skipped,
  offer_late: m.audit_offer_late,
  opening_settled: m.audit_opening_settled,
  message_settings_saved: m.audit_message_settings_saved,
  message_claimed: m.audit_message_claimed,
  message_sent: m.audit_message_sent,
  message_ended: m.audit_message_ended,
  messages_put_off: m.audit_messages_put_off,
  messages_unknown: m.audit_messages_unknown,
  message_tried_again: m.audit_message_tried_again,
  message_withdrawn: m.audit_message_withdrawn,
  reminder_written: m.audit_reminder_written,
  messages_purged: m.audit_messages_purged,
  slot_held: m.audit_slot_held,
  hold_released: m.audit_hold_released,
  appointment_rescheduled: m.audit_appointment_rescheduled,
  appointment_cancelled: m.audit_appointment_cancelled,
  appointment_details_changed: m.audit_appointment_details_changed,
  appointment_stepped: m.audit_appointment_stepped,
  series_booked: m.audit_series_booked,
  appointments_moved_together: m.audit_appointments_moved_together,
  appointments_cancelled_together: m.audit_appointments_cancelled_together,
  appointments_swapped: m.audit_appointments_swapped,
  appointments_taken_back: m.audit_appointments_taken_back,
  key_pair_made: m.audit_key_pair_made,
  keys_found: m.audit_keys_found,
  keys_handed_over: m.audit_keys_handed_over,
  keys_recovered: m.audit_keys_recovered,
  recovery_key_made: m.audit_recovery_key_made,
  data_key_made: m.audit_data_key_made,
  content_resealed: m.audit_content_resealed,
  consultation_opened: m.audit_consultation_opened,
  consultation_draft_saved: m.audit_consultation_draft_saved,
  consultation_completed: m.audit_consultation_completed,
  consultation_signed: m.audit_consultation_signed,
  consultation_amended: m.audit_consultation_amended,
  chart_read: m.audit_chart_read,
  glass_broken: m.audit_glass_broken,
  broken_glass_seen: m.audit_broken_glass_seen,
  chart_entry_saved: m.audit_chart_entry_saved,
  notes_searched: m.audit_notes_searched,
  notes_counted: m.audit_notes_counted,
  prescription_saved: m.audit_prescription_saved,
  prescription_signed: m.audit_prescription_signed,
  prescription_dispensed: m.audit_prescription_dispensed,
  prescription_not_dispensed: m.audit_prescription_not_dispensed,
  letter_issued: m.audit_letter_issued,
  record_begun: m.audit_record_begun,
  record_part_kept: m.audit_record_part_kept,
  record_added: m.audit_record_added,
  record_discarded: m.audit_record_discarded,
  record_described: m.audit_record_described,
  record_archived: m.audit_record_archived,
  record_unarchived: m.audit_record_unarchived,
  record_shared: m.audit_record_shared,
  record_unshared: m.audit_record_unshared,
  record_opened: m.audit_record_opened,
  record_copied: m.audit_record_copied,
  shared_records_read: m.audit_shared_records_read,
  interaction_saved: m.audit_interaction_saved,
  interaction_removed: m.audit_interaction_removed,
  document_made: m.audit_document_made,
  processing_restricted: m.audit_processing_restricted,
  processing_restriction_lifted: m.audit_processing_restriction_lifted,
  patient_exported: m.audit_patient_exported,
  imported: m.audit_imported,
};

/** Every kind of event this program knows. */
export const eventNames = Object.entries(events).map(([value, label]) => ({
  value,
  label: label(),
}));

/** What an event of the log is called. */
export function eventName(action: string): string {
  return Object.hasOwn(events, action) ? (events[action]?.() ?? action) : action;
}

/** "Monday". */
export function dayName(weekday: number): string {
  return namedDay(weekday, 'long');
}

/** "Mon". */
export function shortDayName(weekday: number): string {
  return namedDay(weekday, 'short');
}

function namedDay(weekday: number, long: 'long' | 'short'): string {
  const monday = new Date(Date.UTC(2024, 0, weekday));
  return new Intl.DateTimeFormat('en-GB', { weekday: long, timeZone: 'UTC' }).format(monday);
}

/** "5:30 h" of 330 minutes. */
export function hoursText(minutes: number): string {
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''} h`;
}

/** "24 Dec 2026", "24 Dec 2026 to 2 Jan 2027", or with times where the days are not whole. */
export function spanText({ starts_local, ends_local }: TimeOffView): string {
  const whole = clock(starts_local) === '00:00' && clock(ends_local) === '00:00';
  const first = dateOf(starts_local);
  const last = whole ? addDays(dateOf(ends_local), -1) : dateOf(ends_local);
  if (whole) {
    return first === last
      ? plainDate(first)
      : m.time_off_span({ from: plainDate(first), to: plainDate(last) });
  }
  const to = first === last ? clock(ends_local) : dayAndClock(ends_local);
  return m.time_off_span({ from: dayAndClock(starts_local), to });
}
