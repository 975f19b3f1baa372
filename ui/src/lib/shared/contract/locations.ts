// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { DeviceId, LocationId, RequestId, RoomId } from './ids';

export type OpeningHours = { 
/** ISO 8601: 1 is Monday, 7 is Sunday. */
weekday: number, 
/** From, `08:00`. */
from_time: string, 
/** To, `18:00`; `24:00` is the end of the day, and what is not later than from lies on the next day. */
to_time: string, };
export type LocationForm = { 
/** 1 to 200 characters, unique. */
name: string, 
/** Postal address, at most 500 characters. */
address: string, 
/** Phone, or empty. */
phone: string, 
/** What patients are asked to bring, in the clinic's words; at most 500 characters, or empty. It stands on the card
 * that they take home.
 */
what_to_bring: string, 
/** IANA zone: every time here is shown in it. */
time_zone: string, 
/** Visits can be booked here. */
active: boolean, 
/** When its doors are open: told to people, and a warning where a doctor's hours lie outside. They close nothing. */
opening_hours: Array<OpeningHours>, };
export type SaveLocation = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation for a new one. */
id: LocationId, 
/** The version on the screen; none for a new one. */
row_version: number | null, 
/** What was typed. */
form: LocationForm, };
export type SaveRoom = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation for a new one. */
id: RoomId, 
/** The version on the screen; none for a new one. */
row_version: number | null, 
/** Where; a room never moves. */
location_id: LocationId, 
/** 1 to 100 characters, unique at its location. */
name: string, 
/** Can be taken. */
active: boolean, };
export type LocationView = { 
/** Its id. */
id: LocationId, 
/** Its name. */
name: string, 
/** Postal address. */
address: string, 
/** Phone. */
phone: string, 
/** What patients are asked to bring, or empty. */
what_to_bring: string, 
/** IANA zone. */
time_zone: string, 
/** Visits can be booked here. */
active: boolean, 
/** When its doors are open, by weekday and time. */
opening_hours: Array<OpeningHours>, 
/** Its rooms by name. */
rooms: Array<RoomView>, 
/** Its equipment by name. */
devices: Array<DeviceView>, 
/** The version to name in the next write. */
row_version: number, };
export type RoomView = { 
/** Its id. */
id: RoomId, 
/** Where. */
location_id: LocationId, 
/** Its name. */
name: string, 
/** Can be taken. */
active: boolean, 
/** The version to name in the next write. */
row_version: number, };
export type SaveDevice = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation for a new one. */
id: DeviceId, 
/** The version on the screen; none for a new one. */
row_version: number | null, 
/** Where; a device never moves. */
location_id: LocationId, 
/** 1 to 100 characters, unique at its location. */
name: string, 
/** Can be taken; not, when it is retired. */
active: boolean, };
export type DeviceView = { 
/** Its id. */
id: DeviceId, 
/** Where. */
location_id: LocationId, 
/** Its name. */
name: string, 
/** Can be taken; not, when it is retired. */
active: boolean, 
/** The version to name in the next write. */
row_version: number, };
