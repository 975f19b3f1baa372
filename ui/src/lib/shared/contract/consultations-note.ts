// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

export type NoteContent = { 
/** Why the patient comes, in their words. */
chief_complaint: string, 
/** How it came about and how it went on. */
history_of_present_illness: string, 
/** What was before. */
past_history: string, 
/** What is found. */
examination: string, 
/** What it is. */
assessment: string, 
/** The same, coded; the first is the main one. */
diagnoses: Array<Diagnosis>, 
/** What is done about it. */
plan: string, 
/** For nobody but who wrote it. */
private_notes: string, 
/** Vital signs as typed. */
vitals: Vitals, 
/** When the patient should come again. */
follow_up: FollowUp, };
export type Diagnosis = { 
/** ICD-10-CM, with the point, e.g. `E11.9`. */
code: string, 
/** At most 300 characters. */
title: string, 
/** What the code does not say, at most 300 characters; may be empty. */
remark: string, };
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
