// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { RecordId } from './ids';

export type PrescriptionContent = { 
/** Why the patient came, at most 2,000 characters, as are all long texts here. */
complaint: string, 
/** What it is. */
diagnosis: string, 
/** What to take, in the order it is printed; 30 at most. */
medications: Array<PrescribedMedication>, 
/** What else to do. */
advice: string, 
/** What to eat and drink, or not. */
diet: string, 
/** What to have tested. */
lab_tests: string, 
/** When to come again. */
next_visit: string, 
/** For the pharmacy. */
pharmacy_notes: string, 
/** For finding and counting; 20 at most, of 50 characters. */
tags: Array<string>, 
/** The patient's records that go with it; 20 at most. */
attachments: Array<RecordId>, 
/** The last day it may be dispensed, `2026-12-31`; empty when there is none. */
valid_until: string, 
/** Why it was signed in spite of a warning. */
answers: Array<WarningAnswer>, };
export type PrescribedMedication = { 
/** With strength and form, 1 to 200 characters. */
name: string, 
/** How much at once, at most 100 characters. */
dose: string, 
/** How often, at most 100 characters. */
frequency: string, 
/** For how long, at most 100 characters. */
duration: string, 
/** How much to hand out, at most 100 characters. */
quantity: string, 
/** How to take it, at most 500 characters. */
instructions: string, };
export type WarningAnswer = { 
/** Which warning: [`MedicationWarning::key`](super::warnings::MedicationWarning::key). */
key: string, 
/** 1 to 300 characters. */
reason: string, };
