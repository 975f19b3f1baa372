// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentView } from './appointments';
import type { AppointmentId, ConsultationId, PatientId, RequestId } from './ids';

export type NoteContent = { 
/** What the patient tells. */
subjective: string, 
/** What is found. */
objective: string, 
/** What it is. */
assessment: string, 
/** What is done about it. */
plan: string, 
/** Vital signs as typed. */
vitals: Vitals, 
/** When the patient should come again. */
follow_up: FollowUp, };
export type Vitals = { 
/** mmHg, 40 to 300. */
systolic_mmhg: string, 
/** mmHg, 20 to 200, below systolic. */
diastolic_mmhg: string, 
/** Beats per minute, 20 to 300. */
pulse_per_minute: string, 
/** Breaths per minute, 4 to 80. */
breaths_per_minute: string, 
/** °C, 30.0 to 45.0. */
temperature_celsius: string, 
/** %, 50 to 100. */
oxygen_saturation_percent: string, 
/** kg, 0.3 to 500. */
weight_kg: string, 
/** cm, 20 to 260. */
height_cm: string, };
export type FollowUp = { 
/** They should. */
wanted: boolean, 
/** In how many days, 1 to 730; typed, may be empty. */
in_days: string, 
/** What for, at most 500 characters. */
what_for: string, };
export type ConsultationStatus = "draft" | "completed";
export type MayStart = "nothing" | "today" | "anyway";
export type OpenConsultation = { 
/** The write's id (opening a chart is an event). */
request_id: RequestId, 
/** The visit. */
appointment_id: AppointmentId, 
/** Made by the workstation, used if the visit has no consultation yet. */
consultation_id: ConsultationId, 
/** What the opening may start. */
may_start: MayStart, };
export type TakeStartBack = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
row_version: number, };
export type SaveNote = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
row_version: number, 
/** All of it. */
content: NoteContent, };
export type NoteSaved = { 
/** The version to name in the next save. */
row_version: number, 
/** When the server had it. */
saved_at: string, };
export type ConsultationView = { 
/** Its id. */
id: ConsultationId, 
/** Its visit. */
appointment: AppointmentView, 
/** Where it stands. */
status: ConsultationStatus, 
/** The note. */
content: NoteContent, 
/** Body mass index, kg/m², one decimal, where weight and height are there. */
body_mass_index: string | null, 
/** When the draft was last saved. */
saved_at: string, 
/** Who saved it last. */
saved_by: string, 
/** When it was completed. */
completed_at: string | null, 
/** The version to name in the next save. */
row_version: number, };
export type HistoryRequest = { 
/** The write's id (opening a chart is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, };
export type PastVisit = { 
/** The visit. */
appointment_id: AppointmentId, 
/** Its date on the location's wall. */
starts_local: string, 
/** The doctor. */
doctor_name: string, 
/** The desk's words. */
reason: string, 
/** The completed note. */
note: NoteContent | null, 
/** When it was completed. */
completed_at: string | null, };
export type MyDay = { 
/** The date. */
date: string, 
/** The server's present instant. */
now_at: string, 
/** The day's visits by start; cancelled ones are left out. */
appointments: Array<AppointmentView>, };
export type MyDayRequest = { 
/** The date, `2026-11-21`; today at the doctor's location when empty. */
date: string, };
