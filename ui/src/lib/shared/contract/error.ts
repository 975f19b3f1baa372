// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Action } from './access';
import type { AppointmentStatus } from './appointments';
import type { SlotOffer } from './appointments-slot_search';
import type { PlannedVisit } from './appointments-together';
import type { BlockKind } from './availability-blocks';
import type { AppointmentId } from './ids';
import type { KeysMissing } from './keys';
import type { MessageState } from './messages';
import type { FileFault } from './records';
import type { OfferStatus } from './waitlist';

export type ClinicError = { "kind": "refused", 
/** Which rule, with its facts. */
refusal: Refusal, } | { "kind": "invalid", 
/** At least one. */
fields: Array<FieldError>, } | { "kind": "stale", 
/** Which kind of record. */
what: RecordKind, } | { "kind": "not_found", 
/** Which kind of record. */
what: RecordKind, } | { "kind": "signed_out", 
/** Why the session does not count. */
why: SessionEnd, } | { "kind": "forbidden", 
/** What was asked for. */
action: Action, } | { "kind": "offline", 
/** What kind of silence. */
cause: OfflineCause, 
/** For the log and the administrator; no patient data. */
detail: string, } | { "kind": "inconsistent", 
/** Table, column, id; no patient data. */
detail: string, };
export type Refusal = { "code": "doctor_busy", 
/** The visit in the way. */
appointment_id: AppointmentId, 
/** The doctor's name. */
doctor_name: string, 
/** Who has the slot. */
held_by: string, 
/** When the visit in the way ends, in the location's zone. */
until_local: string, 
/** The next free slots of that doctor. */
next: Array<SlotOffer>, } | { "code": "room_busy", 
/** The visit in the way. */
appointment_id: AppointmentId, 
/** The room's name. */
room_name: string, 
/** The doctor who uses it. */
held_by: string, 
/** Until when, in the location's zone. */
until_local: string, 
/** The next free slots of the doctor asked for. */
next: Array<SlotOffer>, } | { "code": "device_busy", 
/** The visit in the way. */
appointment_id: AppointmentId, 
/** The device's name. */
device_name: string, 
/** The doctor who uses it. */
held_by: string, 
/** Until when, in the location's zone. */
until_local: string, 
/** The next free slots of the doctor asked for. */
next: Array<SlotOffer>, } | { "code": "device_elsewhere", 
/** The device's name. */
device_name: string, 
/** Where it is. */
location_name: string, } | { "code": "patient_busy", 
/** The visit in the way. */
appointment_id: AppointmentId, 
/** The doctor they see. */
held_by: string, 
/** Until when, in the location's zone. */
until_local: string, 
/** The next free slots of the doctor asked for. */
next: Array<SlotOffer>, } | { "code": "slot_held", 
/** The doctor's name. */
doctor_name: string, 
/** Who is booking it; of an offer, the patient it was offered to. */
held_by: string, 
/** Until when at the latest, in the location's zone. */
until_local: string, 
/** The next free slots of that doctor. */
next: Array<SlotOffer>, } | { "code": "fully_overbooked", 
/** The doctor's name. */
doctor_name: string, 
/** The next free slots of that doctor. */
next: Array<SlotOffer>, } | { "code": "room_taken", 
/** The visit in the way. */
appointment_id: AppointmentId, 
/** The room's name. */
room_name: string, 
/** The doctor who uses it. */
held_by: string, 
/** When the visit in the way ends, in the location's zone. */
until_local: string, } | { "code": "message_over", 
/** Where it is. */
state: MessageState, } | { "code": "no_email_consent" } | { "code": "room_held", 
/** The room's name. */
room_name: string, 
/** Who is booking it; of an offer, the patient it was offered to. */
held_by: string, 
/** Until when at the latest, in the location's zone. */
until_local: string, } | { "code": "outside_hours", 
/** The next free slots of that doctor. */
next: Array<SlotOffer>, } | { "code": "doctor_away", 
/** Until when, in the location's zone. */
until_local: string, 
/** The next free slots of that doctor. */
next: Array<SlotOffer>, } | { "code": "offer_over", 
/** How it ended. */
status: OfferStatus, } | { "code": "offered_already", 
/** To whom. */
patient_name: string, } | { "code": "not_all_possible", 
/** Those that cannot, each with why and the nearest free times. */
visits: Array<PlannedVisit>, } | { "code": "time_blocked", 
/** What for. */
block_kind: BlockKind, 
/** What the desk called it; may be empty. */
title: string, 
/** Until when, in the location's zone. */
until_local: string, 
/** When a reserve for emergencies is released to everyone, in the location's zone. */
released_local: string | null, 
/** The next free slots of that doctor. */
next: Array<SlotOffer>, } | { "code": "in_the_past" } | { "code": "time_in_gap", 
/** The last local time before the jump. */
before_local: string, 
/** The first local time after the jump. */
after_local: string, } | { "code": "time_repeated", 
/** The first of the two instants. */
earlier_at: string, 
/** The second of the two instants. */
later_at: string, } | { "code": "wrong_status", 
/** What it is now. */
status: AppointmentStatus, } | { "code": "before_its_day", 
/** When it begins, on the location's wall clock. */
starts_local: string, } | { "code": "not_active", 
/** Which of them. */
what: RecordKind, } | { "code": "wrong_credentials" } | { "code": "throttled", 
/** Seconds until the next try counts. */
wait_seconds: number, } | { "code": "account_disabled" } | { "code": "password_change_due" } | { "code": "cannot_keep_here" } | { "code": "processing_restricted" } | { "code": "consultation_completed" } | { "code": "licence_expired", 
/** Its last day. */
expired_on: string, } | { "code": "not_today", 
/** When it begins, in the location's zone. */
starts_local: string, } | { "code": "not_arrived" } | { "code": "zone_in_use", 
/** How many. */
visits: number, } | { "code": "workstation_may_not" } | { "code": "keys_missing", 
/** Why. */
why: KeysMissing, } | { "code": "keys_found_already" } | { "code": "note_written" } | { "code": "prescription_signed" } | { "code": "prescription_not_signed" } | { "code": "prescription_dispensed", 
/** When. */
dispensed_at: string, } | { "code": "prescription_not_dispensed" } | { "code": "prescription_lapsed" } | { "code": "warnings_unanswered", 
/** How many. */
count: number, } | { "code": "file_refused", 
/** Why. */
why: FileFault, } | { "code": "last_administrator" } | { "code": "schema_newer", 
/** The newest migration in the database. */
database: number, 
/** The newest migration this program knows. */
program: number, } | { "code": "schema_older", 
/** The newest migration in the database. */
database: number, 
/** The newest migration this program knows. */
program: number, } | { "code": "kiosk_unknown" } | { "code": "kiosk_must_wait", 
/** Seconds until the next try counts. */
wait_seconds: number, } | { "code": "kiosk_time_gone" } | { "code": "kiosk_full" } | { "code": "not_kept", 
/** The folder. */
folder: string, 
/** Why. */
why: KeepingFault, } | { "code": "no_server_program", 
/** The Debian package that brings one. */
package: string, };
export type FieldError = { 
/** The field's name in the request. */
field: string, 
/** What is wrong with it. */
problem: FieldProblem, };
export type FieldProblem = { "code": "missing" } | { "code": "too_long", 
/** The most characters. */
most: number, } | { "code": "too_short", 
/** The fewest characters. */
least: number, } | { "code": "bad_characters" } | { "code": "too_precise", 
/** The most digits after the point. */
decimals: number, } | { "code": "not_a_date" } | { "code": "not_a_time" } | { "code": "in_gap", 
/** The last minute before the jump. */
before_local: string, 
/** The first minute after it. */
after_local: string, } | { "code": "in_the_future" } | { "code": "too_long_ago" } | { "code": "end_before_start" } | { "code": "overlaps" } | { "code": "out_of_range", 
/** The least. */
least: number, 
/** The most. */
most: number, } | { "code": "too_many_dates", 
/** So many can be. */
most: number, } | { "code": "not_a_phone" } | { "code": "not_an_email" } | { "code": "not_a_certificate" } | { "code": "not_money" } | { "code": "not_a_reference", 
/** References of visits that are one letter or one swap away. */
meant: Array<string>, } | { "code": "not_a_web_address" } | { "code": "not_a_recovery_key" } | { "code": "unknown_choice" } | { "code": "taken" } | { "code": "weak_password" } | { "code": "same_password" };
export type RecordKind = "user" | "specialty" | "location" | "room" | "device" | "doctor" | "patient" | "hours" | "time_off" | "block" | "holiday" | "appointment" | "hold" | "series" | "waitlist_entry" | "offer" | "consultation" | "chart_entry" | "prescription" | "interaction" | "letter" | "broken_glass" | "restriction" | "record" | "keys" | "settings" | "message" | "saved_view" | "prepared_text";
export type SessionEnd = "unknown" | "expired" | "revoked" | "locked" | "server_returned";
export type OfflineCause = "unreachable" | "account_refused" | "tls_required" | "certificate_refused" | "busy" | "disk_full";
export type KeepingFault = "disk_full" | "no_permission" | "no_folder" | "failed";
