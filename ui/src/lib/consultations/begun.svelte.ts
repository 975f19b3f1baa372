// What is written beside a note and is not on the server yet: a prescription, a letter, an addendum, an entry of the chart. While
// its dialog is open it is in the journal as it is typed; when the dialog goes, for whatever reason, it waits here and its note
// says so.

import { SvelteMap } from 'svelte/reactivity';
import type { KeptNote, KeptPart } from '../shared/contract';
import { attempt } from '../shared/desk';
import { session } from '../users/session.svelte';
import { NoteJournal } from './note-journal.svelte';
import { begunLeft } from './words';

export type BegunPart = Exclude<KeptPart, 'note'>;

/** What something is written about. */
export interface BegunSubject {
  /** The visit, or the patient whose chart it is. */
  subject_id: string;
  patient_name: string;
}

/** What waits for its dialog. */
export interface Begun extends BegunSubject {
  user: string;
  part: BegunPart;
  /** When it was typed last. */
  kept_at: string;
  /** As the journal has it. */
  text: string;
  on_disk: boolean;
}

/** What the journal holds of it. */
interface Kept<T> {
  patient_name: string;
  typed: T;
}

class BegunTexts {
  readonly #waiting = new SvelteMap<string, Begun>();
  /** What was said once is not said at each return to the day. */
  readonly #told = new Set<string>();

  /** What waits of whoever is signed in: of a visit or chart, or of all. */
  of(subject_id?: string): Begun[] {
    const mine = [...this.#waiting.values()].filter(({ user }) => user === me());
    return mine.filter((one) => !subject_id || one.subject_id === subject_id);
  }

  /** What waits and was not said yet. */
  untold(): Begun[] {
    const news = this.of().filter((one) => !this.#told.has(keyOf(one)));
    for (const one of news) this.#told.add(keyOf(one));
    return news;
  }

  /** A window of before left it in the journal; null where this program cannot read it. */
  found({ subject_id, part, kept_at, text }: KeptNote): Begun | null {
    if (part === 'note') return null;
    let patient_name: string;
    try {
      ({ patient_name } = JSON.parse(text) as Kept<unknown>);
    } catch {
      return null;
    }
    const on_disk = true;
    const found = { user: me(), subject_id, part, kept_at, text, patient_name, on_disk };
    const here = this.#waiting.get(keyOf(found));
    if (here?.on_disk !== false) this.put(found);
    return found;
  }

  put(begun: Begun): void {
    this.#waiting.set(keyOf(begun), begun);
  }

  /** Its dialog went, and the disk has it or not. Nothing stays in a page that is covered, or another person's. */
  left(waits: Begun, on_disk: boolean): void {
    const key = keyOf(waits);
    const here = this.#waiting.get(key);
    if (here?.text !== waits.text) return;
    if (on_disk && (session.covered || me() !== waits.user)) this.#waiting.delete(key);
    else this.#waiting.set(key, { ...waits, on_disk });
  }

  /** Its dialog goes on with it. */
  take(subject_id: string, part: BegunPart): Begun | undefined {
    const key = keyOf({ user: me(), subject_id, part });
    const found = this.#waiting.get(key);
    this.#waiting.delete(key);
    return found;
  }

  /** Nobody goes on with it; how to have it back all the same. */
  async discard(unwanted: Begun): Promise<() => void> {
    const { subject_id, part, text } = unwanted;
    this.#waiting.delete(keyOf(unwanted));
    await attempt('away_forget_note', { subject_id, part });
    return () => {
      this.put(unwanted);
      void attempt('away_keep_note', { subject_id, part, text });
    };
  }

  /** The desk is locked or its doctor leaves: what the disk has does not stay in the page. */
  clear(): void {
    for (const [key, { on_disk }] of this.#waiting) if (on_disk) this.#waiting.delete(key);
  }
}

export const begun = new BegunTexts();

/** One text while its dialog is open. */
export class BegunText<T> {
  readonly journal: NoteJournal;
  readonly #part: BegunPart;
  readonly #subject: BegunSubject;
  /** Who writes it; they may have signed out when its dialog goes. */
  readonly #user = me();
  readonly #typed: () => T | null;

  /** `typed` is what the server does not have; null while it has everything. */
  constructor(part: BegunPart, subject: BegunSubject, typed: () => T | null) {
    this.#part = part;
    this.#subject = subject;
    this.#typed = typed;
    this.journal = new NoteJournal(subject.subject_id, () => this.#text(), 'empty', part);
  }

  /** What was begun before, if anything was. */
  take(): { kept_at: string; typed: T } | null {
    const found = begun.take(this.#subject.subject_id, this.#part);
    if (!found) return null;
    // Its write may be on the way still: what is on the disk is to go once the server has it.
    this.journal.state = 'kept';
    return { kept_at: found.kept_at, typed: (JSON.parse(found.text) as Kept<T>).typed };
  }

  /** Something was typed, or the server has it. */
  changed(): void {
    if (this.#typed() === null) void this.journal.forget();
    else this.journal.changed();
  }

  /** That it is not on the server, in words. */
  get left(): string {
    const waits = { ...this.#subject, part: this.#part };
    return begunLeft(waits, this.journal.state === 'kept');
  }

  /** The dialog goes: what was typed waits. */
  async leave(): Promise<void> {
    if (this.#typed() === null) return this.journal.forget();
    const { subject_id, patient_name } = this.#subject;
    const waits: Begun = {
      user: this.#user,
      subject_id,
      patient_name,
      part: this.#part,
      kept_at: new Date().toISOString(),
      text: this.#text(),
      on_disk: false,
    };
    begun.put(waits);
    begun.left(waits, await this.journal.write());
  }

  #text(): string {
    const { patient_name } = this.#subject;
    return JSON.stringify({ patient_name, typed: this.#typed() });
  }
}

function me(): string {
  return session.view?.user_id ?? '';
}

function keyOf({ user, subject_id, part }: Pick<Begun, 'user' | 'subject_id' | 'part'>) {
  return `${user}:${subject_id}:${part}`;
}
