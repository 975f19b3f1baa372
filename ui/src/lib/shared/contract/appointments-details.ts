// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Priority } from './availability';
import type { AppointmentId, RequestId } from './ids';

export type ChangeDetails = { 
/** The write's id. */
request_id: RequestId, 
/** Which visit. */
appointment_id: AppointmentId, 
/** The version on the screen. */
row_version: number, 
/** How soon. */
priority: Priority, 
/** Why, in the desk's words; at most 500 characters. */
reason: string, 
/** What the patient complains of, in the desk's words; at most 500 characters. */
symptoms: string, };
