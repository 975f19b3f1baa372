// What whoever stands at the kiosk is doing. Everything of it is forgotten when they finish or walk away.

import * as m from '$messages';
import type {
  ClinicError,
  Commands,
  Gender,
  KioskGuest,
  KioskPlace,
  KioskProof,
  KioskTime,
  KioskVisit,
  SlotSearchOver,
} from '$lib/shared/contract';
import { attempt, type Outcome } from '$lib/shared/desk';
import { problemsByField } from '$lib/shared/errors';
import { OnceId } from '$lib/shared/once';
import { readDate } from '$lib/shared/typed';

/** Nobody touched it for so long: it asks whether somebody is there, and after the second time forgets. */
const ASKS_AFTER_MS = 45_000;
const FORGETS_AFTER_S = 15;
/** What was done is read in so long. */
const READ_IN_MS = 25_000;

type Step = 'home' | 'who' | 'newcomer' | 'guest' | 'times' | 'done';
type KioskCommand = Extract<keyof Commands, `kiosk_${string}`>;

export interface Newcomer {
  family_name: string;
  given_name: string;
  birth_date: string;
  gender: Gender;
  phone: string;
}

const NOBODY: Newcomer = {
  family_name: '',
  given_name: '',
  birth_date: '',
  gender: 'unknown',
  phone: '',
};

export class Kiosk {
  place = $state.raw<KioskPlace | null>(null);
  locationId = $state('');
  step = $state<Step>('home');
  /** What they came for, once it is known who they are. */
  wants = $state<'check_in' | 'book'>('check_in');
  proof = $state<KioskProof>({ birth_date: '', reference: '' });
  newcomer = $state<Newcomer>({ ...NOBODY });
  guest = $state.raw<KioskGuest | null>(null);
  /** Whose times are looked for: `anyone`, `doctor:…`, `specialty:…`. */
  over = $state('anyone');
  times = $state.raw<KioskTime[] | null>(null);
  chosen = $state.raw<KioskTime | null>(null);
  done = $state.raw<{ what: 'checked_in' | 'booked'; visit: KioskVisit } | null>(null);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  /** Seconds until everything is forgotten, once that was asked. */
  left = $state<number | null>(null);

  readonly problems = $derived(problemsByField(this.error ?? undefined));
  readonly location = $derived(
    this.place?.locations.find(({ id }) => id === this.locationId) ?? null,
  );
  readonly #once = new OnceId();
  #touched = Date.now();
  #asked = 0;

  async load(): Promise<void> {
    const place = await this.#ask('kiosk_place', null);
    if (!place) return;
    this.place = place;
    const [only, ...others] = place.locations;
    if (only && others.length === 0) this.locationId = only.id;
  }

  /** Back to the beginning, with nothing of the person before. */
  forget(): void {
    this.#asked += 1;
    this.step = 'home';
    this.proof = { birth_date: '', reference: '' };
    this.newcomer = { ...NOBODY };
    this.guest = null;
    this.over = 'anyone';
    this.times = null;
    this.chosen = null;
    this.done = null;
    this.error = null;
    this.pending = false;
    this.left = null;
  }

  begin(wants: 'check_in' | 'book'): void {
    this.forget();
    this.wants = wants;
    this.step = 'who';
  }

  beginNew(): void {
    this.forget();
    this.step = 'newcomer';
  }

