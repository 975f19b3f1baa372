// The journal of one open note, or of what is written beside it, on this computer's disk: every change is in it within half
// a second, and it goes when the server has everything. What a window that was killed, locked or closed leaves behind is read from it.

import type { KeptNote, KeptPart } from '../shared/contract';
import { attempt, call } from '../shared/desk';
import { pause } from '../shared/times';

/** From a change to the journal, in milliseconds: with a slow disk it is still there within half a second. */
export const JOURNAL_WITHIN = 150;
/** How long a save waits for the journal, in milliseconds: a disk that stalls does not hold up the server. */
const BEFORE_SENDING = 300;
/** How long until a journal that took nothing is tried again, in milliseconds. */
const TRY_AGAIN = 1_000;
/** After so many tries in a row it is said that the text is in this window only. */
const TELL_AFTER = 4;

/** Whether what is on the screen is on this computer's disk too. */
export type JournalState = 'empty' | 'kept' | 'window_only';

export class NoteJournal {
  /** Where the text stands that the server does not have. */
  state = $state.raw<JournalState>('empty');

  readonly #subject: string;
  readonly #text: () => string;
  readonly #part: KeptPart;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Writes follow one another: a note that is let go must not come back by a write that was slower. */
  #writing: Promise<unknown> = Promise.resolve();
  #changed = false;
  /** Tries in a row that the disk took nothing. */
  #refused = 0;

  /** `text` is all there is to know of the note, as it stands when it is asked for. */
  constructor(
    subject: string,
    text: () => string,
    state: JournalState = 'empty',
    part: KeptPart = 'note',
  ) {
    this.#part = part;
    this.#subject = subject;
    this.#text = text;
    this.state = state;
  }

  /** Something changed: it is written soon, together with what changes until then. */
  changed(): void {
    this.#changed = true;
    this.#timer ??= setTimeout(() => void this.write(), JOURNAL_WITHIN);
  }

  /** Writes now what is not written yet; whether the disk has it. */
  async write(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#next(async () => {
      if (!this.#changed) return;
      this.#changed = false;
      const request = { subject_id: this.#subject, part: this.#part, text: this.#text() };
      const { ok } = await attempt('away_keep_note', request);
      this.#refused = ok ? 0 : this.#refused + 1;
      if (ok) this.state = 'kept';
      // Right after signing in the journal is about to be opened: that is not worth a word.
      else if (this.#refused >= TELL_AFTER) this.state = 'window_only';
      if (ok) return;
      this.#changed = true;
      this.#timer ??= setTimeout(() => void this.write(), TRY_AGAIN);
    });
    return this.#refused === 0;
  }

  /** What is about to be sent is in the journal first: whoever finds it there knows it for its own. */
  async beforeSending(): Promise<void> {
    await Promise.race([this.write(), pause(BEFORE_SENDING)]);
  }

  /** The server has everything. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed = false;
    await this.#next(async () => {
      // Something was typed since.
      if (this.#changed || (this.state === 'empty' && this.#refused === 0)) return;
      [this.state, this.#refused] = ['empty', 0];
      await attempt('away_forget_note', { subject_id: this.#subject, part: this.#part });
    });
  }

  #next(write: () => Promise<void>): Promise<void> {
    const next = this.#writing.then(write);
    this.#writing = next;
    return next;
  }
}

/** The notes that wait on this computer; none can be read in the first moment after signing in. */
export function keptNotes(): Promise<KeptNote[]> {
  return call('away_kept_notes', null);
}
