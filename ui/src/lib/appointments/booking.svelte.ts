import * as m from '$messages';
import type {
  AppointmentView,
  BookingRequest,
  ClinicError,
  FeedWatch,
  PatientView,
  Priority,
  Refusal,
  SlotSearch,
  SlotSearchOver,
  VisitKind,
} from '$lib/shared/contract';
import { attempt, freshId, type Outcome } from '$lib/shared/desk';
import { dateOf, localOfInstant } from '$lib/shared/times';
import { directory } from '$lib/doctors/directory.svelte';
import {
  atLocal,
  choiceOfSlot,
  choiceOfWish,
  followingWish,
  sameTime,
  type Choice,
  type Wish,
} from './choices';
import { PatientSearchState } from '$lib/patients/search.svelte';
import { Refine, toggled, whole } from './refine.svelte';
import type { SeriesStart } from './series/series.svelte';
import { bookTogether } from './together/together';
import { canVisit, nameOf } from '$lib/patients/words';
import { PlaceHold } from './place-hold.svelte';
import { book, bookWalkIn, move, recognise } from './visits';
import { nextToday } from './walk-in';

/** What a booking that found nothing knows of somebody who waits. */
export interface WaitStart {
  patient: PatientView;
  doctor_id?: string;
  specialty_id?: string;
  kind: VisitKind;
  minutes: number | null;
  notes: string;
}

/** How the booking begins: with nothing, a patient, a place on the sheet, or a visit to be moved. */
export interface BookingStart {
  patient?: PatientView;
  /** With whom, from which date on and why: a follow-up. */
  doctor_id?: string;
  from_on?: string;
  reason?: string;
  wish?: Wish;
  /** They stand at the desk: the next time of today is taken at once. */
  walks_in?: boolean;
  /** The visit that is to be moved: everything but the time is known. */
  visit?: AppointmentView;
  /** How long it was to become, when it was dragged by its end. */
  minutes?: number;
  /** Why a drag was refused: the booking goes on from there. */
  refusal?: Refusal;
}

const DAYS = 28;
/** How far ahead is looked for what is found rarely. */
const DAYS_REFINED = 92;
const AT_FIRST = 30;

/** One booking, or one search for another time: who, over whom, how, and the times that are free. */
export class BookingState {
  readonly search = new PatientSearchState();
  /** The chosen time, kept from others while the form is open. */
  readonly hold = new PlaceHold();
  patient = $state.raw<PatientView | null>(null);
  readonly visit: AppointmentView | null;

  over = $state<SlotSearchOver['over']>('usual_doctor');
  doctorId = $state('');
  /** Doctors beside that one. */
  alsoDoctorIds = $state.raw<string[]>([]);
  specialtyId = $state('');
  locationId = $state('');
  /** A room that is needed instead of that of the hours. */
  roomId = $state('');
  /** Devices that are needed. */
  deviceIds = $state.raw<string[]>([]);
  kind = $state<VisitKind>('in_person');
  minutes = $state('');
  fromOn = $state('');
  reason = $state('');
  symptoms = $state('');
  priority = $state<Priority>('regular');
  overrideReason = $state('');
  overbookReason = $state('');
  readonly refine = new Refine();

  choices = $state.raw<Choice[]>([]);
  selected = $state(0);
  looking = $state(false);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** What the search for times came to, if it failed. */
  lookError = $state.raw<ClinicError | null>(null);
  booked = $state.raw<AppointmentView | null>(null);
  /** The chosen time was taken by somebody else while the form was open. */
  lost = $state(false);
  /** What stands in the field of the first date is none: nothing is offered, for no time would be the one that was meant. */
  dateWrong = $state(false);

  /** They stand at the desk: whatever of today is booked, they have arrived. */
  walksIn = $state(false);
  /** Nobody of those asked for has hours now. */
  nobodyNow = $state(false);

  /** What the fields held at the beginning. */
  private readonly before: string;
  /** Anyone is asked for only because the patient has no usual doctor. */
  private withoutUsual = false;
  private wish: Choice | null = null;
  private limit = AT_FIRST;
  private asked = 0;
  private found: (() => void)[] = [];
  /** The visit's id, and that of the second of a pair; fresh ones after each refusal. */
  private ids = $state.raw(freshIds());
  /** What was sent under these ids and not answered: whether it was booked is not known. */
  private unanswered: [BookingRequest, BookingRequest?] | null = null;
  /** The choice whose refusal is shown: Enter tries it again with what was added. */
  private refused: Choice | null = null;

