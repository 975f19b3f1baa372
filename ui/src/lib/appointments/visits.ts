// The verbs of a visit as the desk does them: each is sent once, told to the screens, and can be undone.

import * as m from '$messages';
import type {
  AppointmentView,
  AssignRoom,
  BookingRequest,
  ClinicError,
  RescheduleRequest,
  Step,
} from '$lib/shared/contract';
import { attempt, type Outcome } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { dateOf, dayAndClock, localOfInstant } from '$lib/shared/times';
import { history } from './history.svelte';

type Listener = (visit: AppointmentView) => void;
const listeners = new Set<Listener>();
/** The last known state of visits this window wrote: an undo names the version it left behind. */
const latest = new Map<string, AppointmentView>();

/** Tells of every visit this window changed. Returns how to stop. */
export function onVisit(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells the screens of visits that this window changed. */
export function tell(visits: AppointmentView[]): void {
  for (const visit of visits) {
    latest.set(visit.id, visit);
    for (const listener of listeners) listener(visit);
  }
}

function told(outcome: Outcome<AppointmentView>): Outcome<AppointmentView> {
  if (outcome.ok) tell([outcome.answer]);
  return outcome;
}

function errorOf(outcome: Outcome<AppointmentView>): ClinicError | null {
  return outcome.ok ? null : outcome.error;
}

/** The newest version of a visit that this window knows. */
export function versionOf(visit: AppointmentView): number {
  return Math.max(latest.get(visit.id)?.row_version ?? 0, visit.row_version);
}

/** Where a visit is moved to. */
export type Destination = Omit<RescheduleRequest, 'request_id' | 'appointment_id' | 'row_version'>;

const ids = new Map<string, OnceId>();

/** One {@link OnceId} for each verb and visit, so that trying again after silence names the same write. */
function onceFor(verb: string, visitId: string): OnceId {
  const key = `${verb}:${visitId}`;
  let once = ids.get(key);
  if (!once) {
    once = new OnceId();
    ids.set(key, once);
  }
  return once;
}

/** Undoes the move of that id, or the undoing of one; yields the id of this write and what became of it. */
async function sendBack(visit: AppointmentView, move_id: string) {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), move_id };
  const once = onceFor('undo move', visit.id);
  const request_id = once.for(write);
  const outcome = once.settle(await attempt('appointments_undo_move', { request_id, ...write }));
  return { request_id, outcome: told(outcome) };
}

async function sendCancel(visit: AppointmentView, reason: string) {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), reason };
  const once = onceFor('cancel', visit.id);
  const request_id = once.for(write);
  return told(once.settle(await attempt('appointments_cancel', { request_id, ...write })));
}

async function sendStep(visit: AppointmentView, step: Step) {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), step };
  const once = onceFor('step', visit.id);
  const request_id = once.for(write);
  return told(once.settle(await attempt('appointments_step', { request_id, ...write })));
}

const whenAndWho = (visit: AppointmentView) => ({
  patient: visit.patient_name,
  when: dayAndClock(visit.starts_local),
  doctor: visit.doctor_name,
});

/** Books; the request's `appointment_id` makes that asking twice books once. */
export async function book(request: BookingRequest): Promise<Outcome<AppointmentView>> {
  const outcome = told(await attempt('appointments_book', request));
  if (outcome.ok) didBook(outcome.answer, m.did_book(whenAndWho(outcome.answer)));
  return outcome;
}

/** A booking that was not answered turns out to have been made, before what was asked for was changed. */
export function recognise(visit: AppointmentView): AppointmentView {
  told({ ok: true, answer: visit });
  didBook(visit, m.did_book_before(whenAndWho(visit)));
  return visit;
}

function didBook(visit: AppointmentView, says: string): void {
  history.did({
    says,
    undone: m.undid_book(whenAndWho(visit)),
    undo: async () => errorOf(await sendCancel(visit, m.undone_reason())),
    redo: async () => errorOf(await sendStep(visit, 'take_back')),
  });
}

/** Moves to another time, doctor or place. */
export async function move(
  visit: AppointmentView,
  to: Destination,
): Promise<Outcome<AppointmentView>> {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), ...to };
  const once = onceFor('move', visit.id);
  const request_id = once.for(write);
  const outcome = told(
    once.settle(await attempt('appointments_reschedule', { request_id, ...write })),
  );
  if (outcome.ok) {
    // Undoing is a move as well: doing it again undoes the undoing.
    let last = request_id;
    const turn = async () => {
      const back = await sendBack(visit, last);
      if (back.outcome.ok) last = back.request_id;
      return errorOf(back.outcome);
    };
    history.did({
      says: m.did_move(whenAndWho(outcome.answer)),
      undone: m.undid_move(whenAndWho(visit)),
      undo: turn,
      redo: turn,
    });
  }
  return outcome;
}

