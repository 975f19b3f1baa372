// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { PatientId, UserId } from './ids';

export type AuditView = { 
/** Its id: the write's request id. */
id: string, 
/** When, by the server's clock. */
at: string, 
/** Who, or the tool. */
actor: string, 
/** Their id, where somebody was signed in. */
actor_id: UserId | null, 
/** Where. */
workstation: string, 
/** What, e.g. `appointment_booked`. */
action: string, 
/** What kind of record. */
subject_kind: string, 
/** Which record. */
subject_id: string, 
/** Whose account it is, where it is one: of a refused sign-in, whose was tried. */
subject: string | null, 
/** The patient concerned, `Family, Given`. */
patient: string | null, 
/** Their id. */
patient_id: PatientId | null, };
export type AuditSearch = { 
/** Events before this one, for the next page. */
before_at: string | null, 
/** Only what this person did. */
actor_id: UserId | null, 
/** Only events of this kind, e.g. `appointment_booked`. */
action: string | null, 
/** Only what concerns this patient. */
patient_id: PatientId | null, 
/** Also what is saved by itself while somebody writes, and would be most of the log: drafts of notes, places held,
 * free times that nobody waits for.
 */
drafts: boolean, 
/** How many, 1 to 200. */
limit: number, };