  constructor(start: BookingStart = {}) {
    this.visit = start.visit ?? null;
    if (start.visit) {
      this.kind = start.visit.visit_kind;
      this.over = 'doctors';
      this.doctorId = start.visit.doctor_id;
      this.overrideReason = start.visit.override_reason ?? '';
    }
    if (start.doctor_id) {
      this.over = 'doctors';
      this.doctorId = start.doctor_id;
    }
    if (start.from_on) this.fromOn = start.from_on;
    if (start.reason) this.reason = start.reason;
    if (start.wish) {
      this.wish = choiceOfWish(start.wish);
      this.over = 'doctors';
      this.doctorId = start.wish.doctor_id;
      this.fromOn = start.wish.date;
    }
    if (start.minutes && start.minutes !== start.visit?.minutes) {
      this.minutes = String(start.minutes);
    }
    if (start.patient) this.settleOn(start.patient);
    this.before = this.typed();
    if (start.refusal) {
      this.refused = this.wish;
      this.showRefusal(start.refusal);
    } else if (start.walks_in) void this.walkIn();
    else if (this.patient || this.visit) void this.look();
    else void this.search.ask();
  }

  readonly current = $derived(this.choices[this.selected] ?? null);

  /** The place that would be booked now: what is written about the visit makes no difference to it. */
  readonly place = $derived.by<BookingRequest | null>(() => {
    if (this.visit || !this.patient || !this.current || this.booked) return null;
    return { ...this.wishFor(this.current), reason: '', symptoms: '' };
  });

  /** A reason would carry it through. */
  readonly overridable = $derived(
    this.refusal?.code === 'outside_hours' || this.refusal?.code === 'time_blocked',
  );
  /** So would one to book on top of the visit that is there. */
  readonly overbookable = $derived(this.refusal?.code === 'doctor_busy');

  /** With whom is not chosen yet. */
  readonly overNobody = $derived(this.overWhom() === null);

  /** What was typed and is not saved, in words. */
  get left(): string | null {
    if (this.booked || this.typed() === this.before) return null;
    if (this.visit) return m.unfinished_move({ name: this.visit.patient_name });
    return this.patient ? m.unfinished_booking({ name: nameOf(this.patient) }) : null;
  }

  private typed(): string {
    return JSON.stringify([this.reason.trim(), this.minutes.trim(), this.overrideReason.trim()]);
  }

  /** Takes the patient and looks for times. */
  choosePatient(patient: PatientView): void {
    this.error = null;
    if (!canVisit(patient)) {
      const refusal: Refusal = patient.restricted_at
        ? { code: 'processing_restricted' }
        : { code: 'not_active', what: 'patient' };
      this.error = { kind: 'refused', refusal };
      return;
    }
    this.settleOn(patient);
    void this.look();
  }

  /** Who has no usual doctor is looked for with anyone, until somebody is chosen. */
  private settleOn(patient: PatientView): void {
    this.patient = patient;
    if (this.over !== 'usual_doctor' && !this.withoutUsual) return;
    this.withoutUsual = patient.usual_doctor_id === null;
    this.over = this.withoutUsual ? 'anyone' : 'usual_doctor';
  }

  /** Back to the search for a patient; what was typed is still there. */
  forgetPatient(): void {
    if (this.visit) return;
    this.asked += 1;
    this.patient = null;
    this.refusal = null;
    this.error = null;
    this.choices = [];
    this.looking = false;
  }

  /** Something of the wish changed: what was refused is over, look again. */
  change(): void {
    this.refusal = null;
    this.refused = null;
    this.error = null;
    this.walksIn = false;
    this.nobodyNow = false;
    this.limit = AT_FIRST;
    if (this.patient || this.visit) void this.look();
  }

  /** Something is being typed: looked for as soon as it can be meant. */
  typing(typed: string, least: number): void {
    if (typed.trim() === '' || (whole(typed) ?? 0) >= least) this.change();
  }

