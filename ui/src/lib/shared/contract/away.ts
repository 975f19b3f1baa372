// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentView, RequestedTime, Step } from './appointments';
import type { ClinicError } from './error';
import type { DoctorId, LocationId, RequestId } from './ids';

export type KeptState = { 
/** What is done while the server is away is kept: there are sheets to work on, and room. */
keeps: boolean, 
/** Deeds that are not yet certain, in the order they were done. */
deeds: Array<KeptDeedView>, 
/** Something kept here earlier cannot be opened: the password was changed meanwhile, or the file was. */
unreadable: boolean, };
export type KeptDeedView = { 
/** Its id: that of the write. */
id: RequestId, 
/** What was done. */
verb: KeptVerb, 
/** To whom. */
patient_name: string, 
/** The visit as the desk saw it right after; none where the deed is not about one. */
visit: AppointmentView | null, 
/** When it was done here. */
made_at: string, 
/** Where it stands. */
standing: KeptStanding, 
/** How many deeds wait for this one: they go with it when it is dropped. */
followers: number, };
export type KeepNote = { 
/** What it is of: the visit, or the patient whose chart it is. */
subject_id: string, 
/** What of it. */
part: KeptPart, 
/** All that the page holds of it, in the page's own words; 2 MiB at most. Nothing else reads it. */
text: string, };
export type KeptNote = { 
/** What it is of: the visit, or the patient whose chart it is. */
subject_id: string, 
/** What of it; journals of before prescriptions were in them hold notes. */
part: KeptPart, 
/** When it was put into the journal, by the server's clock as it was last known. */
kept_at: string, 
/** As [`KeepNote::text`]. */
text: string, };
export type KeptPart = "note" | "prescription" | "letter" | "addendum" | "chart_entry";
export type ForgetNote = { 
/** What it is of: the visit, or the patient whose chart it is. */
subject_id: string, 
/** What of it. */
part: KeptPart, };
export type KeptStanding = { "standing": "waiting" } | { "standing": "behind" } | { "standing": "to_settle", 
/** Why. */
error: ClinicError, };
export type KeptVerb = "register" | "book" | "reschedule" | "cancel" | Step;
export type SettleDeed = { 
/** Which. */
id: RequestId, 
/** How. */
how: Settlement, };
export type Settlement = { "how": "retry" } | { "how": "at", 
/** Which. */
other: OtherTime, } | { "how": "drop", 
/** Why, 1 to 200 characters; the audit log keeps it. */
reason: string, };
export type OtherTime = { 
/** With whom. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** When. */
starts: RequestedTime, };
