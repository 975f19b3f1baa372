// One open note: what is typed, what the server has, and how the two are kept together. Saves follow one another, an
// unanswered one is sent again as it was, and no text is dropped without the doctor saying so.

import { asClinicError, call, freshId } from '../shared/desk';
import type {
  AppointmentStatus,
  ClinicError,
  ConsultationView,
  FieldError,
  KeptNote,
  MayStart,
  NoteContent,
  Signing,
} from '../shared/contract';
import {
  chosen,
  copyNote,
  differences,
  emptyNote,
  partOf,
  sameNote,
  setPart,
  PARTS,
  type Part,
} from './parts';
import { NoteJournal } from './note-journal.svelte';
import {
  isNotOpenYet,
  notInProgress,
  notOlder,
  stands,
  weighed,
  type Attempt,
  type Conflict,
  type Cursor,
  type KeptText,
  type SaveState,
} from './note-state';
import { NotePresence } from './presence.svelte';
import { noteProblems, tidyDays, tidyNumber } from './vitals';

/** How long typed text may stay unsaved, in milliseconds. */
export const SAVE_WITHIN = 2_000;
/** How long until an unanswered save is sent again, in milliseconds; doubles up to the last. */
const RETRY_FIRST = 2_000;
const RETRY_LAST = 15_000;
/** A save that takes longer is not about to be done, in milliseconds. */
const SLOW = 3_000;
/** Own saves come back through the feed within this time, in milliseconds. */
const OWN_ECHO = 3_000;

export class OpenNote {
  #view = $state.raw<ConsultationView>() as ConsultationView;
  content = $state<NoteContent>() as NoteContent;
  save = $state.raw<SaveState>() as SaveState;
  conflict = $state<Conflict | null>(null);
  problems = $state.raw<FieldError[]>([]);
  completing = $state(false);
  /** Why the visit could not be completed, where the reason stands at no field. */
  refused = $state.raw<ClinicError | null>(null);
  /** It holds text of that time which had not reached the server when its window went. */
  putBackOf = $state<string | null>(null);
  /** Where somebody was writing when the desk was locked. */
  cursor: Cursor | null = null;
  readonly journal: NoteJournal;
  readonly presence: NotePresence;

  /** What the server is known to hold. */
  #base = $state.raw<NoteContent>() as NoteContent;
  #attempt = $state.raw<Attempt | null>(null);
  #completion: (Attempt & { signing: Signing }) | null = null;
  #flight = $state.raw<Promise<void> | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changedAt: number | null = null;
  #retryAfter = RETRY_FIRST;
  /** When the server last heard of this note from here: what the feed tells right after is this window's own doing. */
  #ownAt = Date.now();
  #look: ReturnType<typeof setTimeout> | undefined;
  #paused = false;
  /** It is on the screen, for whoever finds it in the journal. */
  #shown = true;