  /** Looks with one more doctor, or without them. */
  toggleDoctor(id: string): void {
    this.alsoDoctorIds = toggled(this.alsoDoctorIds, id);
    this.change();
  }

  /** Needs one more device, or does without it. */
  toggleDevice(id: string): void {
    this.deviceIds = toggled(this.deviceIds, id);
    this.change();
  }

  more(): void {
    this.limit = Math.min(200, this.limit + 60);
    void this.look();
  }

  /** Looks for times. `keep` stays chosen where it is still free. */
  async look(keep?: string): Promise<void> {
    const over = this.overWhom();
    this.asked += 1;
    const mine = this.asked;
    if (!over) {
      this.choices = [];
      this.looking = false;
      this.release();
      return;
    }
    this.looking = true;
    this.lost = false;
    const outcome = await attempt('appointments_free_slots', this.searchOver(over));
    if (mine !== this.asked) return;
    this.looking = false;
    if (outcome.ok) {
      this.lookError = null;
      const kept = keep ?? (this.limit > AT_FIRST ? this.current?.key : undefined);
      this.show(outcome.answer.map(choiceOfSlot), true);
      const at = this.choices.findIndex((choice) => choice.key === kept);
      if (at >= 0) this.selected = at;
    } else {
      this.lookError = outcome.error;
    }
    this.release();
  }

  /**
   * Something changed elsewhere: the times are read again. The chosen one stays; if it is gone none is, for Enter must not
   * book another time than was meant.
   */
  async refresh(): Promise<void> {
    await this.lookedUp();
    const over = this.overWhom();
    if (!over || this.atRest()) return;
    this.asked += 1;
    const mine = this.asked;
    const outcome = await attempt('appointments_free_slots', this.searchOver(over));
    if (mine !== this.asked || !outcome.ok || this.atRest()) return;
    const { current, choices: before } = this;
    this.show(outcome.answer.map(choiceOfSlot), true);
    if (before.length === 0) return;
    this.selected = this.choices.findIndex((choice) => choice.key === current?.key);
    if (current && this.selected < 0) this.lost = true;
  }

  /** Nothing is looked for: there is nobody to look for, or what is shown answers a refusal. */
  private atRest(): boolean {
    const nobody = this.patient === null && this.visit === null;
    return nobody || this.pending || this.booked !== null || this.refusal !== null;
  }

  /** The lanes and dates of the times that are shown. */
  get watch(): Partial<FeedWatch> {
    const dates = this.choices.map(({ starts_local }) => dateOf(starts_local)).sort();
    const shown = new Set(this.choices.map(({ doctor_id }) => doctor_id));
    return {
      resource_ids: directory.doctors
        .filter(({ id }) => shown.has(id))
        .map(({ resource_id }) => resource_id),
      from_on: dates[0] ?? '',
      to_on: dates.at(-1) ?? '',
      topics: ['availability'],
    };
  }

  private searchOver(over: SlotSearchOver): SlotSearch {
    return {
      patient_id: this.patient?.id ?? this.visit?.patient_id ?? null,
      over,
      location_id: this.locationId || null,
      room_id: this.roomId || null,
      device_ids: this.deviceIds,
      visit_kind: this.kind,
      minutes: this.length() ?? this.visit?.minutes ?? null,
      // Whoever must be seen soon is offered the reserve for emergencies too.
      priority: this.visit?.priority ?? this.priority,
      wished: this.refine.wished,
      followed_by: this.visit ? null : this.refine.followedBy,
      from_on: this.fromOn || null,
      days: this.refine.narrows ? DAYS_REFINED : DAYS,
      limit: this.limit,
      appointment_id: this.ids.first,
    };
  }

  /** The times for what is asked by now are there. */
  async lookedUp(): Promise<void> {
    if (this.looking) await new Promise<void>((resolve) => this.found.push(resolve));
  }

  move(by: number): void {
    this.lost = false;
    this.selected = Math.max(0, Math.min(this.choices.length - 1, this.selected + by));
  }

