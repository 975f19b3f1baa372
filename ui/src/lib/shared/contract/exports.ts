// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { PatientId, RequestId } from './ids';

export type ExportPatient = { 
/** The event's id (taking data out is an event). */
request_id: RequestId, 
/** Whose. */
patient_id: PatientId, };
export type ExportScope = "everything" | "readable";
export type Exported = { 
/** The folder that was made. */
folder: string, 
/** How much of the data it holds. */
scope: ExportScope, 
/** How many files of the patient's records are in it. */
files: number, 
/** How many things are named in it and not opened. */
sealed: number, };
export type ExportState = { "state": "idle" } | { "state": "running", 
/** Whose. */
patient_id: PatientId, 
/** How far it is. */
done: number, 
/** Of how much. */
of: number, };
export type ExportEnd = { "end": "done", 
/** What. */
exported: Exported, } | { "end": "stopped" };
