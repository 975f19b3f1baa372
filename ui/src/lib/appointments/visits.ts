// The verbs of a visit as the desk does them: each is sent once, told to the screens, and can be undone.

import * as m from '$messages';
import type {
  AppointmentView,
  AssignRoom,
  BookingRequest,
  CalledOffBy,
  ChangeDetails,
  ClinicError,
  RescheduleRequest,
  Step,
} from '$lib/shared/contract';
import { attempt, type Outcome } from '$lib/shared/desk';
import { errorText } from '$lib/shared/errors';
import { OnceId } from '$lib/shared/once';
import { dateOf, dayAndClock, localOfInstant } from '$lib/shared/times';
import { kept } from '$lib/away/kept.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { history, type Deed } from './history.svelte';

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
    // A version that is not certain names no write but the one that follows it.
    if (visit.not_yet_certain) latest.delete(visit.id);
    else latest.set(visit.id, visit);
    for (const listener of listeners) listener(visit);
  }
}

function errorOf(outcome: Outcome<AppointmentView>): ClinicError | null {
  return outcome.ok ? null : outcome.error;
}

function told(outcome: Outcome<AppointmentView>): Outcome<AppointmentView> {
  if (outcome.ok) tell([outcome.answer]);
  return outcome;
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

/** What became of a write, with the id it was sent under. */
interface Sent {
  id: string;
  outcome: Outcome<AppointmentView>;
}

async function sendOnce(
  once: OnceId,
  content: unknown,
  send: (id: string) => Promise<Outcome<AppointmentView>>,
): Promise<Sent> {
  const id = once.for(content);
  return { id, outcome: told(once.settle(await send(id))) };
}

function sendMove(visit: AppointmentView, to: Destination): Promise<Sent> {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), ...to };
  return sendOnce(onceFor('move', visit.id), write, (request_id) =>
    attempt('appointments_reschedule', { request_id, ...write }),
  );
}

/** Undoes the move of that id, or the undoing of one. */
function sendBack(visit: AppointmentView, move_id: string): Promise<Sent> {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), move_id };
  return sendOnce(onceFor('undo move', visit.id), write, (request_id) =>
    attempt('appointments_undo_move', { request_id, ...write }),
  );
}

function sendCancel(visit: AppointmentView, reason: string, by: CalledOffBy): Promise<Sent> {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), reason, by };
  return sendOnce(onceFor('cancel', visit.id), write, (request_id) =>
    attempt('appointments_cancel', { request_id, ...write }),
  );
}

function sendStep(visit: AppointmentView, step: Step): Promise<Sent> {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), step };
  return sendOnce(onceFor('step', visit.id), write, (request_id) =>
    attempt('appointments_step', { request_id, ...write }),
  );
}

async function sendBooking(request: BookingRequest): Promise<Sent> {
  return {
    id: request.appointment_id,
    outcome: told(await attempt('appointments_book', request)),
  };
}

/** What is told of a deed, and of its undoing. */
type Words = Pick<Deed, 'says' | 'undone'>;

/** How a deed is done again and undone. */
interface Ways {
  /** Takes back what the server did. */
  undo: (done: AppointmentView, id: string) => Promise<Sent>;
  /** Does again what the server took back. */
  redo: (undone: AppointmentView, id: string) => Promise<Sent>;
  /** Does again what never got to the server. */
  again: () => Promise<Sent>;
}

/** How a deed is undone and done again. What is only kept here, not sent yet, is taken back as if it had not been done. */
function turns(id: string, visit: AppointmentView, ways: Ways): Pick<Deed, 'undo' | 'redo'> {
  let last = { id, visit };
  let withdrawn = false;
  const sent = async (sending: Promise<Sent>) => {
    const { id, outcome } = await sending;
    if (!outcome.ok) return outcome.error;
    last = { id, visit: outcome.answer };
    withdrawn = false;
    return null;
  };
  return {
    undo: async () => {
      if (last.visit.not_yet_certain) {
        const error = await kept.withdraw(last.id);
        withdrawn = error === null;
        // It has been sent meanwhile.
        if (error?.kind !== 'not_found') return error;
      }
      return sent(ways.undo(last.visit, last.id));
    },
    redo: () => sent(withdrawn ? ways.again() : ways.redo(last.visit, last.id)),
  };
}