  /**
   * Books the next free time of today, of whoever is free first unless somebody is chosen. Where none is left it is tried at
   * this minute, on top of a visit: the refusal asks for the reason.
   */
  async walkIn(): Promise<void> {
    const over = this.over === 'usual_doctor' ? { over: 'anyone' as const } : this.overWhom();
    if (!over || !this.patient || this.visit || this.pending) return;
    this.change();
    this.pending = true;
    const next = await nextToday(this.searchOver(over));
    this.pending = false;
    if (!next.ok) this.error = next.error;
    else if (next.answer) {
      this.walksIn = true;
      await this.takeChoice(next.answer);
    } else this.nobodyNow = true;
  }

  /** Takes the selected time. */
  take(): Promise<void> {
    const choice =
      this.overridable && this.overrideReason.trim() !== '' && this.refused
        ? this.refused
        : this.current;
    return this.takeChoice(choice);
  }

  /** Takes the time that was refused, with the reason that was added. */
  takeRefused(): Promise<void> {
    return this.takeChoice(this.refused);
  }

  private async takeChoice(choice: Choice | null): Promise<void> {
    if (!choice || this.pending) return;
    this.pending = true;
    this.error = null;
    const outcome = await this.send(choice);
    this.pending = false;
    if (outcome.ok) {
      this.booked = outcome.answer;
    } else if (outcome.error.kind === 'refused') {
      this.refused = choice;
      this.showRefusal(outcome.error.refusal);
    } else {
      this.error = outcome.error;
    }
  }

  /** The booking as a wish of somebody who waits. */
  get waitStart(): WaitStart | null {
    const { patient } = this;
    if (!patient || this.visit) return null;
    return {
      patient,
      ...(this.over === 'doctors' && this.doctorId ? { doctor_id: this.doctorId } : {}),
      ...(this.over === 'specialty' && this.specialtyId ? { specialty_id: this.specialtyId } : {}),
      kind: this.kind,
      minutes: this.length(),
      notes: this.reason.trim(),
    };
  }

  /** The selected time as the first of a series. */
  repeat(): SeriesStart | null {
    const { patient, current } = this;
    if (!patient || !current || this.visit || current.followed_by) return null;
    const { doctor_id, doctor_name, location_id, starts_local } = current;
    return {
      patient,
      doctor_id,
      doctor_name,
      location_id,
      starts_local,
      kind: this.kind,
      minutes: this.length() ?? current.minutes,
      reason: this.reason.trim(),
      priority: this.priority,
      override_reason: this.overrideReason.trim() || null,
    };
  }

  /** The booking of a choice as the form has it. */
  private wishFor(choice: Choice): BookingRequest {
    const { doctor_id, location_id, starts } = choice;
    return {
      appointment_id: this.ids.first,
      patient_id: this.patient?.id ?? '',
      doctor_id,
      location_id,
      visit_kind: this.kind,
      starts,
      minutes: this.length() ?? choice.minutes,
      reason: this.reason.trim(),
      symptoms: this.symptoms.trim(),
      priority: this.priority,
      override_reason: this.overrideReason.trim() || null,
      overbook_reason: this.overbookReasonFor(choice),
      room_id: this.roomId || null,
      device_ids: this.deviceIds,
    };
  }

  /** The same, with the second visit of a pair. */
  private wishesFor(choice: Choice): [BookingRequest, BookingRequest?] {
    const first = this.wishFor(choice);
    if (!choice.followed_by) return [first];
    return [first, followingWish(first, choice.followed_by, this.ids.second)];
  }

  /** Only the time that was refused is booked on top of what is there. */
  private overbookReasonFor(choice: Choice): string | null {
    return (choice === this.refused ? this.overbookReason.trim() : '') || null;
  }

  private async send(choice: Choice): Promise<Outcome<AppointmentView>> {
    if (this.visit) {
      const { doctor_id, location_id, starts } = choice;
      const override_reason = this.overrideReason.trim() || null;
      const overbook_reason = this.overbookReasonFor(choice);
      const minutes = this.length();
      const to = { doctor_id, location_id, starts, minutes, override_reason, overbook_reason };
      return move(this.visit, to);
    }
    const wishes = this.wishesFor(choice);
    if (this.unanswered && JSON.stringify(this.unanswered) !== JSON.stringify(wishes)) {
      // Something was changed since: what became of the first one comes before it. The ids stay the same in any case, so
      // that a first one that is still on its way cannot become a second visit.
      const known = await this.recognise(this.unanswered.length);
      if (known && (!known.ok || known.answer.patient_id === wishes[0].patient_id)) return known;
      if (known) this.ids = freshIds();
    }
    const sent = this.wishesFor(choice);
    this.unanswered = sent;
    const [first, second] = sent;
    const outcome = second
      ? await bookTogether([first, second])
      : await this.sendOne(first, choice);
    if (!outcome.ok && outcome.error.kind === 'offline') return outcome;
    if (outcome.ok) this.hold.booked();
    this.unanswered = null;
    this.ids = freshIds();
    return outcome;
  }

