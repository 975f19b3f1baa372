// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { PreparedTextId, RequestId, SpecialtyId } from './ids';

export type PreparedFor = "oneself" | "everybody";
export type LetterKind = "referral" | "sick_note" | "fitness" | "visit";
export type Prepared = { "kind": "quick_text", 
/** Typed after a semicolon: 1 to 20 small letters, digits or hyphens. */
abbreviation: string, 
/** What it stands for. */
text: string, } | { "kind": "template", 
/** By which it is chosen. */
name: string, 
/** Whom it is for first; everybody when none. */
specialty_id: SpecialtyId | null, 
/** What goes where. */
sections: TemplateSections, } | { "kind": "letter", 
/** By which it is chosen. */
name: string, 
/** What the letter is. */
letter: LetterKind, 
/** What about, in one line; may be empty. */
subject: string, 
/** The text. `{patient}`, `{born}`, `{diagnoses}` and the sections of the note stand for what the visit says. */
text: string, };
export type TemplateSections = { 
/** Why the patient comes. */
chief_complaint: string, 
/** How it came about. */
history_of_present_illness: string, 
/** What was before. */
past_history: string, 
/** What is found. */
examination: string, 
/** What it is. */
assessment: string, 
/** What is done about it. */
plan: string, };
export type PreparedText = { 
/** Its id. */
id: PreparedTextId, 
/** Whose it is. */
prepared_for: PreparedFor, 
/** What it is. */
prepared: Prepared, 
/** The version to name when it is changed. */
row_version: number, };
export type SavePreparedText = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
id: PreparedTextId, 
/** The version on the screen; none for a new one. */
row_version: number | null, 
/** Whose it is from now on. */
prepared_for: PreparedFor, 
/** What it is. */
prepared: Prepared, };
export type RemovePreparedText = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
id: PreparedTextId, 
/** The version on the screen. */
row_version: number, };
