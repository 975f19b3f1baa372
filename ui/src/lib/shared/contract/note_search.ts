// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { NoteContent } from './consultations-note';
import type { Addendum } from './consultations-versions';
import type { AppointmentId, ConsultationId, PatientId, RequestId } from './ids';

export type Readiness = { 
/** Notes and signed prescriptions that the doctor may read. */
records: number, 
/** How many of them were read; what could not be opened is among them. */
read: number, 
/** How many could not be opened: they are neither found nor counted. */
unreadable: number, 
/** All of them were read when it was last asked. */
whole: boolean, };
export type NoteSearch = { 
/** The event's id. */
request_id: RequestId, 
/** As typed, at most 200 characters: each word begins one that stands in the note. */
words: string, 
/** Only of this patient. */
patient_id: PatientId | null, 
/** Only of visits from this date on, `2026-11-21`; empty: from the beginning. */
from_on: string, 
/** Only of visits up to this date; empty: to the end. */
to_on: string, };
export type NoteHits = { 
/** The newest visits first, 50 at most. */
hits: Array<NoteHit>, 
/** In how many notes the words stand. */
found: number, 
/** How much was searched. */
readiness: Readiness, };
export type NoteHit = { 
/** The note. */
consultation_id: ConsultationId, 
/** Its visit. */
appointment_id: AppointmentId, 
/** Whose. */
patient_id: PatientId, 
/** `Family, Given`. */
patient_name: string, 
/** What they read over the phone. */
patient_reference: string, 
/** The visit's begin on the wall of its place. */
starts_local: string, 
/** Who saw them. */
doctor_name: string, 
/** It is the searching doctor's own visit. */
own: boolean, 
/** It is being written. */
draft: boolean, 
/** Where the words stand, two passages at most. */
passages: Array<Passage>, };
export type Passage = { 
/** Which part. */
part: NotePart, 
/** In order; what was cut off is `…`. */
pieces: Array<Piece>, };
export type Piece = { 
/** What it says. */
text: string, 
/** It is what was looked for. */
found: boolean, };
export type NotePart = "chief_complaint" | "history_of_present_illness" | "past_history" | "examination" | "assessment" | "diagnoses" | "plan" | "follow_up" | "private_notes" | "addendum";
export type OpenHit = { 
/** The event's id (reading a chart is an event). */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, };
export type FoundNote = { 
/** The note. */
consultation_id: ConsultationId, 
/** Its visit. */
appointment_id: AppointmentId, 
/** `Family, Given`. */
patient_name: string, 
/** The patient's birth date. */
patient_birth_date: string, 
/** The visit's begin on the wall of its place. */
starts_local: string, 
/** The zone of that place. */
time_zone: string, 
/** Who saw them. */
doctor_name: string, 
/** The desk's words. */
reason: string, 
/** When it was completed; none of a draft. */
completed_at: string | null, 
/** What it says to its reader. */
content: NoteContent, 
/** What was added, in order. */
addenda: Array<Addendum>, };
export type CountedVisits = "own" | "of_my_patients";
export type CountRequest = { 
/** The event's id. */
request_id: RequestId, 
/** The first date, `2026-11-01`. */
from_on: string, 
/** The last. */
to_on: string, 
/** Whose visits. */
visits: CountedVisits, };
export type Counts = { 
/** The first date. */
from_on: string, 
/** The last. */
to_on: string, 
/** Whose visits. */
visits: CountedVisits, 
/** How many completed notes there are of that period. */
notes: number, 
/** How many signed prescriptions that none replaced. */
prescriptions: number, 
/** Coded diagnoses of the notes; each list has the most frequent first, 500 at most. */
diagnoses: Array<Count>, 
/** Tags of the prescriptions. */
tags: Array<Count>, 
/** Medications of the prescriptions, as they were written. */
medications: Array<Count>, 
/** How much was counted. */
readiness: Readiness, };
export type Count = { 
/** Of a diagnosis; empty for all else. */
code: string, 
/** What it is called. */
name: string, 
/** In how many visits. */
visits: number, 
/** Of how many patients. */
patients: number, };
