// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { InteractionId, RequestId } from './ids';

export type InteractionSeverity = "mild" | "moderate" | "severe";
export type InteractionForm = { 
/** One substance, 1 to 100 characters. */
one: string, 
/** The other one, or a group that the first belongs to. */
other: string, 
/** How bad. */
severity: InteractionSeverity, 
/** What to know, 1 to 500 characters. */
words: string, };
export type SaveInteraction = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
id: InteractionId, 
/** The version on the screen; none of a new one. */
row_version: number | null, 
/** What was typed. */
form: InteractionForm, };
export type RemoveInteraction = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
id: InteractionId, 
/** The version on the screen. */
row_version: number, };
export type InteractionView = { 
/** Its id. */
id: InteractionId, 
/** One substance. */
one: string, 
/** The other. */
other: string, 
/** How bad. */
severity: InteractionSeverity, 
/** What to know. */
words: string, 
/** The version to name in the next write. */
row_version: number, };