/** Notes what was done; the words say when it is only kept here. */
function did(id: string, visit: AppointmentView, deed: Ways & Words): void {
  const { says, undone } = deed;
  history.did({ says: saysOf([visit], says), undone, ...turns(id, visit, deed) });
}

const saysOf = (visits: AppointmentView[], deed: string) =>
  visits.some((visit) => visit.not_yet_certain) ? m.away_kept({ deed }) : deed;

const whenAndWho = (visit: AppointmentView) => ({
  patient: visit.patient_name,
  when: dayAndClock(visit.starts_local),
  doctor: visit.doctor_name,
});

/** Books; the request's `appointment_id` makes that asking twice books once. */
export async function book(request: BookingRequest): Promise<Outcome<AppointmentView>> {
  const { outcome } = await sendBooking(request);
  if (outcome.ok) didBook(outcome.answer, didBookAs(outcome.answer), () => sendBooking(request));
  return outcome;
}

/** Books for somebody who stands at the desk: they have arrived. Undone, both are; what is only kept here one by one. */
export async function bookWalkIn(request: BookingRequest): Promise<Outcome<AppointmentView>> {
  const { outcome } = await sendBooking(request);
  if (!outcome.ok) return outcome;
  const again = () => sendBooking(request);
  const arrival = await sendStep(outcome.answer, 'arrive');
  const arrived = arrival.outcome;
  if (arrived.ok && !arrived.answer.not_yet_certain) {
    didBook(arrived.answer, m.did_walk_in, again);
    return arrived;
  }
  didBook(outcome.answer, didBookAs(outcome.answer), again);
  if (arrived.ok) tookStep(outcome.answer, 'arrive', arrival);
  else {
    const text = errorText(arrived.error);
    const says = m.walk_in_not_arrived({ patient: outcome.answer.patient_name });
    toasts.problem(`${says} ${text.what}`, text.next);
  }
  return outcome;
}

/** With the reference, to be read over the phone, where the visit has one already. */
const didBookAs =
  ({ reference }: AppointmentView) =>
  (words: ReturnType<typeof whenAndWho>): string =>
    reference === '' ? m.did_book(words) : m.did_book_as({ ...words, reference });

/** A booking that was not answered turns out to have been made, before what was asked for was changed. */
export function recognise(visit: AppointmentView): AppointmentView {
  tell([visit]);
  didBook(visit, m.did_book_before, () => sendStep(visit, 'take_back'));
  return visit;
}

function didBook(
  visit: AppointmentView,
  says: (words: ReturnType<typeof whenAndWho>) => string,
  again: () => Promise<Sent>,
): void {
  did(visit.id, visit, {
    says: says(whenAndWho(visit)),
    undone: m.undid_book(whenAndWho(visit)),
    undo: (done) => sendCancel(done, m.undone_reason(), 'mistake'),
    redo: (undone) => sendStep(undone, 'take_back'),
    again,
  });
}

/** Moves to another time, doctor or place. */
export async function move(
  visit: AppointmentView,
  to: Destination,
): Promise<Outcome<AppointmentView>> {
  const { id, outcome } = await sendMove(visit, to);
  if (outcome.ok) {
    did(id, outcome.answer, {
      says: didMove(visit, outcome.answer),
      undone: m.undid_move(whenAndWho(visit)),
      // Undoing is a move as well: doing it again undoes the undoing.
      undo: sendBack,
      redo: sendBack,
      again: () => sendMove(visit, to),
    });
  }
  return outcome;
}

/** Where it is now; of a visit that only became longer or shorter, how long it is. */
function didMove(before: AppointmentView, after: AppointmentView): string {
  const stays = before.starts_at === after.starts_at && before.doctor_id === after.doctor_id;
  return stays && before.minutes !== after.minutes
    ? m.did_resize({ ...whenAndWho(after), minutes: after.minutes })
    : m.did_move(whenAndWho(after));
}

