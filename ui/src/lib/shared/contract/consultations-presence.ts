// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { ConsultationId } from './ids';

export type Attendance = "reads" | "writes" | "leaves";
export type AttendNote = { 
/** Which. */
consultation_id: ConsultationId, 
/** What it does. */
attendance: Attendance, };
export type OtherWindow = { 
/** Who sits there. */
name: string, 
/** At which workstation. */
workstation: string, 
/** Since when it is open there. */
opened_at: string, 
/** Since when they write in it; none while they only read. */
writes_since: string | null, };
