// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { PatientId, RequestId, RestrictionId } from './ids';

export type RestrictionGround = "accuracy_contested" | "unlawful" | "legal_claims" | "objection";
export type RestrictProcessing = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
id: RestrictionId, 
/** Whose. */
patient_id: PatientId, 
/** Why. */
ground: RestrictionGround, 
/** What was asked for and by whom, 1 to 1,000 characters. */
words: string, };
export type LiftRestriction = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
id: RestrictionId, 
/** The version on the screen. */
row_version: number, 
/** The patient was told before (Art. 18(3)). */
patient_told: boolean, 
/** Why it ends, and how and when the patient was told, 1 to 1,000 characters. */
words: string, };
export type RestrictionView = { 
/** Its id. */
id: RestrictionId, 
/** Whose. */
patient_id: PatientId, 
/** Why. */
ground: RestrictionGround, 
/** In words. */
words: string, 
/** Who restricted it. */
restricted_by: string, 
/** Since when. */
restricted_at: string, 
/** Who lifted it; none while it stands. */
lifted_by: string | null, 
/** When. */
lifted_at: string | null, 
/** Why, and how the patient was told; empty while it stands. */
lifted_words: string, 
/** The version to name in the next write. */
row_version: number, };