  async enter(): Promise<void> {
    const proof = this.#proof();
    const content = { proof, location_id: this.locationId };
    const guest = await this.#ask('kiosk_enter', {
      request_id: this.#once.for(['enter', content]),
      ...content,
    });
    if (!guest) return;
    this.guest = guest;
    if (this.wants === 'book') await this.find();
    else this.step = 'guest';
  }

  async register(): Promise<void> {
    const form = { ...this.newcomer, birth_date: readDate(this.newcomer.birth_date) };
    const guest = await this.#ask('kiosk_register', {
      id: this.#once.for(['register', form]),
      form,
    });
    if (!guest) return;
    this.guest = guest;
    this.proof = { birth_date: form.birth_date, reference: guest.reference };
    this.step = 'guest';
  }

  async checkIn(visit: KioskVisit): Promise<void> {
    const content = {
      proof: this.#proof(),
      location_id: this.locationId,
      appointment_id: visit.id,
    };
    const request_id = this.#once.for(['check_in', content]);
    const checked = await this.#ask('kiosk_check_in', { request_id, ...content });
    if (checked) this.#finish('checked_in', checked);
  }

  /** Looks for free times with whom they chose. */
  async find(): Promise<void> {
    this.step = 'times';
    this.times = null;
    this.chosen = null;
    const content = {
      proof: this.#proof(),
      location_id: this.locationId,
      over: overOf(this.over),
    };
    this.times = await this.#ask('kiosk_times', content);
  }

  async book(): Promise<void> {
    const { chosen } = this;
    if (!chosen) return;
    const { doctor_id, starts_at, minutes } = chosen;
    const content = {
      proof: this.#proof(),
      location_id: this.locationId,
      doctor_id,
      starts_at,
      minutes,
    };
    const appointment_id = this.#once.for(['book', content]);
    const visit = await this.#ask('kiosk_book', { appointment_id, ...content });
    if (visit) {
      this.#finish('booked', visit);
      return;
    }
    const { error } = this;
    if (error?.kind === 'refused' && error.refusal.code === 'kiosk_time_gone') {
      // Somebody was faster: the times as they are now, with the reason above them.
      await this.find();
      this.error ??= error;
    }
  }

  back(): void {
    this.error = null;
    if (this.step === 'times' && this.chosen) this.chosen = null;
    else if (this.step === 'times') this.step = 'guest';
    else this.forget();
  }

  /** Somebody is there. */
  touch(): void {
    this.#touched = Date.now();
    this.left = null;
  }

  /** Looks, every second, whether somebody still is. */
  tick(): void {
    if (this.step === 'home') return;
    const idle = Date.now() - this.#touched;
    if (this.step === 'done') {
      if (idle >= READ_IN_MS) this.forget();
    } else if (idle >= ASKS_AFTER_MS) {
      this.left = Math.max(0, FORGETS_AFTER_S - Math.floor((idle - ASKS_AFTER_MS) / 1000));
      if (this.left === 0) this.forget();
    }
  }

  #proof(): KioskProof {
    const { birth_date, reference } = this.proof;
    return { birth_date: readDate(birth_date), reference: reference.trim() };
  }

  #finish(what: 'checked_in' | 'booked', visit: KioskVisit): void {
    this.touch();
    this.done = { what, visit };
    this.step = 'done';
  }

  /** Asks; an answer for somebody who has gone meanwhile is nobody's. */
  async #ask<K extends KioskCommand>(
    name: K,
    request: Commands[K]['request'],
  ): Promise<Commands[K]['answer'] | null> {
    if (this.pending) return null;
    const mine = this.#asked;
    this.pending = true;
    this.error = null;
    const outcome = this.#once.settle(
      (await attempt(name, request)) as Outcome<Commands[K]['answer']>,
    );
    if (mine !== this.#asked) return null;
    this.pending = false;
    this.touch();
    if (outcome.ok) return outcome.answer;
    this.error = outcome.error;
    return null;
  }
}

function overOf(over: string): SlotSearchOver {
  const [what, id = ''] = over.split(':');
  if (what === 'doctor') return { over: 'doctors', doctor_ids: [id] };
  if (what === 'specialty') return { over: 'specialty', specialty_id: id };
  return { over: 'anyone' };
}

/** What is said of each standing of a visit; a due one has its button instead. */
export const standings: Record<KioskVisit['standing'], (visit: KioskVisit) => string> = {
  due: () => '',
  checked_in: () => m.kiosk_standing_checked_in(),
  elsewhere: ({ location_name }) => m.kiosk_standing_elsewhere({ location: location_name }),
  later: () => m.kiosk_standing_later(),
  at_the_desk: () => m.kiosk_standing_at_the_desk(),
};
