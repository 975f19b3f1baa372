// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentId, MessageId, PatientId, RequestId } from './ids';

export type MessageType = "appointment_moved" | "appointment_cancelled" | "appointment_confirmed" | "appointment_reminder";
export type MessageState = "pending" | "sending" | "sent" | "failed" | "withdrawn" | "unknown";
export type MessageProblem = "cannot_connect" | "certificate_refused" | "no_tls" | "sign_in_refused" | "deferred" | "address_refused" | "no_answer" | "superseded" | "by_desk" | "no_consent" | "too_late";
export type MessageView = { 
/** Its id. */
id: MessageId, 
/** What it tells. */
message_type: MessageType, 
/** Where it is on its way. */
state: MessageState, 
/** To whom. */
patient_id: PatientId, 
/** `Family, Given`. */
patient_name: string, 
/** The patient's phone, E.164, or empty. */
patient_phone: string, 
/** About which visit. */
appointment_id: AppointmentId, 
/** The visit's reference. */
reference: string, 
/** Where it goes, as of when it was written or tried again. */
address: string, 
/** With whom the visit is that it tells of. */
doctor_name: string, 
/** Where. */
location_name: string, 
/** When, on the location's wall clock. */
starts_local: string, 
/** Why it did not go, or has not gone yet. */
problem: MessageProblem | null, 
/** The mail server's own words; may be empty. */
problem_detail: string, 
/** How often it was handed over. */
attempts: number, 
/** When it is tried next, while it waits. */
next_try_at: string, 
/** When the mail server took it. */
sent_at: string | null, 
/** The version to name in the next write. */
row_version: number, };
export type MessageSearch = { 
/** In these states; in any when empty. */
states: Array<MessageState>, 
/** To this patient; to any when none is given. */
patient_id: PatientId | null, };
export type MessageList = { 
/** The server's present instant. */
now_at: string, 
/** The newest first, 300 at most. */
messages: Array<MessageView>, 
/** How many wait, of all. */
waiting: number, 
/** How many a person has to see to, of all: failed, or not known whether they went. */
to_settle: number, };
export type ChangeMessage = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
message_id: MessageId, 
/** The version on the screen. */
row_version: number, };
export type SendingHere = { 
/** It does. */
on: boolean, 
/** It knows the mail server's password, or the mail server wants none. */
password_known: boolean, 
/** The password is kept beyond this start, in the system's keyring. */
kept: boolean, };
export type SendHere = { 
/** It is to. */
on: boolean, 
/** The mail server's password; the one that is known when none is given. */
password: string | null, };
export type SendTest = { 
/** Where to. */
address: string, };
export type TestOutcome = { "outcome": "taken" } | { "outcome": "refused", 
/** Why. */
problem: MessageProblem, 
/** The mail server's own words; may be empty. */
detail: string, };
