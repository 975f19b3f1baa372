// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { AppointmentView } from './appointments';
import type { SlotOffer } from './appointments-slot_search';
import type { TimeOffView } from './availability';

export type MoveProposal = { 
/** As it is. */
visit: AppointmentView, 
/** The first free place with the same doctor after the absence. */
same_doctor: SlotOffer | null, 
/** The free place nearest in time with another doctor of the same specialty. */
other_doctor: SlotOffer | null, 
/** Its patient gets an e-mail when it is moved; else they are to be called. */
written_to: boolean, };
export type MoveProposals = { 
/** The time off. */
time_off: TimeOffView, 
/** Live visits inside it that have not begun, by start. */
visits: Array<MoveProposal>, };
