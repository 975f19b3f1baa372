// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentView } from './appointments';
import type { PlannedVisit } from './appointments-together';
import type { Priority, VisitKind } from './availability';
import type { DoctorId, LocationId, PatientId, SeriesId } from './ids';

export type Frequency = "daily" | "weekly" | "monthly";
export type MonthDay = { "by": "day", 
/** 1 to 31; -1 is the last day. */
day: number, } | { "by": "weekday", 
/** 1 to 5; -1 is the last. */
nth: number, 
/** ISO 8601: 1 is Monday. */
weekday: number, };
export type SeriesEnd = { "ends": "after", 
/** 1 to 104. */
count: number, } | { "ends": "until", 
/** `2027-03-01`. */
on: string, };
export type SeriesPattern = { 
/** In steps of what. */
frequency: Frequency, 
/** Every how many of them, 1 to 99. */
interval: number, 
/** On which weekdays (ISO 8601), for daily and weekly series; the first visit's own when empty. */
weekdays: Array<number>, 
/** On which day, for monthly series; the first visit's own when none is given. */
month_day: MonthDay | null, 
/** Until when. */
end: SeriesEnd, 
/** Dates that are left out (RFC 5545 EXDATE). */
except_on: Array<string>, };
export type OccurrenceElsewhere = { 
/** The date that the rule gives. */
on: string, 
/** With whom. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** When. */
at: string, };
export type SeriesRequest = { 
/** Made by the workstation: sending the same one again books once. */
series_id: SeriesId, 
/** Who comes. */
patient_id: PatientId, 
/** To whom. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** In person or video. */
visit_kind: VisitKind, 
/** The first date and the time of day, on the location's wall clock. */
starts_local: string, 
/** How long; the slot length of the doctor's hours when none is given. */
minutes: number | null, 
/** Why, in the desk's words; at most 500 characters. */
reason: string, 
/** How soon. */
priority: Priority, 
/** Why occurrences may lie outside the hours, by someone who may say so. */
override_reason: string | null, 
/** By which rule. */
pattern: SeriesPattern, 
/** Occurrences that take another time. */
elsewhere: Array<OccurrenceElsewhere>, };
export type SeriesCheck = { 
/** The rule as RFC 5545 writes it. */
rule: string, 
/** Every date the rule gives, in order; those left out too. */
occurrences: Array<PlannedVisit>, };
export type SeriesView = { 
/** Its id. */
id: SeriesId, 
/** The rule it was booked by, as RFC 5545 writes it. */
rule: string, 
/** Its occurrences in their order, cancelled ones too. */
visits: Array<AppointmentView>, };
export type SeriesPlace = { 
/** Which series. */
series_id: SeriesId, 
/** Which occurrence, from 1 on. */
number: number, 
/** Of how many that were booked. */
of: number, 
/** It is no longer as the series was booked: it was moved or called off by itself or with others. */
changed: boolean, };
