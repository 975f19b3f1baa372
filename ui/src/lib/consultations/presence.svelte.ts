// Who else has the note open: this window says what it does every few seconds, and hears of the others.

import type { Attendance, OtherWindow } from '../shared/contract';
import { attempt } from '../shared/desk';

/** From one word to the next while nothing changes, in milliseconds; after three that did not come a window is gone. */
const BEAT = 5_000;
/** Whoever typed so long ago is not writing any more, in milliseconds. */
const WRITES_FOR = 15_000;

export class NotePresence {
  /** The other windows, longest first. */
  others = $state.raw<OtherWindow[]>([]);

  readonly #note: () => string;
  #beat: ReturnType<typeof setInterval> | undefined;
  #typedAt = 0;
  #said: Attendance = 'leaves';
  #asking: Promise<void> = Promise.resolve();

  /** The consultation is asked for each time: one that is not open yet may become another window's. */
  constructor(consultation_id: () => string) {
    this.#note = consultation_id;
  }

  /** The topic of the feed that changes when anybody comes, goes, begins or stops writing. */
  get topic(): string {
    return `note_windows:${this.#note()}`;
  }

  /** The note is on the screen. Returns how to say that it is not any more. */
  start(): () => void {
    void this.say();
    this.#beat = setInterval(() => void this.say(), BEAT);
    return () => {
      clearInterval(this.#beat);
      this.#beat = undefined;
      void this.say();
    };
  }

  /** Something was typed: the first time that is told at once. */
  typed(): void {
    this.#typedAt = Date.now();
    if (this.#beat !== undefined && this.#said !== 'writes') void this.say();
  }

  /** Says what this window does, one word after the other. */
  say(): Promise<void> {
    const next = this.#asking.then(async () => {
      const attendance = this.#attendance();
      if (attendance === 'leaves' && this.#said === 'leaves') return;
      this.#said = attendance;
      const outcome = await attempt('consultations_attend', {
        consultation_id: this.#note(),
        attendance,
      });
      // Who is there while the server is away nobody knows: better nothing than what was.
      this.others = outcome.ok && attendance !== 'leaves' ? outcome.answer : [];
    });
    this.#asking = next;
    return next;
  }

  #attendance(): Attendance {
    if (this.#beat === undefined) return 'leaves';
    return Date.now() - this.#typedAt < WRITES_FOR ? 'writes' : 'reads';
  }
}
