// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { SlotSearchOver } from './appointments-slot_search';
import type { AppointmentId, DoctorId, LocationId, PatientId, RequestId, SpecialtyId } from './ids';
import type { Gender } from './patients';

export type KioskProof = { 
/** `1990-02-28`. */
birth_date: string, 
/** Of one of their visits, `K7M-3QX`, or their own, `P-7K3M9Q`; any case, with or without the dash. */
reference: string, };
export type KioskEnter = { 
/** The id under which it is noted. */
request_id: RequestId, 
/** Who. */
proof: KioskProof, 
/** Where the kiosk stands. */
location_id: LocationId, };
export type KioskGuest = { 
/** Given names. */
given_name: string, 
/** Their own reference, e.g. `P-7K3M9Q`. */
reference: string, 
/** Their visits of today and to come, by time; 20 at most. */
visits: Array<KioskVisit>, };
export type KioskVisit = { 
/** Its id. */
id: AppointmentId, 
/** Its reference. */
reference: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** With whom. */
doctor_name: string, 
/** Where. */
location_name: string, 
/** What can be done about it here. */
standing: KioskStanding, };
export type KioskStanding = "due" | "checked_in" | "elsewhere" | "later" | "at_the_desk";
export type KioskCheckIn = { 
/** The write's id. */
request_id: RequestId, 
/** Who. */
proof: KioskProof, 
/** Where the kiosk stands. */
location_id: LocationId, 
/** For which visit. */
appointment_id: AppointmentId, };
export type KioskForm = { 
/** Family name, 1 to 100 characters. */
family_name: string, 
/** Given names, 1 to 100 characters. */
given_name: string, 
/** `1990-02-28`. */
birth_date: string, 
/** Gender. */
gender: Gender, 
/** As people write it; the clinic has to reach them. */
phone: string, };
export type KioskRegister = { 
/** Made by the kiosk: sending the same one again registers once. */
id: PatientId, 
/** What was typed. */
form: KioskForm, };
export type KioskTimes = { 
/** For whom: their usual doctor comes first, and their own visits count as taken. */
proof: KioskProof, 
/** Where the kiosk stands. */
location_id: LocationId, 
/** Over whom. */
over: SlotSearchOver, };
export type KioskTime = { 
/** With whom. */
doctor_id: DoctorId, 
/** The doctor's name. */
doctor_name: string, 
/** Start, UTC. */
starts_at: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** Length in minutes. */
minutes: number, };
export type KioskBook = { 
/** Made by the kiosk: sending the same one again books once. */
appointment_id: AppointmentId, 
/** Who. */
proof: KioskProof, 
/** Where the kiosk stands. */
location_id: LocationId, 
/** With whom. */
doctor_id: DoctorId, 
/** Start, UTC, as it was offered. */
starts_at: string, 
/** Length in minutes, as it was offered. */
minutes: number, };
export type KioskPlace = { 
/** The locations, by name. */
locations: Array<KioskLocation>, 
/** The doctors who take bookings, by name. */
doctors: Array<KioskDoctor>, 
/** What they practise, by name. */
specialties: Array<KioskSpecialty>, };
export type KioskLocation = { 
/** Its id. */
id: LocationId, 
/** Its name. */
name: string, };
export type KioskDoctor = { 
/** Their id. */
id: DoctorId, 
/** Their name. */
name: string, };
export type KioskSpecialty = { 
/** Its id. */
id: SpecialtyId, 
/** Its name. */
name: string, };
