// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { BookingRequest, CalledOffBy, RequestedTime } from './appointments';
import type { SlotOffer } from './appointments-slot_search';
import type { Refusal } from './error';
import type { AppointmentId, DoctorId, LocationId, RequestId, SeriesId } from './ids';

export type PlannedVisit = { 
/** The visit, when it is booked already. */
appointment_id: AppointmentId | null, 
/** Its place in what was asked, from 1 on. */
number: number, 
/** The date asked for; of an occurrence the date that its rule gives. */
on: string, 
/** Who comes, `Family, Given`. */
patient_name: string, 
/** To whom it would go. */
doctor_id: DoctorId, 
/** That doctor's name. */
doctor_name: string, 
/** Where it would be. */
location_id: LocationId, 
/** When it would begin, on the location's wall clock. */
starts_local: string, 
/** Whether it can be so. */
standing: PlanStanding, };
export type PlanStanding = { "standing": "free", 
/** Start, UTC. */
starts_at: string, 
/** End on the location's wall clock. */
ends_local: string, } | { "standing": "refused", 
/** Why. */
refusal: Refusal, 
/** The nearest free times: of the same day, then of days around it. */
alternatives: Array<SlotOffer>, } | { "standing": "skipped" };
export type BookTogether = { 
/** 1 to 200 visits, each with an id of its own; none on top of another visit. */
visits: Array<BookingRequest>, };
export type VisitMove = { 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** To whom; the same doctor when none is given. */
doctor_id: DoctorId | null, 
/** Where; as the new hours have it when none is given. */
location_id: LocationId | null, 
/** When. */
starts: RequestedTime, 
/** How long; as before when none is given. */
minutes: number | null, 
/** Why it lies outside the hours. */
override_reason: string | null, };
export type MoveTogether = { 
/** The write's id; also what names it when it is taken back. */
request_id: RequestId, 
/** 1 to 200 visits, each once. */
visits: Array<VisitMove>, 
/** The series that they are changed as occurrences of. */
series_id: SeriesId | null, };
export type VisitSeen = { 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, };
export type CancelTogether = { 
/** The write's id. */
request_id: RequestId, 
/** 1 to 200 visits, each once. */
visits: Array<VisitSeen>, 
/** Why, 1 to 200 characters. */
reason: string, 
/** Who calls them off. */
by: CalledOffBy, 
/** The series that they are cancelled as occurrences of. */
series_id: SeriesId | null, };
export type SwapVisits = { 
/** The write's id. */
request_id: RequestId, 
/** One of them. */
one: VisitSeen, 
/** The other. */
other: VisitSeen, };
export type TakeBack = { 
/** The write's id. Taking that one back does the first one again. */
request_id: RequestId, 
/** The write that is taken back. */
of: RequestId, };
export type EarlierPlace = { 
/** With whom. */
doctor_name: string, 
/** Where. */
location_name: string, 
/** Start, on that location's wall clock. */
starts_local: string, 
/** Length in minutes. */
minutes: number, 
/** When it was moved away from there. */
moved_at: string, 
/** By whom; none for the command line. */
moved_by: string | null, };
