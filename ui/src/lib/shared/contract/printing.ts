// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentId, DoctorId, LetterId, LocationId, PatientId, PrescriptionId, RequestId } from './ids';
import type { CountedVisits } from './note_search';

export type PrintLetter = { 
/** The event's id: the first print is the original, and so is the same one asked for again. */
request_id: RequestId, 
/** The language of its words. */
language: string, 
/** Which. */
letter_id: LetterId, };
export type DayPaper = "day_sheet" | "day_sheet_without_names" | "call_list";
export type Names = "shown" | "hidden";
export type PrintDay = { 
/** The event's id: printing sent twice is one event. */
request_id: RequestId, 
/** The language of its words, such as `en`. */
language: string, 
/** `2026-11-21`. */
date: string, 
/** Only these doctors, in this order; every active doctor when empty. */
doctor_ids: Array<DoctorId>, 
/** Only hours and visits at this location, when given. */
location_id: LocationId | null, 
/** Which paper. */
paper: DayPaper, };
export type PrintVisit = { 
/** The event's id. */
request_id: RequestId, 
/** The language of its words. */
language: string, 
/** Which visit. */
appointment_id: AppointmentId, };
export type PrintVisits = { 
/** The event's id. */
request_id: RequestId, 
/** The language of its words. */
language: string, 
/** Whose. */
patient_id: PatientId, };
export type DoctorCalendar = { 
/** The event's id. */
request_id: RequestId, 
/** The language of its words. */
language: string, 
/** Whose. */
doctor_id: DoctorId, 
/** First date, `2026-11-21`. */
from_on: string, 
/** Last date; at most 184 days in all. */
to_on: string, 
/** With patients' names or without. */
names: Names, };
export type PrescriptionPaper = "a4" | "a5";
export type PrintPrescription = { 
/** The event's id: the first print is the original, and so is the same one asked for again. */
request_id: RequestId, 
/** The language of its words. */
language: string, 
/** Which. */
prescription_id: PrescriptionId, 
/** How large. */
paper: PrescriptionPaper, };
export type PrintCounts = { 
/** The event's id. */
request_id: RequestId, 
/** The language of its words. */
language: string, 
/** The first date, `2026-11-01`. */
from_on: string, 
/** The last. */
to_on: string, 
/** Whose visits. */
visits: CountedVisits, };
export type VerifierFile = "page" | "key";
export type VerifierRequest = { 
/** Which. */
file: VerifierFile, };
export type KeptFile = { 
/** Where it is. */
path: string, 
/** A program of this computer was asked to show it; there may be none that can. */
shown: boolean, };
