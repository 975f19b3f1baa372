// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { RequestId, UserId } from './ids';

export type KeysMissing = "not_a_clinician" | "not_found" | "not_let_in" | "front_desk" | "not_opened";
export type KeysState = { 
/** Why the actor has none, or nothing when they do. */
missing: KeysMissing | null, 
/** The actor's own fingerprint: what they read out to the colleague who lets them in. */
fingerprint: string, 
/** Who can read what is sealed, by name. */
holders: Array<KeyHolder>, 
/** Clinicians who wait to be let in, by name. */
waiting: Array<KeyHolder>, 
/** The number of the present data key; 0 where there is none. */
data_key: number, 
/** When it was made. */
made_at: string | null, 
/** When the present recovery key was made. */
recovery_made_at: string | null, 
/** Contents that are still sealed under an older data key. */
left_to_reseal: number, };
export type KeyHolder = { 
/** Who. */
user_id: UserId, 
/** Their name. */
name: string, 
/** Their pair's fingerprint. */
fingerprint: string, 
/** When the pair was made. */
since: string, 
/** They may sign in. */
active: boolean, };
export type KeysRequest = { 
/** The write's id. */
request_id: RequestId, };
export type NewKeys = { 
/** The write's id. */
request_id: RequestId, 
/** The clinician's password, again. */
password: string, };
export type RecoveryKeyShown = { 
/** Fourteen groups of four letters. */
words: string, };
export type LetIn = { 
/** The write's id. */
request_id: RequestId, 
/** Who. */
user_id: UserId, 
/** The fingerprint that was compared with them. */
fingerprint: string, };
export type RecoverKeys = { 
/** The write's id. */
request_id: RequestId, 
/** The key as it was typed. */
words: string, };
export type Resealed = { 
/** Contents that are still sealed under an older data key. */
left: number, };
