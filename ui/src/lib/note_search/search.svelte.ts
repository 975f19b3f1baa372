import type { ClinicError, FoundNote, NoteHit, NoteHits } from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { readDate } from '$lib/shared/typed';
import { Reading } from './readiness.svelte';

/** After the last letter: a question is an event in the audit log, so whoever types on asks once. */
const PAUSE_MS = 150;

/** Whose notes are searched when only one patient's are. */
export interface Whose {
  id: string;
  name: string;
}

/** Searching notes while typing, and reading what was found where it was found. */
export class NoteSearching {
  query = $state('');
  onlyPatient = $state(false);
  from = $state('');
  to = $state('');
  found = $state.raw<NoteHits | null>(null);
  /** What the hits are an answer to. */
  answered = $state<string | null>(null);
  selected = $state(0);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);

  /** The note that is read. */
  opened = $state.raw<FoundNote | null>(null);
  openError = $state.raw<ClinicError | null>(null);
  /** The note that is being opened. */
  opening = $state<string | null>(null);

  readonly reading = new Reading(() => this.#whole());
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The question was asked while not everything was read. */
  #partial = false;

  constructor(readonly patient: Whose | null) {}

  readonly hits = $derived(this.found?.hits ?? []);
  readonly current = $derived<NoteHit | null>(this.hits[this.selected] ?? null);

  /** Starts; returns how to stop. */
  start(): () => void {
    const stop = this.reading.start();
    return () => {
      stop();
      clearTimeout(this.#timer);
      this.#asked += 1;
    };
  }

  /** Takes what is typed; asks after a short pause. */
  type(query: string): void {
    this.query = query;
    this.#soon();
  }

  /** Something that narrows the search was changed. */
  narrow(): void {
    this.#soon();
  }

  #soon(): void {
    this.pending = this.query.trim() !== '';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** All of it was read: what was asked of a part of it is asked again. */
  #whole(): void {
    if (this.#partial) void this.ask(this.current?.consultation_id);
  }

  /** Asks at once. An answer that a later question overtook is dropped. */
  async ask(keep?: string): Promise<void> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const mine = this.#asked;
    const words = this.query;
    if (words.trim() === '') {
      this.pending = false;
      this.found = null;
      this.answered = null;
      this.error = null;
      this.#partial = false;
      return;
    }
    this.pending = true;
    const outcome = await attempt('note_search_find', {
      request_id: freshId(),
      words,
      patient_id: this.onlyPatient ? (this.patient?.id ?? null) : null,
      from_on: readDate(this.from),
      to_on: readDate(this.to),
    });
    if (mine !== this.#asked) return;
    this.pending = false;
    this.error = outcome.ok ? null : outcome.error;
    if (!outcome.ok) return;
    this.found = outcome.answer;
    this.answered = words;
    this.#partial = !outcome.answer.readiness.whole;
    const kept = this.hits.findIndex(({ consultation_id }) => consultation_id === keep);
    this.selected = Math.max(0, kept);
  }

  /** Moves the selection; stops at the ends. */
  move(by: number): void {
    this.selected = Math.max(0, Math.min(this.hits.length - 1, this.selected + by));
  }

  /** Opens a hit to be read here; whether it is the one wanted last. */
  async open(hit: NoteHit): Promise<boolean> {
    this.opening = hit.consultation_id;
    this.openError = null;
    const request = { request_id: freshId(), consultation_id: hit.consultation_id };
    const outcome = await attempt('note_search_open', request);
    if (this.opening !== hit.consultation_id) return false;
    this.opening = null;
    this.opened = outcome.ok ? outcome.answer : null;
    this.openError = outcome.ok ? null : outcome.error;
    return true;
  }
}
