// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Altered } from './altered';
import type { AppointmentId, DoctorId, LetterId, PatientId, RequestId } from './ids';
import type { LetterKind } from './prepared_texts';

export type LetterContent = { 
/** What it is. */
kind: LetterKind, 
/** To whom, with an address where there is one: up to 500 characters. A referral goes to somebody. */
recipient: string, 
/** What about, in one line of up to 200 characters; may be empty. */
subject: string, 
/** The text, 1 to 10,000 characters. */
text: string, 
/** The first day that it is about, `2026-11-21`. A sick note has one; a certificate of fitness may have. */
from_on: string, 
/** The last one. A sick note has one. */
until_on: string, };
export type IssueLetter = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
letter_id: LetterId, 
/** The visit in which it is written. */
appointment_id: AppointmentId, 
/** What it says. */
content: LetterContent, };
export type LettersRequest = { 
/** The event's id (reading a chart is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, };
export type LetterView = { 
/** Its id. */
id: LetterId, 
/** The visit. */
appointment_id: AppointmentId, 
/** Whose. */
patient_id: PatientId, 
/** Who issued it. */
doctor_id: DoctorId, 
/** Their name. */
doctor_name: string, 
/** When. */
issued_at: string, 
/** The zone of the place where it was issued. */
time_zone: string, 
/** It was printed: what is printed now is a copy. */
printed: boolean, 
/** What it says. */
content: LetterContent, };
export type LetterList = { 
/** Those that open. */
letters: Array<LetterView>, 
/** Those that cannot be shown. */
altered: Array<Altered>, };
