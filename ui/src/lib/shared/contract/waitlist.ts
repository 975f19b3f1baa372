// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Priority, VisitKind } from './availability';
import type { AppointmentId, DoctorId, LocationId, PatientId, RequestId, SpecialtyId, WaitlistEntryId } from './ids';

export type WaitsFor = { "with": "doctor", 
/** Which. */
doctor_id: DoctorId, } | { "with": "specialty", 
/** Which. */
specialty_id: SpecialtyId, } | { "with": "anyone" };
export type AddToWaitlist = { 
/** Made by the workstation: sent twice, they are put on it once. */
id: WaitlistEntryId, 
/** Who waits. */
patient_id: PatientId, 
/** For what. */
wish: WaitlistWish, };
export type ChangeWish = { 
/** The write's id. */
request_id: RequestId, 
/** Whose entry. */
entry_id: WaitlistEntryId, 
/** The version on the screen. */
row_version: number, 
/** For what they wait from now on. */
wish: WaitlistWish, };
export type WaitlistWish = { 
/** With whom. */
waits_for: WaitsFor, 
/** In person or video. */
visit_kind: VisitKind, 
/** How long, 5 to 480 minutes; the slot length of the doctor's hours when none is given. */
minutes: number | null, 
/** The days that suit, 1 (Monday) to 7 (Sunday); every day when empty. */
weekdays: Array<number>, 
/** Not before this time of day, `09:00`; any time when empty. */
from_time: string, 
/** Over by this time of day, `12:00`; any time when empty. */
to_time: string, 
/** Not before this date, `2026-11-21`; any when empty. */
earliest_on: string, 
/** Not after this date; any when empty. */
latest_on: string, 
/** How soon. */
priority: Priority, 
/** In the desk's words; at most 500 characters. They become the reason of the visit. */
notes: string, };
export type ChangeEntry = { 
/** The write's id. */
request_id: RequestId, 
/** Whose entry. */
entry_id: WaitlistEntryId, 
/** The version on the screen. */
row_version: number, };
export type OfferTime = { 
/** The write's id. */
request_id: RequestId, 
/** The visit that it would become. */
appointment_id: AppointmentId, 
/** To whom. */
entry_id: WaitlistEntryId, 
/** With whom. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** Start, UTC. */
starts_at: string, 
/** How long. */
minutes: number, };
export type AcceptOffer = { 
/** The visit that it becomes. */
appointment_id: AppointmentId, };
export type NotTaken = "declined" | "skipped";
export type DeclineOffer = { 
/** The write's id. */
request_id: RequestId, 
/** The visit that it would have become. */
appointment_id: AppointmentId, 
/** Why. */
why: NotTaken, };
export type OfferStatus = "open" | "accepted" | "declined" | "skipped" | "late" | "withdrawn";
export type WaitlistEntry = { 
/** Its id. */
id: WaitlistEntryId, 
/** Who waits. */
patient_id: PatientId, 
/** `Family, Given`. */
patient_name: string, 
/** The patient's phone, E.164, or empty. */
patient_phone: string, 
/** With whom. */
waits_for: WaitsFor, 
/** The name of the doctor or specialty; empty for anyone. */
waits_for_name: string, 
/** In person or video. */
visit_kind: VisitKind, 
/** How long, where said. */
minutes: number | null, 
/** The days that suit, 1 (Monday) to 7 (Sunday); every day when empty. */
weekdays: Array<number>, 
/** Not before this time of day. */
from_time: string | null, 
/** Over by this time of day. */
to_time: string | null, 
/** Not before this date. */
earliest_on: string | null, 
/** Not after this date. */
latest_on: string | null, 
/** How soon. */
priority: Priority, 
/** In the desk's words. */
notes: string, 
/** How many offers they declined, or did not answer. */
passed: number, 
/** Since when they wait. */
since: string, 
/** The version to name in the next write. */
row_version: number, };
export type OfferView = { 
/** The visit that it would become. */
appointment_id: AppointmentId, 
/** Whose entry. */
entry_id: WaitlistEntryId, 
/** To whom. */
patient_id: PatientId, 
/** `Family, Given`. */
patient_name: string, 
/** The patient's phone, E.164, or empty. */
patient_phone: string, 
/** With whom. */
doctor_id: DoctorId, 
/** The doctor's name. */
doctor_name: string, 
/** The location's name. */
location_name: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** End on the location's wall clock. */
ends_local: string, 
/** In the desk's words. */
notes: string, 
/** Until when it is held for them, by the server's clock. */
expires_at: string, };
export type Waitlist = { 
/** The server's present instant. */
now_at: string, 
/** Offers that wait for an answer, the one that ends first first. */
offers: Array<OfferView>, 
/** Everybody who waits, in the order in which they are offered what suits them; 500 at most. */
entries: Array<WaitlistEntry>, };
