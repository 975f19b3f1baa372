// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { BookingRequest } from './appointments';
import type { AppointmentId, DoctorId, LocationId, RequestId } from './ids';

export type HoldPurpose = "booking" | "offer";
export type HoldRequest = { 
/** The write's id. */
request_id: RequestId, 
/** The booking as it stands in the form. It may still change; its id may not. */
booking: BookingRequest, };
export type ReleaseHold = { 
/** The write's id. */
request_id: RequestId, 
/** The booking that it was held for. */
appointment_id: AppointmentId, };
export type HoldView = { 
/** The id of the booking that it is held for. */
appointment_id: AppointmentId, 
/** Whose time. */
doctor_id: DoctorId, 
/** Where. */
location_id: LocationId, 
/** Start, UTC. */
starts_at: string, 
/** End, UTC. */
ends_at: string, 
/** Start on the location's wall clock. */
starts_local: string, 
/** End on the location's wall clock. */
ends_local: string, 
/** The seat within a slot of several. */
seat: number, 
/** What for. */
purpose: HoldPurpose, 
/** Who is booking it; of an offer, the patient it was offered to. */
held_by: string, 
/** When it ends by itself, by the server's clock. */
expires_at: string, };