/** Calls it off. */
export async function cancel(
  visit: AppointmentView,
  reason: string,
): Promise<Outcome<AppointmentView>> {
  const outcome = await sendCancel(visit, reason);
  if (outcome.ok) {
    history.did({
      says: m.did_cancel(whenAndWho(visit)),
      undone: m.undid_cancel(whenAndWho(visit)),
      undo: async () => errorOf(await sendStep(visit, 'take_back')),
      redo: async () => errorOf(await sendCancel(visit, reason)),
    });
  }
  return outcome;
}

const didStep: Record<Exclude<Step, 'take_back'>, (visit: { patient: string }) => string> = {
  confirm: m.did_confirm,
  arrive: m.did_arrive,
  check_in: m.did_check_in,
  mark_no_show: m.did_no_show,
  complete: m.did_complete,
};

/** What was done, and when the visit is where that is another day: it may have been the wrong one. */
function saysStep(visit: AppointmentView, which: Exclude<Step, 'take_back'>): string {
  const says = didStep[which]({ patient: visit.patient_name });
  const today = dateOf(localOfInstant(Date.now(), visit.time_zone));
  if (which === 'confirm' || dateOf(visit.starts_local) === today) return says;
  return `${says} ${m.did_step_other_day({ when: dayAndClock(visit.starts_local) })}`;
}

/** Takes a step of the day's flow; `take_back` takes the last one back. */
export async function step(visit: AppointmentView, which: Step): Promise<Outcome<AppointmentView>> {
  const outcome = await sendStep(visit, which);
  if (outcome.ok && which !== 'take_back') {
    history.did({
      says: saysStep(visit, which),
      undone: m.undid_step({ patient: visit.patient_name }),
      undo: async () => errorOf(await sendStep(visit, 'take_back')),
      redo: async () => errorOf(await sendStep(visit, which)),
    });
  }
  return outcome;
}

type Place = Pick<AssignRoom, 'room_id' | 'patient'>;

async function sendRoom(visit: AppointmentView, place: Place) {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), ...place };
  const once = onceFor('room', visit.id);
  const request_id = once.for(write);
  return told(once.settle(await attempt('appointments_assign_room', { request_id, ...write })));
}

/** Gives the visit a room, and brings the patient in or keeps them waiting. */
export async function assignRoom(
  visit: AppointmentView,
  place: Place,
): Promise<Outcome<AppointmentView>> {
  const back: Place = {
    room_id: visit.room_id,
    patient: visit.in_room_at === null ? 'waiting' : 'in_room',
  };
  const outcome = await sendRoom(visit, place);
  if (outcome.ok) {
    const words = { patient: visit.patient_name, room: outcome.answer.room_name ?? '' };
    const says = place.patient === 'in_room' ? m.did_go_in : m.did_plan_room;
    history.did({
      says: place.room_id === null ? m.did_leave_room(words) : says(words),
      undone: m.undid_step({ patient: visit.patient_name }),
      undo: async () => errorOf(await sendRoom(visit, back)),
      redo: async () => errorOf(await sendRoom(visit, place)),
    });
  }
  return outcome;
}

/** Enters several visits as no-shows; undone together. What was refused is told, the others are done. */
export async function markNoShows(visits: AppointmentView[]): Promise<ClinicError | null> {
  const done: AppointmentView[] = [];
  let refused: ClinicError | null = null;
  for (const visit of visits) {
    const outcome = await sendStep(visit, 'mark_no_show');
    if (outcome.ok) done.push(visit);
    else refused ??= outcome.error;
    if (refused?.kind === 'offline') break;
  }
  const each = (which: Step) => async () => {
    let problem: ClinicError | null = null;
    for (const visit of done) problem ??= errorOf(await sendStep(visit, which));
    return problem;
  };
  if (done.length > 0) {
    history.did({
      says: m.did_no_shows({ count: done.length }),
      undone: m.undone_together({ deed: m.did_no_shows({ count: done.length }) }),
      undo: each('take_back'),
      redo: each('mark_no_show'),
    });
  }
  return refused;
}
