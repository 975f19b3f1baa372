// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { BlockView } from './availability-blocks';
import type { DatedHoursId, DoctorId, LocationId, RequestId, RoomId, TimeOffId, WeeklyHoursId } from './ids';

export type HoursKind = "in_person" | "video" | "both";
export type WeeklyHours = { 
/** Its id, made by the workstation for a new one. */
id: WeeklyHoursId, 
/** Where. */
location_id: LocationId, 
/** The room its visits take. */
room_id: RoomId | null, 
/** ISO 8601: 1 is Monday, 7 is Sunday. */
weekday: number, 
/** From, `09:00`. */
from_time: string, 
/** To, `12:30`; `24:00` is the end of the day, and what is not later than from lies on the next day. */
to_time: string, 
/** Slot length, 5 to 480 minutes; the doctor's own when none is given. */
slot_minutes: number | null, 
/** What kinds of visits. */
hours_kind: HoursKind, 
/** How many patients a slot takes, 1 to 50. */
capacity: number, 
/** First date it holds, `2026-01-01`. */
valid_from: string, 
/** Last date it holds; for ever when none is given. */
valid_to: string | null, };
export type DatedHours = { 
/** Its id, made by the workstation for a new one. */
id: DatedHoursId, 
/** The date, `2026-12-24`. */
on_date: string, 
/** Closed all day: no hours follow. */
closed: boolean, 
/** Where; needed unless closed. */
location_id: LocationId | null, 
/** The room its visits take. */
room_id: RoomId | null, 
/** From, `09:00`; needed unless closed. */
from_time: string | null, 
/** To, as in the week; needed unless closed. */
to_time: string | null, 
/** Slot length; the doctor's own when none is given. */
slot_minutes: number | null, 
/** What kinds of visits. */
hours_kind: HoursKind, 
/** How many patients a slot takes. */
capacity: number, 
/** What the desk sees, at most 200 characters. */
note: string, };
export type TimeOffKind = "leave" | "holiday" | "sick" | "other";
export type TimeOffRequest = { 
/** Made by the workstation: sending the same one again enters it once. */
id: TimeOffId, 
/** Who is away. */
doctor_id: DoctorId, 
/** From, on the wall clock of the doctor's first location: `2026-12-24T00:00`. */
starts_local: string, 
/** Up to, not including. */
ends_local: string, 
/** Why. */
time_off_kind: TimeOffKind, 
/** What the desk sees, at most 200 characters. */
note: string, };
export type TimeOffView = { 
/** Its id. */
id: TimeOffId, 
/** Who is away. */
doctor_id: DoctorId, 
/** From, UTC. */
starts_at: string, 
/** Up to, UTC. */
ends_at: string, 
/** From, on the wall clock of the doctor's first location. */
starts_local: string, 
/** Up to. */
ends_local: string, 
/** Why. */
time_off_kind: TimeOffKind, 
/** What the desk sees. */
note: string, };
export type WithdrawTimeOff = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
time_off_id: TimeOffId, };
export type SetWeeklyHours = { 
/** The write's id. */
request_id: RequestId, 
/** Whose. */
doctor_id: DoctorId, 
/** The doctor's version on the screen. */
row_version: number, 
/** The whole list; what is not in it ends. */
hours: Array<WeeklyHours>, };
export type SetDatedHours = { 
/** The write's id. */
request_id: RequestId, 
/** Whose. */
doctor_id: DoctorId, 
/** The doctor's version on the screen. */
row_version: number, 
/** The date, `2026-12-24`. */
on_date: string, 
/** The rows of that date; empty gives the date back to the week. */
hours: Array<DatedHours>, };
export type AvailabilityView = { 
/** Whose. */
doctor_id: DoctorId, 
/** The doctor's version to name in the next write. */
row_version: number, 
/** Weekly hours by weekday and time. */
weekly: Array<WeeklyHours>, 
/** Dates that differ, from today on. */
dated: Array<DatedHours>, 
/** Time off not yet over. */
time_off: Array<TimeOffView>, 
/** Blocks not yet over, by start. */
blocks: Array<BlockView>, };
export type OpenWindow = { 
/** Where. */
location_id: LocationId, 
/** The room its visits take. */
room_id: RoomId | null, 
/** From, UTC. */
starts_at: string, 
/** Up to, UTC. */
ends_at: string, 
/** From, on the location's wall clock. */
starts_local: string, 
/** Up to. */
ends_local: string, 
/** Slot length in minutes. */
slot_minutes: number, 
/** What kinds of visits. */
hours_kind: HoursKind, 
/** How many patients a slot takes. */
capacity: number, 
/** The date whose hours these are. */
date: string, };
export type VisitKind = "in_person" | "video";
export type Priority = "regular" | "urgent" | "emergency";
