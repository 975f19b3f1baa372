// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentView } from './appointments';
import type { NoteContent } from './consultations-note';
import type { Addendum, Signed } from './consultations-versions';
import type { AppointmentId, ConsultationId, PatientId, RequestId } from './ids';

export type DiagnosisAtHand = { 
/** With its point. */
code: string, 
/** As the list has it. */
title: string, 
/** The doctor marked it. */
favourite: boolean, 
/** In how many of the doctor's last notes it stands. */
times: number, };
export type ConsultationStatus = "draft" | "completed";
export type MayStart = "nothing" | "today" | "anyway";
export type OpenConsultation = { 
/** The write's id (opening a chart is an event). */
request_id: RequestId, 
/** The visit. */
appointment_id: AppointmentId, 
/** Made by the workstation, used if the visit has no consultation yet. */
consultation_id: ConsultationId, 
/** What the opening may start. */
may_start: MayStart, };
export type TakeStartBack = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
row_version: number, };
export type SaveNote = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
row_version: number, 
/** All of it. */
content: NoteContent, };
export type NoteSaved = { 
/** The version to name in the next save. */
row_version: number, 
/** When the server had it. */
saved_at: string, };
export type ConsultationView = { 
/** Its id. */
id: ConsultationId, 
/** Its visit. */
appointment: AppointmentView, 
/** Where it stands. */
status: ConsultationStatus, 
/** The note. */
content: NoteContent, 
/** Body mass index, kg/m², one decimal, where weight and height are there. */
body_mass_index: string | null, 
/** When the draft was last saved. */
saved_at: string, 
/** Who saved it last. */
saved_by: string, 
/** When it was completed. */
completed_at: string | null, 
/** The newest version of a completed note; 0 for a draft. */
version: number, 
/** What was added to a completed note, in order. */
addenda: Array<Addendum>, 
/** Who signed the newest version; none while nobody has. */
signed: Signed | null, 
/** The version to name in the next save. */
row_version: number, };
export type HistoryRequest = { 
/** The write's id (opening a chart is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, 
/** Visits earlier than this one; none begins with the newest. */
before: AppointmentId | null, };
export type PastVisit = { 
/** The visit. */
appointment_id: AppointmentId, 
/** Its date on the location's wall. */
starts_local: string, 
/** The doctor. */
doctor_name: string, 
/** The desk's words. */
reason: string, 
/** The completed note. */
note: NoteContent | null, 
/** Names the newest version of the note, where it cannot be shown because it was altered in the database. With a note
 * beside it: that is the newest version that was not.
 */
altered: string | null, 
/** What was added to it, in order. */
addenda: Array<Addendum>, 
/** When it was completed. */
completed_at: string | null, };
export type MyDay = { 
/** The date. */
date: string, 
/** The server's present instant. */
now_at: string, 
/** The day's visits by start; cancelled ones are left out. */
appointments: Array<AppointmentView>, 
/** The doctor's visits, of whatever day, whose notes wait to be signed, longest first, 50 at most. */
unsigned: Array<AppointmentView>, };
export type MyDayRequest = { 
/** The date, `2026-11-21`; today at the doctor's location when empty. */
date: string, };
