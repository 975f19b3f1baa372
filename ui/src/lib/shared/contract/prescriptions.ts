// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Altered } from './altered';
import type { AppointmentId, DoctorId, PatientId, PrescriptionId, RequestId } from './ids';
import type { PrescribedMedication, PrescriptionContent } from './prescriptions-content';

export type PrescriptionList = { 
/** Those that open. */
prescriptions: Array<PrescriptionView>, 
/** Those that cannot be shown. */
altered: Array<Altered>, };
export type PrescriptionStatus = "draft" | "signed";
export type SavePrescription = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
prescription_id: PrescriptionId, 
/** The visit it is written in. */
appointment_id: AppointmentId, 
/** The signed prescription that this one replaces; heeded by the first saving. */
replaces_id: PrescriptionId | null, 
/** The version on the screen; none of a new one. */
row_version: number | null, 
/** All of it. */
content: PrescriptionContent, };
export type Dispensing = "dispensed" | "not_dispensed";
export type MarkDispensed = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
prescription_id: PrescriptionId, 
/** The version on the screen. */
row_version: number, 
/** Which of the two. */
dispensing: Dispensing, };
export type PrescriptionsRequest = { 
/** The event's id (reading a chart is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, };
export type PrescriptionVersionsRequest = { 
/** The event's id. */
request_id: RequestId, 
/** Which. */
prescription_id: PrescriptionId, };
export type CheckMedications = { 
/** Whose they would be. */
patient_id: PatientId, 
/** The prescription they stand in: it is no duplicate of itself. */
prescription_id: PrescriptionId, 
/** The one that it replaces: nor of that one. */
replaces_id: PrescriptionId | null, 
/** As typed. */
medications: Array<PrescribedMedication>, };
export type PrescriptionView = { 
/** Its id. */
id: PrescriptionId, 
/** What people call it, e.g. `RX-K7M4-3QXA`. */
number: string, 
/** The visit. */
appointment_id: AppointmentId, 
/** Whose. */
patient_id: PatientId, 
/** Whose signature it bears or will bear. */
doctor_id: DoctorId, 
/** Their name. */
doctor_name: string, 
/** Where it stands. */
status: PrescriptionStatus, 
/** Its newest content. */
content: PrescriptionContent, 
/** How often it was saved. */
version: number, 
/** When it was saved last. */
saved_at: string, 
/** By whom. */
saved_by: string, 
/** When it was signed. */
signed_at: string | null, 
/** The one that it replaces. */
replaces_id: PrescriptionId | null, 
/** The number of the signed one that replaces it. */
replaced_by: string | null, 
/** Its last day has passed, on the wall of the place where it was written. */
lapsed: boolean, 
/** It was printed: what is printed now is a copy. */
printed: boolean, 
/** When it was dispensed. */
dispensed_at: string | null, 
/** The zone of the place where it was written. */
time_zone: string, 
/** The version to name in the next write. */
row_version: number, };
export type PrescriptionVersion = { 
/** Counted from 1. */
version: number, 
/** When it was saved. */
saved_at: string, 
/** By whom. */
saved_by: string, 
/** What it said. */
content: PrescriptionContent, };
export type FavouriteMedication = { 
/** As it was prescribed. */
medication: PrescribedMedication, 
/** In how many of the doctor's last prescriptions. */
times: number, };
