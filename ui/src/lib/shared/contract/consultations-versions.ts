// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { NoteContent } from './consultations-note';
import type { ConsultationId, RequestId } from './ids';

export type Signing = "now" | "later";
export type CompleteNote = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
row_version: number, 
/** All of it. */
content: NoteContent, 
/** Whether it is signed. */
signing: Signing, };
export type SignNote = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
version: number, };
export type AddAddendum = { 
/** The write's id. */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, 
/** The version on the screen. */
version: number, 
/** Why it is added, 1 to 200 characters. */
reason: string, 
/** What is added, 1 to 20,000 characters. */
text: string, 
/** Whether it is signed. */
signing: Signing, };
export type NoteVersionsRequest = { 
/** The write's id (reading is an event). */
request_id: RequestId, 
/** Which. */
consultation_id: ConsultationId, };
export type Addendum = { 
/** Who added it. */
author: string, 
/** When. */
written_at: string, 
/** Why. */
reason: string, 
/** What. */
text: string, };
export type Signed = { 
/** Who. */
name: string, 
/** When. */
at: string, 
/** Whether the signature is there and fits. */
proof: SignatureProof, };
export type SignatureProof = "holds" | "absent" | "broken";
export type NoteVersion = { 
/** From 1. */
version: number, 
/** Who wrote it. */
author: string, 
/** When. */
written_at: string, 
/** The note. */
content: NoteContent, 
/** What was added, in order. */
addenda: Array<Addendum>, 
/** Who signed it; none while nobody has. */
signed: Signed | null, };