  private sendOne(
    wish: BookingRequest,
    { starts_local }: Choice,
  ): Promise<Outcome<AppointmentView>> {
    const today = dateOf(localOfInstant(Date.now(), directory.zoneOf(wish.location_id)));
    return this.walksIn && dateOf(starts_local) === today ? bookWalkIn(wish) : book(wish);
  }

  /** What was sent and not answered, if it was booked; of a pair both. Null when it was not. */
  private async recognise(visits: number): Promise<Outcome<AppointmentView> | null> {
    const sent = [this.ids.first, this.ids.second].slice(0, visits);
    const [first, second] = await Promise.all(sent.map((id) => attempt('appointments_get', id)));
    if (!first) return null;
    if (!first.ok) return first.error.kind === 'not_found' ? null : first;
    if (second?.ok) recognise(second.answer);
    return { ok: true, answer: recognise(first.answer) };
  }

  /** Says why not, and lists what would work, to be taken by key. */
  private showRefusal(refusal: Refusal): void {
    this.refusal = refusal;
    const asked = this.refused;
    if ('next' in refusal && this.overOne(asked)) {
      this.show(refusal.next.map(choiceOfSlot), false);
    } else if ('next' in refusal) {
      // The next times of this one doctor are not those of everybody who was asked for.
      void this.look();
    } else if (refusal.code === 'time_in_gap' && asked) {
      this.show(
        [refusal.before_local, refusal.after_local].map((local) => atLocal(asked, local, null)),
        false,
      );
    } else if (refusal.code === 'time_repeated' && asked) {
      this.show(
        (['earlier', 'later'] as const).map((which) => atLocal(asked, asked.starts_local, which)),
        false,
      );
    } else if (refusal.code === 'not_all_possible') {
      void this.look();
    } else if (refusal.code === 'in_the_past') {
      this.wish = null;
      void this.look();
    }
  }

  private show(choices: Choice[], withWish: boolean): void {
    const wish = withWish && this.stillWished() && !this.refine.thenDoctorId ? this.wish : null;
    this.choices = wish ? [wish, ...choices.filter((choice) => !sameTime(choice, wish))] : choices;
    this.selected = this.firstChoice();
  }

  /** After a refusal none: one Enter too many must not book another time than was meant. */
  private firstChoice(): number {
    return this.refusal ? -1 : 0;
  }

  /** Another doctor or date was asked for since: what was pointed at is over. */
  private stillWished(): boolean {
    return (
      this.over === 'doctors' &&
      this.doctorId === this.wish?.doctor_id &&
      this.fromOn === dateOf(this.wish.starts_local)
    );
  }

  /** Times are looked for with this doctor only. */
  private overOne(asked: Choice | null): boolean {
    if (this.over === 'doctors') return this.alsoDoctorIds.length === 0;
    return this.over === 'usual_doctor' && asked?.usual_doctor !== false;
  }

  private release(): void {
    for (const done of this.found.splice(0)) done();
  }

  private length(): number | null {
    return whole(this.minutes);
  }

  private overWhom(): SlotSearchOver | null {
    if (this.dateWrong) return null;
    if (this.over === 'doctors') {
      const doctor_ids = [this.doctorId, ...this.alsoDoctorIds].filter((id) => id !== '');
      return doctor_ids.length > 0 ? { over: 'doctors', doctor_ids } : null;
    }
    if (this.over === 'specialty') {
      return this.specialtyId ? { over: 'specialty', specialty_id: this.specialtyId } : null;
    }
    return { over: this.over };
  }
}

function freshIds() {
  return { first: freshId(), second: freshId() };
}
