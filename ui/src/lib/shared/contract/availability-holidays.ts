// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { DoctorId, HolidayId, LocationId, RequestId } from './ids';

export type HolidayOf = { "whose": "everyone" } | { "whose": "location", 
/** Which. */
location_id: LocationId, } | { "whose": "doctor", 
/** Which. */
doctor_id: DoctorId, };
export type HolidayForm = { 
/** 1 to 100 characters: what the day sheet calls it. */
name: string, 
/** Whose. */
of: HolidayOf, 
/** First date, `2026-12-25`. */
first_on: string, 
/** Last date, or empty: the first only. */
last_on: string, 
/** It comes back every year on the same dates. 29 February comes back in leap years. */
yearly: boolean, };
export type SaveHoliday = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation for a new one. */
id: HolidayId, 
/** The version on the screen; none for a new one. */
row_version: number | null, 
/** What was typed. */
form: HolidayForm, };
export type RemoveHoliday = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
id: HolidayId, };
export type HolidayView = { 
/** Its id. */
id: HolidayId, 
/** Its name. */
name: string, 
/** Whose. */
of: HolidayOf, 
/** First date, of a yearly one in its first year. */
first_on: string, 
/** Last date. */
last_on: string, 
/** It comes back every year. */
yearly: boolean, 
/** The version to name in the next write. */
row_version: number, };
