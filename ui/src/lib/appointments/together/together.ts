// The verbs of several visits: each is one write, told to the screens, and can be undone and redone as a whole.

import type {
  AppointmentView,
  BookingRequest,
  CalledOffBy,
  ClinicError,
  SeriesRequest,
  SeriesView,
  VisitMove,
  VisitSeen,
} from '$lib/shared/contract';
import { attempt, type Outcome } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { clock, dayAndClock } from '$lib/shared/times';
import * as m from '$messages';
import { history } from '../history.svelte';
import { tell, versionOf } from '../visits';

type Visits = Outcome<AppointmentView[]>;

/** A visit with the newest version that this window knows. */
export function seen(visit: AppointmentView): VisitSeen {
  return { appointment_id: visit.id, row_version: versionOf(visit) };
}

function told(outcome: Visits): Visits {
  if (outcome.ok) tell(outcome.answer);
  return outcome;
}

/** Notes a write that can be taken back, and that taken back again. `first` is how it is undone the first time. */
function reversible(says: string, first: (once: OnceId) => Promise<[string, Visits]>): void {
  let last: string | null = null;
  const once = new OnceId();
  const turn = async (): Promise<ClinicError | null> => {
    const [request_id, outcome] = await (last === null ? first(once) : takeBack(once, last));
    if (!outcome.ok) return outcome.error;
    last = request_id;
    return null;
  };
  history.did({ says, undone: m.undone_together({ deed: says }), undo: turn, redo: turn });
}

async function takeBack(once: OnceId, of: string): Promise<[string, Visits]> {
  const request_id = once.for({ of });
  return [
    request_id,
    told(once.settle(await attempt('appointments_take_back', { request_id, of }))),
  ];
}

/** Moves several visits in one go. `once` is of the dialog that asks: asked again after silence, it is the same write. */
export async function moveTogether(
  once: OnceId,
  visits: VisitMove[],
  series_id: string | null,
  says: string,
): Promise<Visits> {
  const wish = { visits, series_id };
  const request_id = once.for(wish);
  const outcome = told(
    once.settle(await attempt('appointments_move_together', { request_id, ...wish })),
  );
  if (outcome.ok) reversible(says, (undo) => takeBack(undo, request_id));
  return outcome;
}

/** Calls several visits off in one go. */
export async function cancelTogether(
  once: OnceId,
  visits: AppointmentView[],
  reason: string,
  by: CalledOffBy,
  series_id: string | null,
  says: string,
): Promise<Visits> {
  const wish = { visits: visits.map(seen), reason, by, series_id };
  const request_id = once.for(wish);
  const outcome = told(
    once.settle(await attempt('appointments_cancel_together', { request_id, ...wish })),
  );
  if (outcome.ok) reversible(says, (undo) => takeBack(undo, request_id));
  return outcome;
}

/** Two visits exchange their places. */
export async function swap(
  once: OnceId,
  one: AppointmentView,
  other: AppointmentView,
): Promise<Visits> {
  const wish = { one: seen(one), other: seen(other) };
  const request_id = once.for(wish);
  const outcome = told(once.settle(await attempt('appointments_swap', { request_id, ...wish })));
  if (outcome.ok) {
    const says = m.did_swap({ one: one.patient_name, other: other.patient_name });
    reversible(says, (undo) => takeBack(undo, request_id));
  }
  return outcome;
}

/** Books a pair of visits, both or none; yields the first. Undone, both are called off. */
export async function bookTogether(
  visits: [BookingRequest, BookingRequest],
): Promise<Outcome<AppointmentView>> {
  const outcome = told(await attempt('appointments_book_together', { visits }));
  if (!outcome.ok) return outcome;
  const both = [...outcome.answer].sort((one, other) =>
    one.starts_at.localeCompare(other.starts_at),
  );
  const [first, second] = both;
  if (!first || !second) throw new Error('a pair is two visits');
  const says = m.did_book_pair({
    patient: first.patient_name,
    when: dayAndClock(first.starts_local),
    doctor: first.doctor_name,
    then: clock(second.starts_local),
    other: second.doctor_name,
  });
  reversible(says, (undo) => callOff(undo, both, null));
  return { ok: true, answer: first };
}

/** Calls off what was just booked. */
async function callOff(
  once: OnceId,
  visits: AppointmentView[],
  series_id: string | null,
): Promise<[string, Visits]> {
  const by: CalledOffBy = 'mistake';
  const cancel = { visits: visits.map(seen), reason: m.undone_reason(), by, series_id };
  const request_id = once.for(cancel);
  const sent = await attempt('appointments_cancel_together', { request_id, ...cancel });
  return [request_id, told(once.settle(sent))];
}

/** Books a series. Undone, all of it is called off. */
export async function bookSeries(
  once: OnceId,
  wish: Omit<SeriesRequest, 'series_id'>,
): Promise<Outcome<SeriesView>> {
  const series_id = once.for(wish);
  const outcome = once.settle(await attempt('appointments_book_series', { series_id, ...wish }));
  if (!outcome.ok) return outcome;
  const { visits } = outcome.answer;
  tell(visits);
  const says = m.did_book_series({
    patient: visits[0]?.patient_name ?? '',
    count: visits.length,
  });
  reversible(says, (undo) => callOff(undo, visits, series_id));
  return outcome;
}
