// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { HoldView } from './appointments-holds';
import type { SeriesPlace } from './appointments-series';
import type { OpenWindow, Priority, TimeOffView, VisitKind } from './availability';
import type { BlockView } from './availability-blocks';
import type { Repeated } from './civil';
import type { AppointmentId, DeviceId, DoctorId, LocationId, PatientId, RequestId, RoomId } from './ids';
import type { Money } from './money';

export type TimeOffEntered = { 
/** As entered. */
time_off: TimeOffView, 
/** Live visits inside it, by start. */
to_move: Array<AppointmentView>, };
export type AppointmentStatus = "scheduled" | "confirmed" | "arrived" | "checked_in" | "in_progress" | "completed" | "cancelled" | "no_show";
export type RequestedTime = { "by": "instant", 
/** UTC. */
at: string, } | { "by": "local", 
/** Date and time, no zone. */
date_time: string, 
/** Which one, where the clock shows it twice. */
which: Repeated | null, };
export type BookingRequest = { 
/** Made by the workstation: sending the same one again books once. */
appointment_id: AppointmentId, 
/** Who comes. */
patient_id: PatientId, 
/** To whom. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** In person or video. */
visit_kind: VisitKind, 
/** When. */
starts: RequestedTime, 
/** How long, 5 to 480 minutes; the slot length of the doctor's hours when none is given. */
minutes: number | null, 
/** Why, in the desk's words; at most 500 characters. */
reason: string, 
/** What the patient complains of, in the desk's words; at most 500 characters. */
symptoms: string, 
/** How soon. */
priority: Priority, 
/** Why it lies outside the hours, by someone who may say so. */
override_reason: string | null, 
/** Why it may lie on top of another visit of the doctor, by someone who may say so. Left away when a place is free. */
overbook_reason: string | null, 
/** The room it must be in, of its location; that of the doctor's hours when none is given. */
room_id: RoomId | null, 
/** The devices it needs, of its location; at most 8. */
device_ids: Array<DeviceId>, };
export type RescheduleRequest = { 
/** The write's id. */
request_id: RequestId, 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** To whom; the same doctor when none is given. */
doctor_id: DoctorId | null, 
/** Where; the same location when none is given. */
location_id: LocationId | null, 
/** When. */
starts: RequestedTime, 
/** How long; as before when none is given. */
minutes: number | null, 
/** Why it lies outside the hours; as before when none is given. */
override_reason: string | null, 
/** Why it may lie on top of another visit of the doctor. */
overbook_reason: string | null, };
export type UndoMoveRequest = { 
/** The write's id; undoing the undoing names it. */
request_id: RequestId, 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** The id of the write that moved it. */
move_id: RequestId, };
export type CancelRequest = { 
/** The write's id. */
request_id: RequestId, 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** Why, 1 to 200 characters. */
reason: string, 
/** Who calls it off. What was kept before this was asked says the patient. */
by: CalledOffBy, };
export type CalledOffBy = "patient" | "clinic" | "mistake";
export type FindVisit = { 
/** Six letters and digits; any case, with or without the dash. */
reference: string, };
export type Step = "confirm" | "arrive" | "check_in" | "mark_no_show" | "complete" | "take_back";
export type StepRequest = { 
/** The write's id. */
request_id: RequestId, 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** Which step. */
step: Step, };
export type Whereabouts = "waiting" | "in_room";
export type AssignRoom = { 
/** The write's id. */
request_id: RequestId, 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** Which room of the visit's location; none gives the room back. */
room_id: RoomId | null, 
/** Whether the patient goes in. */
patient: Whereabouts, };
export type RoomChoice = { 
/** Which. */
room_id: RoomId, 
/** Its name. */
room_name: string, 
/** Who has it at the visit's time, or sits in it now; none when it is free. */
used: RoomUse | null, };
export type RoomUse = { 
/** The visit. */
appointment_id: AppointmentId, 
/** Its doctor. */
doctor_name: string, 
/** Its patient, `Family, Given`. */
patient_name: string, 
/** When it ends by its time, on the location's wall. */
until_local: string, 
/** The patient is in the room since then. */
inside_since: string | null, };
export type VisitListRequest = { 
/** First date, `2026-11-21`. */
from_on: string, 
/** Last date, 61 days later at most. */
to_on: string, 
/** Only of these doctors; of every active doctor when empty. */
doctor_ids: Array<DoctorId>, 
/** Only here, when given. */
location_id: LocationId | null, 
/** Only with these statuses; with every status when empty. */
statuses: Array<AppointmentStatus>, 
/** Only of this kind, when given. */
visit_kind: VisitKind | null, 
/** How many are wanted, 1 to 1000. */
limit: number, };
export type VisitList = { 
/** The server's present instant. */
now_at: string, 
/** The visits. */
visits: Array<AppointmentView>, 
/** There are more than were wanted. */
more: boolean, };
export type AppointmentView = { 
/** Its id. */
id: AppointmentId, 
/** What is read over the phone, e.g. `K7M-2QX`. */
reference: string, 
/** Who comes. */
patient_id: PatientId, 
/** `Family, Given`. */
patient_name: string, 
/** The patient's reference. */
patient_reference: string, 
/** The patient's birth date. */
patient_birth_date: string, 
/** The patient's phone, E.164, or empty. */
patient_phone: string, 
/** The processing of the patient's data is restricted. What was kept before this was known says no. */
patient_restricted: boolean, 
/** To whom. */
doctor_id: DoctorId, 
/** The doctor's name. */
doctor_name: string, 
/** Where. */
location_id: LocationId, 
/** The location's name. */
location_name: string, 
/** The room, where one is taken. */
room_id: RoomId | null, 
/** The room's name. */
room_name: string | null, 
/** The names of the devices it has, with commas between them; empty for none. */
device_names: string, 
/** In person or video. */
visit_kind: VisitKind, 
/** Where it stands. */
status: AppointmentStatus, 
/** How soon. */
priority: Priority, 
/** Start, UTC. */
starts_at: string, 
/** End, UTC. */
ends_at: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** End on the location's wall clock. */
ends_local: string, 
/** The location's IANA zone. */
time_zone: string, 
/** Length in minutes. */
minutes: number, 
/** The seat within a slot of several; 0 for the first, 50 and more for one on top of another visit. */
seat: number, 
/** Why, in the desk's words. */
reason: string, 
/** What the patient complains of, in the desk's words. */
symptoms: string, 
/** Where a video visit is held, once the clinic has set its address for them. */
video_link: string | null, 
/** The fee. */
fee: Money, 
/** Why it lies outside hours, where it does. */
override_reason: string | null, 
/** Why it lies on top of another visit of the doctor, where it does. */
overbook_reason: string | null, 
/** The patient has no earlier visit here that was not cancelled or missed (derived). */
first_visit: boolean, 
/** In the house since. */
arrived_at: string | null, 
/** Checked in since. */
checked_in_at: string | null, 
/** In the room since. */
in_room_at: string | null, 
/** With the doctor since. */
started_at: string | null, 
/** Done since. */
completed_at: string | null, 
/** Called off at. */
cancelled_at: string | null, 
/** Why it was called off. */
cancellation_reason: string | null, 
/** It was called off later than the clinic's rule allows. */
late_cancel: boolean, 
/** Who booked it. */
booked_by: string | null, 
/** Its place in a series, where it is an occurrence of one. */
series: SeriesPlace | null, 
/** The version to name in the next write. */
row_version: number, 
/** It is as this workstation left it while the server was away: the clinic has not agreed yet. */
not_yet_certain: boolean, };
export type DaySheet = { 
/** The civil date shown. */
date: string, 
/** The server's present instant. */
now_at: string, 
/** A column for each doctor asked for, in the order asked for (by name when none was). */
columns: Array<DoctorDay>, 
/** The server is away: this is what this workstation kept, as it was then. */
kept_at: string | null, };
export type DoctorDay = { 
/** Whose. */
doctor_id: DoctorId, 
/** The civil date. */
date: string, 
/** The doctor's name. */
doctor_name: string, 
/** The names of the doctor's specialties. */
specialties: Array<string>, 
/** The hours of the day. */
windows: Array<OpenWindow>, 
/** Away on this day. */
time_off: Array<TimeOffView>, 
/** Time kept for something else on this day, by start. */
blocks: Array<BlockView>, 
/** The names of the holidays that this day is for the doctor or a place where they would have worked. */
holidays: Array<string>, 
/** The day's visits by start, cancelled and missed ones too. */
appointments: Array<AppointmentView>, 
/** The places held just now, by start. */
holds: Array<HoldView>, };
export type DaySheetRequest = { 
/** First date, `2026-11-21`. */
date: string, 
/** How many days, 1 to 42; 1 is the day sheet, 7 the week. */
days: number, 
/** Only these doctors, in this order; every active doctor when empty. */
doctor_ids: Array<DoctorId>, 
/** Only hours and visits at this location, when given. */
location_id: LocationId | null, };
