// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Altered } from './altered';
import type { PastVisit } from './consultations';
import type { Vitals } from './consultations-note';
import type { AppointmentId, ChartEntryId, PatientId, RequestId } from './ids';
import type { PatientView } from './patients';

export type AllergyTo = "medication" | "food" | "environmental";
export type AllergySeverity = "mild" | "moderate" | "severe";
export type BloodType = "A+" | "A-" | "B+" | "B-" | "AB+" | "AB-" | "0+" | "0-";
export type SocialTopic = "tobacco" | "alcohol" | "drugs" | "work" | "home" | "lifestyle" | "other";
export type ChartFact = { "kind": "allergy", 
/** The substance, or the group of substances. */
substance: string, 
/** What it is to. */
allergy_to: AllergyTo, 
/** How bad. */
severity: AllergySeverity, 
/** What happens. */
reaction: string, } | { "kind": "no_known_allergy", } | { "kind": "condition", 
/** ICD-10-CM with its point; may be empty. */
code: string, 
/** What it is. */
title: string, 
/** Since when, in whatever words: `2019`, `childhood`. */
since: string, 
/** More about it. */
remark: string, } | { "kind": "medication", 
/** With strength and form. */
name: string, 
/** How much and how often. */
dose: string, 
/** Since when. */
since: string, 
/** What for, from whom. */
remark: string, } | { "kind": "family_history", 
/** Who: `mother`. */
relative: string, 
/** What it is. */
title: string, 
/** More about it: at what age. */
remark: string, } | { "kind": "social_history", 
/** What of it. */
topic: SocialTopic, 
/** In words, at most 1,000 characters. */
words: string, } | { "kind": "immunisation", 
/** Against what, or which. */
vaccine: string, 
/** When: `2019`, `2019-05` or `2019-05-03`; may be empty. */
given_on: string, 
/** The batch's number. */
batch: string, 
/** More about it. */
remark: string, } | { "kind": "blood_type", 
/** Which. */
blood_type: BloodType, 
/** Where it is known from. */
remark: string, };
export type ChartStanding = "active" | "ended" | "entered_in_error";
export type SaveChartEntry = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
entry_id: ChartEntryId, 
/** Whose chart. */
patient_id: PatientId, 
/** The version on the screen; none of a new one. */
row_version: number | null, 
/** What it says. */
fact: ChartFact, 
/** Where it stands. */
standing: ChartStanding, 
/** Why it changes, at most 300 characters; must be there where it was entered in error. */
why: string, };
export type OpenChart = { 
/** The event's id (reading a chart is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, };
export type ChartVersionsRequest = { 
/** The event's id. */
request_id: RequestId, 
/** Which. */
entry_id: ChartEntryId, };
export type ChartEntryView = { 
/** Its id. */
id: ChartEntryId, 
/** What it says. */
fact: ChartFact, 
/** Where it stands. */
standing: ChartStanding, 
/** Why it was changed; may be empty. */
why: string, 
/** When this version was written. */
saved_at: string, 
/** By whom. */
saved_by: string, 
/** Its version, counted from 1, to name in the next write. */
row_version: number, };
export type MeasuredVitals = { 
/** The visit. */
appointment_id: AppointmentId, 
/** Its time on the location's wall. */
starts_local: string, 
/** As they stand in its note. */
vitals: Vitals, 
/** Body mass index, kg/m², one decimal, where weight and height are there. */
body_mass_index: string | null, };
export type ChartView = { 
/** Whose. */
patient: PatientView, 
/** Until when an emergency access of the reader lets them read it, by the server's clock. */
emergency_until: string | null, 
/** Every entry in its newest version, the newest first; also those that ended or were entered in error. */
entries: Array<ChartEntryView>, 
/** Entries that cannot be shown. */
altered: Array<Altered>, 
/** What was measured in the last 500 completed visits, the newest first. */
vitals: Array<MeasuredVitals>, 
/** The last completed visits, the newest first, 50 at most. `consultations_history` goes on from the last of them. */
visits: Array<PastVisit>, 
/** How many completed visits there are. */
visits_in_all: number, };
