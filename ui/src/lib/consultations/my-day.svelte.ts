// The doctor's day and the notes open in it. A note that is not on the server yet stays here, whatever is shown.

import { SvelteMap } from 'svelte/reactivity';
import * as m from '$messages';
import { isBegun } from '../prescriptions/prescription.svelte';
import { history } from '../appointments/history.svelte';
import { Chart } from '../chart/chart.svelte';
import type {
  AppointmentView,
  ClinicError,
  KeptNote,
  MayStart,
  MyDay,
  PastVisit,
  Signing,
} from '../shared/contract';
import { asClinicError, call, freshId } from '../shared/desk';
import { clock, localOfInstant, pause } from '../shared/times';
import { toasts } from '../shared/toasts.svelte';
import { begun } from './begun.svelte';
import { begunLeft } from './words';
import { OpenNote } from './note.svelte';
import { notOpenYet, type Cursor } from './note-state';
import { keptNotes } from './note-journal.svelte';
import { nextVisit } from './waiting';

/** How long an opening waits for the journal of windows of before, in milliseconds. */
const JOURNAL_PATIENCE = 3_000;
/** A second window has no journal: there it is waited for once. */
let patience = JOURNAL_PATIENCE;
const LOOK_AGAIN = 50;

export class DoctorDay {
  /** Empty: today at the doctor's location. */
  date = $state('');
  day = $state.raw<MyDay | null>(null);
  reading = $state(false);
  problem = $state.raw<ClinicError | null>(null);

  note = $state.raw<OpenNote | null>(null);
  /** The visit that is being opened. */
  opening = $state<string | null>(null);
  openProblem = $state.raw<{ visit: AppointmentView; error: ClinicError } | null>(null);
  /** Notes by visit that left the screen before the server had all of their text. */
  readonly #aside = new SvelteMap<string, OpenNote>();

  /** The visit whose note stood on the screen when the desk was locked, and where somebody was writing in it. */
  #stowed: { visit: string; cursor: Cursor | null } | null = null;

  /** What windows of before left is in the page. */
  #broughtBack = false;
  /** Notes that were opened all the same, and may lie over what is in the journal. */
  readonly #early = new Set<OpenNote>();

  /** The chart of the patient whose visit is open. */
  chart = $state.raw<Chart | null>(null);