  constructor(view: ConsultationView, kept?: KeptText) {
    this.#view = view;
    this.content = copyNote(kept?.content ?? view.content);
    this.#attempt = kept?.attempt ?? null;
    this.cursor = kept?.cursor ?? null;
    this.presence = new NotePresence(() => this.id);
    const text = () => JSON.stringify(this.#text());
    this.journal = new NoteJournal(view.appointment.id, text, kept ? 'kept' : 'empty');
    this.#base = copyNote(view.content);
    this.save = this.settled ? { at: 'saved', saved_at: view.saved_at } : { at: 'changed' };
    if (this.notOpenYet) this.save = { at: 'kept', cause: 'unreachable' };
    // What a draft was left with is marked when it is opened again.
    if (view.status !== 'completed') this.problems = noteProblems(this.content);
  }

  /** The note that a window left in the journal; null where this program cannot read it. */
  static kept({ text }: KeptNote): { note: OpenNote; shown: boolean } | null {
    try {
      const kept = JSON.parse(text) as KeptText;
      return { note: new OpenNote(kept.view, kept), shown: kept.shown };
    } catch {
      return null;
    }
  }

  get view(): ConsultationView {
    return this.#view;
  }

  get id(): string {
    return this.#view.id;
  }

  get completed(): boolean {
    return this.#view.status === 'completed';
  }

  /** It is written before the server could open it: it is opened, and the visit started, once the server answers. */
  get notOpenYet(): boolean {
    return isNotOpenYet(this.#view);
  }

  /** Nothing can be written now. */
  get readOnly(): boolean {
    return this.completed || this.completing;
  }

  /** Everything that was typed is on the server. */
  get settled(): boolean {
    return this.#attempt === null && this.#flight === null && !this.#dirty();
  }

  /** How the visit stands while it is not in progress: its start was taken back, and nothing is saved until it begins. */
  get unbegun(): AppointmentStatus | null {
    const { status } = this.#view.appointment;
    return this.completed || this.notOpenYet || status === 'in_progress' ? null : status;
  }

  /** The visit is in progress and nothing is written: its start can be taken back. */
  get startCanGo(): boolean {
    const begun = this.#view.appointment.status === 'in_progress';
    return begun && !this.readOnly && emptyNote(this.content) && emptyNote(this.#base);
  }

  /** What stands wrong at a field, by its path in the note. */
  problemAt(path: string): FieldError | undefined {
    return this.problems.find((problem) => stands(problem, path));
  }

  /** Something was typed: it is saved within two seconds. */
  changed(path?: string): void {
    if (path) this.problems = this.problems.filter((problem) => !stands(problem, path));
    this.refused = null;
    if (this.readOnly) return;
    this.journal.changed();
    this.presence.typed();
    if (this.conflict) return;
    if (this.unbegun) {
      this.save = { at: 'refused', error: notInProgress(this.unbegun) };
      return;
    }
    this.#changedAt ??= Date.now();
    if (['saved', 'invalid', 'refused'].includes(this.save.at)) this.save = { at: 'changed' };
    if (!this.#flight && !this.#attempt) {
      this.#schedule(Math.max(0, this.#changedAt + SAVE_WITHIN - Date.now()));
    }
  }

  /** Saves now what is not saved yet; answers when it is, or when it cannot be. */
  async flush(): Promise<boolean> {
    while (!this.settled && !this.conflict) {
      await this.#send();
      if (this.save.at !== 'saved' && this.save.at !== 'changed') break;
    }
    return this.settled;
  }

  /** Starts the visit that is not in progress, and saves what was typed meanwhile. */
  async start(): Promise<void> {
    this.refused = null;
    if (this.notOpenYet) {
      if (await this.#openNow('anyway')) await this.flush();
      return;
    }
    try {
      const { appointment } = await this.#read('anyway');
      this.#ownAt = Date.now();
      this.#view = { ...this.#view, appointment };
    } catch (thrown) {
      this.refused = asClinicError(thrown);
      return;
    }
    this.save = this.#dirty() ? { at: 'changed' } : { at: 'saved', saved_at: this.#view.saved_at };
    await this.flush();
  }

  /** Goes on with what a window left at that time; whether the server lacked any of it. */
  async takeUp(kept_at: string): Promise<boolean> {
    try {
      const theirs = await this.#read();
      if (sameNote(theirs.content, this.content)) {
        this.#adopt(theirs);
        this.#forget();
        return false;
      }
    } catch {
      // The next save says what is wrong; the text is here.
    }
    this.putBackOf = kept_at;
    void this.resume();
    return true;
  }

  /**
   * Everything goes into the journal, for a page that is about to lose it: the desk is locked. Whether nothing here is
   * anywhere else.
   */
  async stow(shown: boolean): Promise<boolean> {
    this.pause();
    if (this.completed) return true;
    this.#shown = shown;
    this.journal.changed();
    return this.journal.write();
  }

  /** The server is back, or the session is open again: what is kept here is sent at once. */
  async resume(): Promise<void> {
    this.#paused = false;
    this.#retryAfter = RETRY_FIRST;
    if (this.notOpenYet && !this.#flight) await this.#openNow();
    if (!this.settled) await this.flush();
  }

  /** Another window may have written: takes its text when nothing here is unsaved. */
  async refresh(): Promise<void> {
    clearTimeout(this.#look);
    if (this.conflict) await this.#lookAgain();
    if (!this.settled || this.completing) return;
    const echoes = this.#ownAt + OWN_ECHO - Date.now();
    if (echoes > 0) {
      // With others there it may be theirs as well: once it can only be theirs, it is looked at.
      if (this.presence.others.length > 0)
        this.#look = setTimeout(() => void this.refresh(), echoes);
      return;
    }
    try {
      const theirs = await this.#read();
      if (this.settled) this.#adopt(theirs);
    } catch (thrown) {
      const error = asClinicError(thrown);
      // Anything else the next save says.
      if (error.kind === 'inconsistent') this.save = { at: 'refused', error };
    }
  }

  /** Looks for what keeps the visit from being completed, and marks it; true when there is nothing. */
  check(): boolean {
    this.refused = null;
    this.problems = noteProblems(this.content);
    return this.problems.length === 0;
  }

  /** Reads a note that stands again: somebody else signed it, or added to it. */
  async reread(): Promise<void> {
    try {
      const theirs = await this.#read();
      if (this.completed) this.#adopt(theirs);
    } catch {
      // It stays as it is known.
    }
  }

  /** The note stands, and somebody signed it or added to it: this is how it is now. */
  take(view: ConsultationView): void {
    this.#adopt(view);
  }

  /** Completes the visit with what is on the screen; says whether it did. */
  async complete(signing: Signing = 'now'): Promise<boolean> {
    if (this.readOnly || this.conflict) return this.completed;
    if (!this.check()) return false;
    if (this.notOpenYet) await this.#openNow();
    if (!(await this.flush()) || this.notOpenYet) {
      if (this.save.at === 'kept')
        this.refused = { kind: 'offline', cause: this.save.cause, detail: '' };
      return false;
    }
    this.completing = true;
    const content = copyNote(this.content);
    let completion = this.#completion;
    if (!completion || !sameNote(completion.content, content) || completion.signing !== signing) {
      const row_version = this.#view.row_version;
      completion = { request_id: freshId(), row_version, content, signing };
      this.#completion = completion;
    }
    try {
      const request = { consultation_id: this.id, ...completion };
      const view = await call('consultations_complete', request);
      this.#adopt(view);
      this.#forget();
      return true;
    } catch (thrown) {
      await this.#notCompleted(asClinicError(thrown));
      return this.completed;
    } finally {
      this.completing = false;
    }
  }

  /** Compares again with the other window's text: the doctor may have gone on typing. What was chosen stays. */
  weigh(): void {
    if (this.conflict) this.conflict.differences = weighed(this.conflict, this.content);
  }

  /** Goes on with what the doctor chose where two windows differ; nothing happens while a choice is missing. */
  async resolve(): Promise<void> {
    // What they wrote since is chosen from too.
    await this.#lookAgain();
    if (!this.conflict || this.conflict.differences.some(({ choice }) => choice === null)) return;
    const { theirs, differences: parts } = this.conflict;
    const merged = copyNote(theirs.content);
    for (const difference of parts) setPart(merged, difference.part, chosen(difference));
    this.#adopt(theirs);
    this.content = merged;
    if (!this.#dirty()) return this.#forget();
    this.journal.changed();
    this.#changedAt = Date.now();
    this.save = { at: 'changed' };
    await this.flush();
  }

  /** The other window went on writing, or completed the visit, while the doctor chooses. */
  async #lookAgain(): Promise<void> {
    const { conflict } = this;
    try {
      const theirs = await this.#read();
      if (!conflict || this.conflict !== conflict) return;
      conflict.theirs = theirs;
      this.weigh();
    } catch {
      // It is chosen from what is known; the save says whether that was all.
    }
  }

  /** The other window completed the visit: its note stands, and what was typed here is elsewhere or not wanted. */
  giveWay(): void {
    if (this.conflict) this.#adopt(this.conflict.theirs);
    this.#forget();
  }

  /** Sends nothing by itself until it is resumed: the page is gone. */
  pause(): void {
    this.#paused = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#look);
  }

  /** A field was left: numbers are tidied and checked, and everything is saved. */
  async left(path?: Part): Promise<void> {
    if (this.readOnly) return;
    if (path?.startsWith('vitals.') || path === 'follow_up.in_days') {
      const tidy = path === 'follow_up.in_days' ? tidyDays : tidyNumber;
      const typed = tidy(partOf(this.content, path));
      if (typed !== partOf(this.content, path)) {
        setPart(this.content, path, typed);
        this.journal.changed();
      }
    }
    const numbers = PARTS.filter((part) => part.startsWith('vitals.') || part.endsWith('in_days'));
    const others = this.problems.filter((found) => !numbers.some((part) => stands(found, part)));
    this.problems = [...others, ...noteProblems(this.content)];
    await this.flush();
  }

  #dirty(): boolean {
    return !this.completed && !sameNote(this.#base, this.content);
  }

  #text(): KeptText {
    const { content, cursor } = this;
    return { view: this.#view, content, attempt: this.#attempt, shown: this.#shown, cursor };
  }

  /** The journal lets go of what the server has. */
  #forget(): void {
    if (this.settled) void this.journal.forget();
  }

  #adopt(view: ConsultationView): void {
    this.#view = view;
    this.#base = copyNote(view.content);
    this.content = copyNote(view.content);
    this.#attempt = null;
    this.#completion = null;
    this.#changedAt = null;
    this.conflict = null;
    this.save = { at: 'saved', saved_at: view.saved_at };
    clearTimeout(this.#timer);
  }

  #schedule(after: number): void {
    if (this.#paused) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), after);
  }

  /** Sends what is unanswered, else what is typed; never two at once. */
  #send(): Promise<void> {
    this.#flight ??= this.#sendOne().finally(() => {
      this.#flight = null;
      this.#afterSend();
    });
    return this.#flight;
  }

  #afterSend(): void {
    if (this.save.at === 'kept') {
      this.#schedule(this.#retryAfter);
      this.#retryAfter = Math.min(this.#retryAfter * 2, RETRY_LAST);
    } else if (this.save.at === 'saved' && this.#dirty()) {
      this.#changedAt ??= Date.now();
      this.save = { at: 'changed' };
      this.#schedule(Math.max(0, this.#changedAt + SAVE_WITHIN - Date.now()));
    }
    this.#forget();
  }

  /** The server answers again: opens the visit that was written to meanwhile. Whether its text can be saved now. */
  async #openNow(may_start: MayStart = 'today'): Promise<boolean> {
    try {
      const theirs = await this.#read(may_start);
      if (!this.notOpenYet) return true;
      this.#ownAt = Date.now();
      if (!sameNote(theirs.content, this.#base)) {
        this.#layBeside(theirs);
        return false;
      }
      this.#view = theirs;
    } catch (thrown) {
      await this.#notSaved(asClinicError(thrown));
      return false;
    }
    this.#retryAfter = RETRY_FIRST;
    this.save = this.#dirty() ? { at: 'changed' } : { at: 'saved', saved_at: this.#view.saved_at };
    return true;
  }

  async #sendOne(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.notOpenYet && !(await this.#openNow())) {
      this.#changedAt = null;
      return;
    }
    if (!this.#attempt) {
      if (!this.#dirty()) {
        if (this.save.at === 'changed') this.save = { at: 'saved', saved_at: this.#view.saved_at };
        this.#changedAt = null;
        return;
      }
      this.#attempt = {
        request_id: freshId(),
        row_version: this.#view.row_version,
        content: copyNote(this.content),
      };
      this.#changedAt = null;
      this.journal.changed();
    }
    const { request_id, row_version, content } = this.#attempt;
    if (this.save.at !== 'kept') this.save = { at: 'saving' };
    await this.journal.beforeSending();
    // A server that does not even refuse is away as well.
    const slow = setTimeout(() => {
      if (this.save.at === 'saving') this.save = { at: 'kept', cause: 'unreachable' };
    }, SLOW);
    try {
      const answer = await call('consultations_save_draft', {
        request_id,
        consultation_id: this.id,
        row_version,
        content,
      });
      this.#landed(answer, content);
    } catch (thrown) {
      await this.#notSaved(asClinicError(thrown));
    } finally {
      clearTimeout(slow);
    }
  }

  #landed(answer: { row_version: number; saved_at: string }, content: NoteContent): void {
    this.#view = { ...this.#view, ...answer, content };
    this.#base = content;
    this.#attempt = null;
    this.#retryAfter = RETRY_FIRST;
    this.#ownAt = Date.now();
    this.save = { at: 'saved', saved_at: answer.saved_at };
  }

  async #notSaved(error: ClinicError): Promise<void> {
    switch (error.kind) {
      case 'offline':
        this.save = { at: 'kept', cause: error.cause };
        return;
      case 'signed_out':
        this.save = { at: 'locked' };
        return;
      case 'stale':
        return this.#meet();
      case 'refused':
        if (error.refusal.code === 'consultation_completed') return this.#meet();
        if (error.refusal.code === 'wrong_status') this.#stands(error.refusal.status);
        break;
      case 'invalid':
        // The text cannot be kept as it is: it stays on the screen, and the next change is sent anew.
        this.#attempt = null;
        this.problems = error.fields;
        this.save = { at: 'invalid' };
        return;
    }
    this.#attempt = null;
    this.save = { at: 'refused', error };
  }

  async #notCompleted(error: ClinicError): Promise<void> {
    if (error.kind === 'invalid') {
      this.#completion = null;
      this.problems = error.fields;
    } else if (error.kind === 'stale') {
      await this.#meet();
      if (this.conflict) return;
      this.refused = error;
      if (this.#dirty()) this.changed();
    } else if (error.kind === 'refused' && error.refusal.code === 'consultation_completed') {
      await this.#meet();
    } else {
      this.refused = error;
    }
  }

  /** The visit stands otherwise than this window knew. */
  #stands(status: AppointmentStatus): void {
    this.#view = { ...this.#view, appointment: { ...this.#view.appointment, status } };
  }

  async #read(may_start: MayStart = 'nothing'): Promise<ConsultationView> {
    const theirs = await call('consultations_open', {
      request_id: freshId(),
      appointment_id: this.#view.appointment.id,
      consultation_id: this.id,
      may_start,
    });
    return notOlder(theirs, this.#view);
  }

  /** Another window saved first: reads its text and lays the two side by side. */
  async #meet(): Promise<void> {
    let theirs: ConsultationView;
    try {
      theirs = await this.#read();
    } catch (thrown) {
      const error = asClinicError(thrown);
      this.save =
        error.kind === 'offline' ? { at: 'kept', cause: error.cause } : { at: 'refused', error };
      return;
    }
    this.#layBeside(theirs);
  }

  /** Merges what nobody has to say a word about; asks about the rest. */
  #layBeside(theirs: ConsultationView): void {
    const sent = this.#attempt?.content ?? this.#completion?.content;
    // The save had landed and only its answer was lost.
    const base = sent && sameNote(sent, theirs.content) ? theirs.content : this.#base;
    const mine = copyNote(this.content);
    const parts = differences(base, mine, theirs.content);
    this.#attempt = null;
    this.#completion = null;
    if (theirs.status === 'completed') {
      // What only the other window changed needs no question.
      const unsaved = parts.filter(({ choice }) => choice !== 'theirs');
      if (unsaved.length === 0) return this.#adopt(theirs);
      this.conflict = { base, theirs, differences: unsaved };
      this.save = { at: 'conflict' };
      return;
    }
    if (parts.every(({ choice }) => choice !== null)) {
      this.#adopt(theirs);
      for (const difference of parts) setPart(this.content, difference.part, chosen(difference));
      return;
    }
    this.conflict = { base, theirs, differences: parts };
    this.save = { at: 'conflict' };
  }
}
