// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { DoctorId, RequestId, SpecialtyId, UserId } from './ids';
import type { Money } from './money';

export type SpecialtyView = { 
/** Its id. */
id: SpecialtyId, 
/** Its name, unique. */
name: string, };
export type NewSpecialty = { 
/** Made by the workstation. */
id: SpecialtyId, 
/** 1 to 100 characters, unique. */
name: string, };
export type DoctorForm = { 
/** Name as patients know it, 1 to 200 characters. */
name: string, 
/** E-mail, or empty. */
email: string, 
/** Phone, or empty. */
phone: string, 
/** A few words for the desk and patients, at most 5,000 characters. */
bio: string, 
/** Licence number, 1 to 64 characters, unique. */
licence_number: string, 
/** Last day it holds, or empty. */
licence_expires_on: string, 
/** Year of first practice, or none (C2). */
practising_since: number | null, 
/** Fee of a visit, e.g. `85.00`. */
fee: string, 
/** ISO 4217. */
currency: string, 
/** Usual slot length, 5 to 480 minutes (B2: 60 when nobody says). */
slot_minutes: number, 
/** Specialties that the clinic has; one at least, or a new one. */
specialty_ids: Array<SpecialtyId>, 
/** Specialties added with this doctor. */
new_specialties: Array<NewSpecialty>, 
/** Inactive doctors keep their history and take no bookings. */
active: boolean, };
export type AddDoctor = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
id: DoctorId, 
/** What was typed. */
form: DoctorForm, };
export type UpdateDoctor = { 
/** The write's id. */
request_id: RequestId, 
/** Who. */
id: DoctorId, 
/** The version on the screen. */
row_version: number, 
/** What was typed. */
form: DoctorForm, };
export type DoctorView = { 
/** Their id. */
id: DoctorId, 
/** The number of their lane in the calendar; what the change feed speaks of. */
resource_id: number, 
/** Name. */
name: string, 
/** E-mail, or empty. */
email: string, 
/** Phone, or empty. */
phone: string, 
/** A few words. */
bio: string, 
/** Licence number. */
licence_number: string, 
/** Last day it holds. */
licence_expires_on: string | null, 
/** The licence is over (D4). */
licence_expired: boolean, 
/** Year of first practice. */
practising_since: number | null, 
/** Fee of a visit. */
fee: Money, 
/** Usual slot length in minutes. */
slot_minutes: number, 
/** Their specialties, by name. */
specialties: Array<SpecialtyView>, 
/** The account they sign in with. */
user_id: UserId | null, 
/** Takes bookings. */
active: boolean, 
/** The version to name in the next write. */
row_version: number, };
