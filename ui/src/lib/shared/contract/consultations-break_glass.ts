// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { BreakGlassId, PatientId, RequestId } from './ids';

export type BreakGlass = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
id: BreakGlassId, 
/** Whose chart. */
patient_id: PatientId, 
/** Why, 10 to 500 characters; the administrator reads it. */
reason: string, 
/** The doctor's password, again. */
password: string, };
export type GlassBroken = { 
/** The end; none where the doctor sees the patient anyway, and nothing was broken. */
ends_at: string | null, };
export type BrokenGlassView = { 
/** Its id. */
id: BreakGlassId, 
/** Who read. */
user_name: string, 
/** Whose chart, `Family, Given`. */
patient_name: string, 
/** Their id. */
patient_id: PatientId, 
/** Why, in the doctor's words. */
reason: string, 
/** Where. */
workstation: string, 
/** From when. */
opened_at: string, 
/** Until when. */
ends_at: string, 
/** When an administrator marked it as seen. */
seen_at: string | null, 
/** Who did. */
seen_by: string | null, 
/** The version to name in the next write. */
row_version: number, };
export type MarkGlassSeen = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
id: BreakGlassId, 
/** The version on the screen. */
row_version: number, };
