// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentStatus } from './appointments';
import type { Priority, VisitKind } from './availability';
import type { AppointmentId, DoctorId, LocationId, PatientId, RequestId, RoomId, SpecialtyId } from './ids';

export type CalendarRequest = { 
/** First date, `2026-11-21`. */
from_on: string, 
/** How many days, 1 to 42. */
days: number, 
/** Only these doctors, in this order; every active doctor when empty. */
doctor_ids: Array<DoctorId>, 
/** Only hours and visits at this location, when given. */
location_id: LocationId | null, 
/** Only visits with these statuses; in a week every status when empty, in a month those that hold their time. */
statuses: Array<AppointmentStatus>, 
/** Only hours and visits of this kind, when given. */
visit_kind: VisitKind | null, };
export type Week = { 
/** The server's present instant. */
now_at: string, 
/** The first date. */
from_on: string, 
/** The doctors in the order asked for. */
doctors: Array<DoctorWeek>, };
export type DoctorWeek = { 
/** Whose. */
doctor_id: DoctorId, 
/** The doctor's name. */
doctor_name: string, 
/** The days in order. */
days: Array<WeekDay>, };
export type WeekDay = { 
/** The civil date. */
date: string, 
/** The hours. */
hours: Array<Stretch>, 
/** Away. */
away: Array<Stretch>, 
/** Kept for something else. */
blocked: Array<Stretch>, 
/** The visits by start. */
visits: Array<WeekVisit>, };
export type Stretch = { 
/** From. */
starts_local: string, 
/** To. */
ends_local: string, };
export type WeekVisit = { 
/** Its id. */
id: AppointmentId, 
/** Who comes. */
patient_id: PatientId, 
/** `Family, Given`. */
patient_name: string, 
/** To whom. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** The room, where one is taken. */
room_id: RoomId | null, 
/** In person or video. */
visit_kind: VisitKind, 
/** Where it stands. */
status: AppointmentStatus, 
/** How soon. */
priority: Priority, 
/** Start on the location's wall clock. */
starts_local: string, 
/** End on the location's wall clock. */
ends_local: string, 
/** The seat within a slot of several. */
seat: number, 
/** Why it lies on top of another visit, if it does. */
overbook_reason: string | null, 
/** It was called off late. */
late_cancel: boolean, };
export type Month = { 
/** The server's present instant. */
now_at: string, 
/** The days in order. */
days: Array<DayCount>, };
export type DayCount = { 
/** The civil date. */
date: string, 
/** How many visits. */
visits: number, 
/** How many places can still be booked. */
free_places: number, 
/** How many places the hours hold. */
places: number, };
export type WallRequest = { 
/** Only this location, when given. */
location_id: LocationId | null, };
export type Wall = { 
/** The server's present instant. */
now_at: string, 
/** Who is called into a room, the last call first. */
called: Array<WallLine>, 
/** Who waits, by time. */
waiting: Array<WallLine>, };
export type WallLine = { 
/** The last letters of the visit's reference. */
number: string, 
/** Whom they see. */
doctor_name: string, 
/** Where they go; none while they wait. */
room_name: string | null, 
/** When they were called. */
called_at: string | null, };
export type CalendarLayout = "day" | "rooms" | "week" | "month" | "list";
export type CalendarShows = { 
/** How it is laid out. */
layout: CalendarLayout, 
/** Only these doctors; every active doctor when empty. */
doctor_ids: Array<DoctorId>, 
/** Only doctors of this specialty, when given. */
specialty_id: SpecialtyId | null, 
/** Only this location, when given. */
location_id: LocationId | null, 
/** Only these statuses; every status when empty. */
statuses: Array<AppointmentStatus>, 
/** Only this kind, when given. */
visit_kind: VisitKind | null, 
/** Cancelled and missed visits too. */
show_gone: boolean, };
export type SavedView = { 
/** 2 for F2, to 9. */
function_key: number, 
/** What the user calls it. */
name: string, 
/** What it shows. */
shows: CalendarShows, 
/** The version to name in the next write. */
row_version: number, };
export type SaveView = { 
/** The write's id. */
request_id: RequestId, 
/** 2 for F2, to 9. */
function_key: number, 
/** The version of the view it takes the place of; none on a free key. */
row_version: number | null, 
/** 1 to 60 characters. */
name: string, 
/** What it shows. */
shows: CalendarShows, };
export type ForgetView = { 
/** The write's id. */
request_id: RequestId, 
/** 2 for F2, to 9. */
function_key: number, 
/** The version on the screen. */
row_version: number, };
