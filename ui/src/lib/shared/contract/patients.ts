// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { DoctorId, PatientId, RequestId } from './ids';

export type Gender = "female" | "male" | "other" | "unknown";
export type PatientForm = { 
/** Family name, 1 to 100 characters. */
family_name: string, 
/** Given names, 1 to 100 characters. */
given_name: string, 
/** `1990-02-28`; not in the future, at most 130 years ago. */
birth_date: string, 
/** The birth date is a guess (X6). */
birth_date_estimated: boolean, 
/** Gender. */
gender: Gender, 
/** Unique when given. */
email: string, 
/** They agreed to be written to by e-mail. What was kept before this was asked says no. */
email_consent: boolean, 
/** As people write it, national or with `+`; kept as E.164. */
phone: string, 
/** Postal address, at most 500 characters. */
address: string, 
/** Whom to call in an emergency, with how they are related where it is said: at most 200 characters. */
emergency_name: string, 
/** Their phone, as people write it; kept as E.164. */
emergency_phone: string, 
/** Who insures the patient, at most 200 characters. */
insurer: string, 
/** The number the patient has there, at most 50 characters. */
insurance_number: string, 
/** The doctor they usually see. */
usual_doctor_id: DoctorId | null, };
export type RegisterPatient = { 
/** Made by the workstation: sending the same one again registers once. */
id: PatientId, 
/** What was typed. */
form: PatientForm, };
export type UpdatePatient = { 
/** The write's id. */
request_id: RequestId, 
/** Who. */
id: PatientId, 
/** The version on the screen. */
row_version: number, 
/** What was typed. */
form: PatientForm, };
export type PatientView = { 
/** Their id. */
id: PatientId, 
/** What they are found by over the phone, e.g. `P-7K2M9Q`. */
reference: string, 
/** Family name. */
family_name: string, 
/** Given names. */
given_name: string, 
/** Birth date. */
birth_date: string, 
/** The birth date is a guess. */
birth_date_estimated: boolean, 
/** Age in whole years, derived. */
age_years: number, 
/** Gender. */
gender: Gender, 
/** E-mail, or empty. */
email: string, 
/** They agreed to be written to by e-mail. What was kept before this was asked says no. */
email_consent: boolean, 
/** E.164, or empty. */
phone: string, 
/** Address, or empty. */
address: string, 
/** Whom to call in an emergency, or empty. */
emergency_name: string, 
/** Their phone, E.164, or empty. */
emergency_phone: string, 
/** Who insures the patient, or empty. */
insurer: string, 
/** The number the patient has there, or empty. */
insurance_number: string, 
/** The doctor they usually see. */
usual_doctor_id: DoctorId | null, 
/** That doctor's name. */
usual_doctor_name: string | null, 
/** When they died, where known. */
deceased_on: string | null, 
/** Since when the processing of their data is restricted, where it is. What was kept before this was known says no. */
restricted_at: string | null, 
/** The version to name in the next write. */
row_version: number, };
export type PatientSearch = { 
/** What was typed, 200 characters at most; empty gives the patients seen or changed last. */
query: string, 
/** How many are wanted, 1 to 50. */
limit: number, };
export type PatientHit = { 
/** Who. */
patient: PatientView, 
/** Why. */
why: MatchedBy, 
/** Their next visit, UTC, where there is one. */
next_visit_at: string | null, };
export type MatchedBy = "recent" | "reference" | "birth_date" | "phone" | "name" | "similar_name";
export type DuplicateSearch = { 
/** Family name so far. */
family_name: string, 
/** Given name so far. */
given_name: string, 
/** Birth date, when it is whole. */
birth_date: string, 
/** Phone so far. */
phone: string, 
/** E-mail so far. */
email: string, 
/** Not this one: the patient being edited. */
except: PatientId | null, };
export type LikelyDuplicate = { 
/** Who. */
patient: PatientView, 
/** 0 to 100: 100 is certain. */
likeness: number, };
