// Who must be moved because of a time off: where each could go, and who is to be told of where they went.

import * as m from '$messages';
import { moveTogether, seen } from '$lib/appointments/together/together';
import type {
  AppointmentView,
  ClinicError,
  MoveProposal,
  SlotOffer,
  TimeOffView,
} from '../shared/contract';
import { attempt } from '../shared/desk';
import { OnceId } from '../shared/once';
import { dayAndClock } from '../shared/times';

/** Which of the two proposals is taken first. */
export type Prefer = 'same_doctor' | 'other_doctor';

/** A visit and the place that is proposed for it. */
export interface Movable {
  visit: AppointmentView;
  offer: SlotOffer;
  /** Its patient gets an e-mail of it. */
  written_to: boolean;
}

/** A visit that was moved from this list: as it was, and as it is now. */
export interface Moved {
  was: AppointmentView;
  now: AppointmentView;
  /** Its patient gets an e-mail of it; else they are to be called. */
  written_to: boolean;
}

export class ToMove {
  readonly time_off: TimeOffView;
  /** None while they are being looked for. */
  visits = $state.raw<MoveProposal[] | null>(null);
  /** Why they could not be read. */
  problem = $state.raw<ClinicError | null>(null);
  /** Why the last ones were not moved. */
  refused = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  prefer = $state<Prefer>('same_doctor');
  #moved = $state.raw<Moved[]>([]);
  readonly #once = new OnceId();

  constructor(time_off: TimeOffView) {
    this.time_off = time_off;
  }

  /** Who has a place to go to, with it. */
  readonly movable: Movable[] = $derived(
    (this.visits ?? []).flatMap((found) => {
      const offer = this.offerFor(found);
      return offer ? [{ visit: found.visit, offer, written_to: found.written_to }] : [];
    }),
  );

  /** Who was moved; those who were taken back are not told. */
  readonly #told: Moved[] = $derived(
    this.#moved.filter(({ was }) => !this.visits?.some(({ visit }) => visit.id === was.id)),
  );

  /** Who was moved and must be called. */
  readonly calls: Moved[] = $derived(this.#told.filter(({ written_to }) => !written_to));

  /** Who was moved and is told by e-mail. */
  readonly written: Moved[] = $derived(this.#told.filter(({ written_to }) => written_to));

  /** Of how many the patients get an e-mail when they are moved. */
  readonly writable: number = $derived(
    (this.visits ?? []).filter(({ written_to }) => written_to).length,
  );

  async read(): Promise<void> {
    const outcome = await attempt('appointments_propose_moves', this.time_off.id);
    if (outcome.ok) this.visits = outcome.answer.visits;
    this.problem = outcome.ok ? null : outcome.error;
  }

  /** The preferred place, or the other one where there is none. */
  offerFor(found: MoveProposal): SlotOffer | null {
    const other: Prefer = this.prefer === 'same_doctor' ? 'other_doctor' : 'same_doctor';
    return found[this.prefer] ?? found[other];
  }

  /** Moves them to what is proposed, all or none; one undo takes all of it back. */
  async accept(chosen: Movable[]): Promise<void> {
    if (chosen.length === 0 || this.pending) return;
    this.pending = true;
    this.refused = null;
    const visits = chosen.map(({ visit, offer }) => ({
      ...seen(visit),
      doctor_id: offer.doctor_id,
      location_id: offer.location_id,
      starts: { by: 'instant' as const, at: offer.starts_at },
      minutes: null,
      override_reason: null,
    }));
    const says = m.move_moved({ count: visits.length });
    const outcome = await moveTogether(this.#once, visits, null, says);
    if (outcome.ok) {
      const moved = chosen.flatMap(({ visit, written_to }) => {
        const now = outcome.answer.find(({ id }) => id === visit.id);
        return now ? [{ was: visit, now, written_to }] : [];
      });
      const before = this.#moved.filter(({ was }) => !moved.some((one) => one.was.id === was.id));
      this.#moved = [...before, ...moved];
    } else {
      this.refused = outcome.error;
    }
    await this.read();
    this.pending = false;
  }
}

/** Where a moved visit is now: when, with whom, and at which place where that changed. */
export function newPlace({ was, now }: Moved): string {
  const place = now.location_id === was.location_id ? [] : [now.location_name];
  return [dayAndClock(now.starts_local), now.doctor_name, ...place].join(', ');
}

/** The list of who is to be called, a line each, to be pasted elsewhere. */
export function callText(calls: readonly Moved[]): string {
  const line = (moved: Moved) =>
    m.move_call_line({
      patient: moved.was.patient_name,
      phone: moved.was.patient_phone || m.move_no_phone(),
      was: dayAndClock(moved.was.starts_local),
      now: newPlace(moved),
    });
  return calls.map(line).join('\n');
}
