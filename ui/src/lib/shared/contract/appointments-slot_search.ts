// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { WishedTimes } from './appointments-wished';
import type { HoursKind, Priority, VisitKind } from './availability';
import type { AppointmentId, DeviceId, DoctorId, LocationId, PatientId, RoomId, SpecialtyId } from './ids';

export type SlotOffer = { 
/** With whom. */
doctor_id: DoctorId, 
/** The doctor's name. */
doctor_name: string, 
/** Where. */
location_id: LocationId, 
/** The location's name. */
location_name: string, 
/** Start, UTC. */
starts_at: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** End on the location's wall clock. */
ends_local: string, 
/** Length in minutes. */
minutes: number, 
/** What kinds the hours allow. */
hours_kind: HoursKind, 
/** How many places the slot still has. */
places_left: number, 
/** It is the patient's usual doctor. */
usual_doctor: boolean, 
/** The second visit of a pair, right after this one at the same place. */
followed_by: FollowingSlot | null, };
export type FollowingSlot = { 
/** With whom. */
doctor_id: DoctorId, 
/** The doctor's name. */
doctor_name: string, 
/** Start, UTC. */
starts_at: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** End on the location's wall clock. */
ends_local: string, 
/** Length in minutes. */
minutes: number, };
export type SlotSearchOver = { "over": "usual_doctor" } | { "over": "doctors", 
/** Which, at least one. */
doctor_ids: Array<DoctorId>, } | { "over": "specialty", 
/** Which. */
specialty_id: SpecialtyId, } | { "over": "anyone" };
export type FollowingVisit = { 
/** With whom. */
doctor_id: DoctorId, 
/** How long; the doctor's own slot length when none is given. */
minutes: number | null, };
export type SlotSearch = { 
/** For whom; their usual doctor comes first and their own visits count as taken. */
patient_id: PatientId | null, 
/** Over whom. */
over: SlotSearchOver, 
/** Only here, when given. */
location_id: LocationId | null, 
/** Only while this room is free; it is taken instead of that of the hours. */
room_id: RoomId | null, 
/** Only while these devices are free. */
device_ids: Array<DeviceId>, 
/** In person or video. */
visit_kind: VisitKind, 
/** How long; each doctor's own slot length when none is given. */
minutes: number | null, 
/** How soon they must be seen: reserves for emergencies are offered to those who must soon. Regular when none is given. */
priority?: Priority, 
/** When in the week, and how many of each day. */
wished: WishedTimes, 
/** A second visit right after it, with another doctor at the same place. */
followed_by: FollowingVisit | null, 
/** First date looked at, on the location's wall; today when none is given. `2026-11-21`. */
from_on: string | null, 
/** How many days are looked at, 1 to 92. */
days: number, 
/** How many slots are wanted, 1 to 200. */
limit: number, 
/** The booking that asks: the place held for it is free to it. */
appointment_id: AppointmentId | null, };
