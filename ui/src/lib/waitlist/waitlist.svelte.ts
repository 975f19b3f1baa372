import * as m from '$messages';
import type { ClinicError, OfferView, Waitlist, WaitlistEntry } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt, type Outcome } from '$lib/shared/desk';
import { errorText } from '$lib/shared/errors';
import { OnceId } from '$lib/shared/once';
import { Rereading } from '$lib/shared/rereading.svelte';
import { dayAndClock } from '$lib/shared/times';
import { toasts } from '$lib/shared/toasts.svelte';
import { history } from '$lib/appointments/history.svelte';
import { tell } from '$lib/appointments/visits';
import { wishOf } from './words';

/** The waitlist as the window knows it: what is offered to whom, who waits, and what the desk does with it. */
class WaitlistState extends Rereading {
  list = $state.raw<Waitlist | null>(null);
  /** The offer or entry that something is being done with. */
  pending = $state<string | null>(null);

  private onoffered: (offer: OfferView) => void = () => undefined;
  private readonly answers = new Map<string, OnceId>();

  /** Offers that wait for an answer still. */
  readonly offers = $derived(
    (this.list?.offers ?? []).filter((offer) => Date.parse(offer.expires_at) > this.now),
  );
  readonly entries = $derived(this.list?.entries ?? []);

  /** Starts reading, and following what changes; `onoffered` is told of each offer that was not there before. Returns how to stop. */
  start(onoffered: (offer: OfferView) => void): () => void {
    this.onoffered = onoffered;
    void this.load();
    const tick = setInterval(() => this.tick(), 1000);
    const stopChanges = connection.onChange((change) => {
      if (change.returned || change.topics.some((topic) => topics.includes(topic))) {
        void this.load();
      }
    });
    return () => {
      clearInterval(tick);
      stopChanges();
      this.list = null;
    };
  }

  async load(): Promise<void> {
    const answer = await this.reread(attempt('waitlist_list', null));
    if (!answer) return;
    const before = this.list?.offers;
    this.list = answer;
    if (!before) return;
    const known = new Set(before.map((offer) => offer.appointment_id));
    for (const offer of this.offers) {
      if (!known.has(offer.appointment_id)) this.onoffered(offer);
    }
  }

  /** How long an offer stands, in seconds. */
  secondsLeft(offer: OfferView): number {
    return Math.max(0, Math.ceil((Date.parse(offer.expires_at) - this.now) / 1000));
  }

  /** Books what was offered. */
  async accept(offer: OfferView): Promise<void> {
    const { appointment_id } = offer;
    const outcome = await this.act(appointment_id, () =>
      attempt('waitlist_accept', { appointment_id }),
    );
    if (!outcome?.ok) return;
    tell([outcome.answer]);
    toasts.done(m.waitlist_booked(wordsOf(offer)));
  }

  /** Passes an offer on: it was declined, or they are skipped. */
  async decline(offer: OfferView, why: 'declined' | 'skipped'): Promise<void> {
    const { appointment_id } = offer;
    const once = this.once(`${why} ${appointment_id}`);
    const request_id = once.for(appointment_id);
    const outcome = await this.act(appointment_id, async () =>
      once.settle(await attempt('waitlist_decline', { request_id, appointment_id, why })),
    );
    if (outcome?.ok) toasts.done(m.waitlist_passed_on(wordsOf(offer)));
  }

  /** Takes somebody off the list; can be undone. */
  async remove(entry: WaitlistEntry): Promise<void> {
    const name = entry.patient_name;
    let row_version = entry.row_version;
    const send = async (which: 'waitlist_remove' | 'waitlist_bring_back') => {
      const once = this.once(`${which} ${entry.id}`);
      const request = { entry_id: entry.id, row_version };
      const request_id = once.for(request);
      const outcome = once.settle(await attempt(which, { request_id, ...request }));
      if (outcome.ok) row_version += 1;
      void this.load();
      return outcome;
    };
    const outcome = await this.act(entry.id, () => send('waitlist_remove'));
    if (!outcome?.ok) return;
    const turn = async (which: 'waitlist_remove' | 'waitlist_bring_back') => {
      const turned = await send(which);
      return turned.ok ? null : turned.error;
    };
    history.did({
      says: m.waitlist_removed({ name }),
      undone: m.waitlist_brought_back({ name }),
      undo: () => turn('waitlist_bring_back'),
      redo: () => turn('waitlist_remove'),
    });
  }

  /** Tells that somebody waits for something else now; can be undone. */
  changed(before: WaitlistEntry, after: WaitlistEntry): void {
    void this.load();
    let row_version = after.row_version;
    const turn = async (to: WaitlistEntry) => {
      const once = this.once(`waitlist_change ${after.id}`);
      const request = { entry_id: after.id, row_version, wish: wishOf(to) };
      const request_id = once.for(request);
      const outcome = once.settle(await attempt('waitlist_change', { request_id, ...request }));
      if (outcome.ok) ({ row_version } = outcome.answer);
      void this.load();
      return outcome.ok ? null : outcome.error;
    };
    const name = after.patient_name;
    history.did({
      says: m.waitlist_changed({ name }),
      undone: m.waitlist_changed_back({ name }),
      undo: () => turn(before),
      redo: () => turn(after),
    });
  }

  /** Offers a time of the desk's choice. What was not done, or null. */
  async offer(
    entry: WaitlistEntry,
    time: { doctor_id: string; location_id: string; starts_at: string; minutes: number },
  ): Promise<ClinicError | null> {
    const once = this.once(`offer ${entry.id}`);
    const request_id = once.for(time);
    const request = { request_id, appointment_id: request_id, entry_id: entry.id, ...time };
    const outcome = once.settle(await attempt('waitlist_offer', request));
    void this.load();
    return outcome.ok ? null : outcome.error;
  }

  /** Does one thing at a time, says why it was not done, and reads the list again. */
  private async act<T>(id: string, deed: () => Promise<Outcome<T>>): Promise<Outcome<T> | null> {
    if (this.pending) return null;
    this.pending = id;
    const outcome = await deed();
    this.pending = null;
    if (!outcome.ok) {
      const text = errorText(outcome.error);
      toasts.problem(text.what, text.next);
    }
    void this.load();
    return outcome;
  }

  private once(what: string): OnceId {
    const known = this.answers.get(what) ?? new OnceId();
    this.answers.set(what, known);
    return known;
  }
}

const topics = ['waitlist', 'patients', 'clinic'];

/** An offer for the sentences about it. */
export function wordsOf(offer: OfferView) {
  return {
    name: offer.patient_name,
    when: dayAndClock(offer.starts_local),
    doctor: offer.doctor_name,
  };
}

export const waitlist = new WaitlistState();