/** Calls it off. */
export async function cancel(
  visit: AppointmentView,
  reason: string,
  by: CalledOffBy,
): Promise<Outcome<AppointmentView>> {
  const { id, outcome } = await sendCancel(visit, reason, by);
  if (outcome.ok) {
    did(id, outcome.answer, {
      says: m.did_cancel(whenAndWho(visit)),
      undone: m.undid_cancel(whenAndWho(visit)),
      undo: (done) => sendStep(done, 'take_back'),
      redo: (undone) => sendCancel(undone, reason, by),
      again: () => sendCancel(visit, reason, by),
    });
  }
  return outcome;
}

/** What is written about a visit. */
export type Details = Pick<ChangeDetails, 'priority' | 'reason' | 'symptoms'>;

async function sendDetails(visit: AppointmentView, details: Details) {
  const write = { appointment_id: visit.id, row_version: versionOf(visit), ...details };
  const { outcome } = await sendOnce(onceFor('details', visit.id), write, (request_id) =>
    attempt('appointments_change_details', { request_id, ...write }),
  );
  return outcome;
}

/** Writes anew how soon it is, why, and what the patient complains of. */
export async function changeDetails(
  visit: AppointmentView,
  details: Details,
): Promise<Outcome<AppointmentView>> {
  const { priority, reason, symptoms } = visit;
  const outcome = await sendDetails(visit, details);
  if (outcome.ok) {
    history.did({
      says: m.did_change_details({ patient: visit.patient_name }),
      undone: m.undid_change_details({ patient: visit.patient_name }),
      undo: async () => errorOf(await sendDetails(visit, { priority, reason, symptoms })),
      redo: async () => errorOf(await sendDetails(visit, details)),
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

/** What was done, and when the visit was where that was another day: it may have been the wrong one. */
function saysStep(visit: AppointmentView, which: Exclude<Step, 'take_back'>): string {
  const says = didStep[which]({ patient: visit.patient_name });
  const today = dateOf(localOfInstant(Date.now(), visit.time_zone));
  if (which === 'confirm' || dateOf(visit.starts_local) === today) return says;
  return `${says} ${m.did_step_other_day({ when: dayAndClock(visit.starts_local) })}`;
}

/** Takes a step of the day's flow; `take_back` takes the last one back. */
export async function step(visit: AppointmentView, which: Step): Promise<Outcome<AppointmentView>> {
  const sent = await sendStep(visit, which);
  if (which !== 'take_back') tookStep(visit, which, sent);
  return sent.outcome;
}

function tookStep(
  visit: AppointmentView,
  which: Exclude<Step, 'take_back'>,
  { id, outcome }: Sent,
): void {
  if (!outcome.ok) return;
  did(id, outcome.answer, {
    says: saysStep(visit, which),
    undone: m.undid_step({ patient: visit.patient_name }),
    ...stepWays(visit, which),
  });
}

const stepWays = (visit: AppointmentView, which: Step): Ways => ({
  undo: (done) => sendStep(done, 'take_back'),
  redo: (undone) => sendStep(undone, which),
  again: () => sendStep(visit, which),
});

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
  const deeds: Pick<Deed, 'undo' | 'redo'>[] = [];
  let refused: ClinicError | null = null;
  for (const visit of visits) {
    const { id, outcome } = await sendStep(visit, 'mark_no_show');
    if (outcome.ok) {
      done.push(outcome.answer);
      deeds.push(turns(id, outcome.answer, stepWays(visit, 'mark_no_show')));
    } else refused ??= outcome.error;
    if (refused?.kind === 'offline') break;
  }
  const each = (way: 'undo' | 'redo') => async () => {
    let problem: ClinicError | null = null;
    for (const deed of deeds) problem ??= await deed[way]();
    return problem;
  };
  if (done.length > 0) {
    const says = saysOf(done, m.did_no_shows({ count: done.length }));
    const undone = m.undone_together({ deed: m.did_no_shows({ count: done.length }) });
    history.did({ says, undone, undo: each('undo'), redo: each('redo') });
  }
  return refused;
}
