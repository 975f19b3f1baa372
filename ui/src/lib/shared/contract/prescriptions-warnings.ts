// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { InteractionSeverity } from './prescriptions-interactions';

export type WarningKind = "allergy" | "duplicate" | "interaction" | "unreadable";
export type MedicationWarning = { 
/** What an answer to it names: the same for as long as both names are the same. */
key: string, 
/** Of what kind. */
warning_kind: WarningKind, 
/** The medication, as typed; empty where it stands against all of them. */
medication: string, 
/** The substance or medication that it meets; empty where that cannot be read. */
meets: string, 
/** How bad, where that is known. */
severity: InteractionSeverity | null, 
/** What is known of it: the reaction, the words of the clinic's table, or the places of what cannot be read. */
words: string, };