  now = $state(Date.now());
  #ahead = 0;
  #readings = 0;
  /** Ids of an opening that was not answered: the same opening is sent again with the same ids. */
  #unanswered: {
    appointment_id: string;
    request_id: string;
    consultation_id: string;
    may_start: MayStart;
  } | null = null;

  /** The day's visits by start. */
  get visits(): readonly AppointmentView[] {
    return this.day?.appointments ?? [];
  }

  /** Completed visits, of whatever day, whose notes wait to be signed. */
  get unsigned(): readonly AppointmentView[] {
    return this.day?.unsigned ?? [];
  }

  /** The visit's note holds text that is only on this workstation, and is not on the screen. */
  keeps(appointment_id: string): boolean {
    return this.#aside.get(appointment_id)?.settled === false;
  }

  /** Who comes in next, today; on other dates nobody does. */
  get next(): AppointmentView | null {
    return this.date === '' ? nextVisit(this.visits, this.now) : null;
  }

  /** The clock of the server moves on, as far as this workstation can tell. */
  tick(): void {
    this.now = Date.now() + this.#ahead;
  }

  async read(): Promise<void> {
    const reading = ++this.#readings;
    this.reading = true;
    try {
      const day = await call('consultations_my_day', { date: this.date });
      if (reading !== this.#readings) return;
      this.day = day;
      this.problem = null;
      this.#ahead = Date.parse(day.now_at) - Date.now();
      this.tick();
    } catch (thrown) {
      if (reading === this.#readings) this.problem = asClinicError(thrown);
    } finally {
      if (reading === this.#readings) this.reading = false;
    }
  }

  /** Shows another date; empty is today. */
  async show(date: string): Promise<void> {
    this.date = date;
    this.day = null;
    await this.read();
  }

  /** Opens a visit; the note open before is saved first. One of another day is started only where that is said. */
  async open(visit: AppointmentView, may_start: MayStart = 'today'): Promise<void> {
    if (this.opening || this.#shows(visit)) return;
    this.opening = visit.id;
    this.openProblem = null;
    try {
      await this.#waitForJournal();
      if (this.#shows(visit)) return;
      await this.#putAside();
      const kept = this.keeps(visit.id) ? this.#aside.get(visit.id) : undefined;
      const note = kept ?? new OpenNote(await this.#chart(visit, may_start));
      if (!this.#broughtBack) this.#early.add(note);
      this.#show(note);
      this.#tellOfStart(visit, may_start);
    } catch (thrown) {
      this.openProblem = { visit, error: asClinicError(thrown) };
    } finally {
      this.opening = null;
    }
  }

  /** A visit could not be opened because the server is away, and can be written to. */
  get mayWriteAhead(): boolean {
    const { error, visit } = this.openProblem ?? {};
    return error?.kind === 'offline' && visit?.status !== 'completed';
  }

  /** Writes to that visit: it is opened once the server answers. */
  async writeAhead(): Promise<void> {
    const visit = this.openProblem?.visit;
    if (!visit || !this.mayWriteAhead) return;
    this.openProblem = null;
    await this.#putAside();
    // Had the server opened it and only not been heard, it is under this id.
    const sent = this.#unanswered?.appointment_id === visit.id ? this.#unanswered : null;
    const note = new OpenNote(notOpenYet(visit, sent?.consultation_id ?? freshId()));
    if (!this.#broughtBack) this.#early.add(note);
    this.#show(note);
  }

  /** Takes the start of the open visit back, while nothing is written; why it could not be, or null. */
  async takeStartBack(): Promise<ClinicError | null> {
    const note = this.note;
    return note ? this.#takeBack(note) : null;
  }

  /** The past visits of the patient whose visit is open, without it. */
  get history(): PastVisit[] | null {
    const open = this.note?.view.appointment.id;
    return this.chart?.visits?.filter(({ appointment_id }) => appointment_id !== open) ?? null;
  }

  /** How many prescriptions of the visit that is open were begun and not signed. */
  get drafts(): number {
    const open = this.note && visitOf(this.note);
    const all = this.chart?.prescriptions ?? [];
    return all.filter((one) => isBegun(one) && one.appointment_id === open).length;
  }

  /** Completes the visit that is open; says whether it did. */
  async complete(signing: Signing): Promise<boolean> {
    const done = (await this.note?.complete(signing)) ?? false;
    if (done) {
      void this.read();
      // Its vital signs, and what was prescribed in it, stand in the chart now.
      void this.chart?.read();
    }
    return done;
  }

  /** Saves everything typed; false while some of it is only here. */
  async saveAll(): Promise<boolean> {
    const settled = await Promise.all(this.#open().map((note) => note.flush()));
    return settled.every(Boolean);
  }

  /** The server is back, or the session is open again. */
  async resume(): Promise<void> {
    await Promise.all([this.read(), ...this.#open().map((note) => note.resume())]);
    if (this.chart?.error) await this.chart.read();
  }

  /**
   * Puts back what windows of before left in the journal: after a kill, a lost server, a lock. False while it cannot be
   * read yet.
   */
  async bringBack(): Promise<boolean> {
    // What was typed over the journal is on the server before the journal's text meets it.
    for (const note of this.#early) if (!(await note.flush())) return false;
    let found: KeptNote[];
    try {
      found = await keptNotes();
    } catch (thrown) {
      const error = asClinicError(thrown);
      const later = error.kind === 'refused' && error.refusal.code === 'cannot_keep_here';
      this.#broughtBack = !later;
      return !later;
    }
    found.sort((one, other) => one.kept_at.localeCompare(other.kept_at));
    const beside = found.filter(({ part }) => part !== 'note');
    for (const kept of beside) if (!begun.found(kept)) tellUnreadable();
    const own = this.#open().filter((note) => !this.#early.has(note));
    this.#early.clear();
    const here = new Set(own.map(visitOf));
    const notes = found.filter((kept) => kept.part === 'note' && !here.has(kept.subject_id));
    await Promise.all(notes.map((kept) => this.#takeUp(kept)));
    this.#broughtBack = true;
    patience = JOURNAL_PATIENCE;
    const stowed = this.#stowed;
    this.#stowed = null;
    const visits = beside.filter(({ part }) => part !== 'chart_entry');
    const last = stowed?.visit ?? visits.at(-1)?.subject_id;
    if (!this.note && last) await this.#bringBackShown(last);
    if (stowed && this.note && visitOf(this.note) === stowed.visit)
      this.note.cursor = stowed.cursor;
    this.#tellOfBegun();
    return true;
  }

  /** What was begun in visits that are not on the screen. */
  #tellOfBegun(): void {
    const visit = this.note?.view.appointment;
    const shown = visit ? [visit.id, visit.patient_id] : [];
    const others = begun.untold().filter(({ subject_id }) => !shown.includes(subject_id));
    for (const patient of new Set(others.map(({ patient_name }) => patient_name)))
      toasts.notice(m.begun_of({ patient }));
  }

  /** Nothing is opened over what waits in the journal, where it can be read at all. */
  async #waitForJournal(): Promise<void> {
    const until = Date.now() + patience;
    while (!this.#broughtBack && Date.now() < until) await pause(LOOK_AGAIN);
    patience = this.#broughtBack ? JOURNAL_PATIENCE : 0;
  }

  async #takeUp(kept: KeptNote): Promise<void> {
    const read = OpenNote.kept(kept);
    if (!read) {
      tellUnreadable();
      return;
    }
    const { note, shown } = read;
    const { appointment } = note.view;
    const lacked = await note.takeUp(kept.kept_at);
    const open = this.note && visitOf(this.note) === appointment.id;
    if (open && !lacked) return;
    if (open || (!this.note && (shown || lacked))) {
      this.#show(note);
      return;
    }
    if (!lacked) return;
    this.#aside.set(appointment.id, note);
    const time = clock(localOfInstant(kept.kept_at, appointment.time_zone));
    toasts.done(m.note_put_back_of({ patient: appointment.patient_name, time }));
  }

  /** The note that was on the screen and was not in the journal: the server has it, or this page still. */
  async #bringBackShown(id: string): Promise<void> {
    const visit = [...this.visits, ...this.unsigned].find((visit) => visit.id === id);
    const kept = this.#aside.get(id);
    if (kept) this.#show(kept);
    else if (visit) await this.open(visit, 'nothing');
  }

  /** The desk is locked: nothing clinical stays in the page, but what nothing else could take. */
  async stow(): Promise<void> {
    const shown = this.note;
    if (shown) this.#stowed = { visit: shown.view.appointment.id, cursor: shown.cursor };
    const notes = this.#open();
    const gone = await Promise.all(notes.map((note) => note.stow(note === this.note)));
    this.#aside.clear();
    begun.clear();
    this.#broughtBack = false;
    notes.forEach((note, at) => {
      if (!gone[at]) this.#aside.set(visitOf(note), note);
    });
    this.note = null;
    this.chart = null;
  }

  /** Everything typed is on the server. */
  get settled(): boolean {
    return this.#open().every((note) => note.settled);
  }

  /** Whose notes hold text that is not on the server, in words. */
  get unsaved(): string[] {
    const notes = this.#open()
      .filter((note) => !note.settled)
      .map((note) => {
        const patient = note.view.appointment.patient_name;
        const onDisk = note.journal.state === 'kept';
        return onDisk ? m.unfinished_note_kept({ patient }) : m.unfinished_note({ patient });
      });
    return [...notes, ...begun.of().map((one) => begunLeft(one, one.on_disk))];
  }

  /** The screen is gone; what is not saved waits for the doctor's return. */
  pause(): void {
    for (const note of this.#open()) note.pause();
  }

  #open(): OpenNote[] {
    const aside = [...this.#aside.values()].filter((note) => note !== this.note);
    return this.note ? [this.note, ...aside] : aside;
  }

  /** The note is about to leave the screen; what it holds does not. */
  async #putAside(): Promise<void> {
    for (const [visit, note] of this.#aside) if (note.settled) this.#aside.delete(visit);
    if (!this.note || (await this.note.flush())) return;
    this.#aside.set(this.note.view.appointment.id, this.note);
  }

  /** Opening started the visit: that can be undone while nothing is written. */
  #tellOfStart(visit: AppointmentView, may_start: MayStart): void {
    const note = this.note;
    const begun = note?.view.appointment.status === 'in_progress';
    if (!note || !begun || visit.status === 'in_progress') return;
    let started = note;
    history.did({
      says: m.did_start({ patient: visit.patient_name }),
      undone: m.undid_step({ patient: visit.patient_name }),
      undo: () => this.#takeBack(started),
      redo: async () => {
        await this.open(visit, may_start);
        if (this.openProblem) return this.openProblem.error;
        if (this.note) started = this.note;
        return null;
      },
    });
  }

  async #takeBack(note: OpenNote): Promise<ClinicError | null> {
    await note.flush();
    const { id: consultation_id, view } = note;
    const write = { request_id: freshId(), consultation_id, row_version: view.row_version };
    try {
      await call('consultations_take_start_back', write);
    } catch (thrown) {
      return asClinicError(thrown);
    }
    if (this.note === note) {
      this.note = null;
      this.chart = null;
    }
    await this.read();
    return null;
  }

  #shows({ id }: AppointmentView): boolean {
    return this.note !== null && visitOf(this.note) === id;
  }

  async #chart(visit: AppointmentView, may_start: MayStart) {
    const before = this.#unanswered;
    const again = before?.appointment_id === visit.id && before.may_start === may_start;
    const [request_id, consultation_id] = [freshId(), freshId()];
    const request =
      before && again
        ? before
        : { appointment_id: visit.id, request_id, consultation_id, may_start };
    this.#unanswered = request;
    const view = await call('consultations_open', request);
    this.#unanswered = null;
    return view;
  }

  #show(note: OpenNote): void {
    this.note = note;
    this.#aside.delete(note.view.appointment.id);
    this.chart = new Chart(note.view.appointment.patient_id);
    void this.chart.read();
    void this.read();
  }
}

function visitOf(note: OpenNote): string {
  return note.view.appointment.id;
}

function tellUnreadable(): void {
  toasts.problem(m.note_kept_unreadable(), m.note_kept_unreadable_next());
}
