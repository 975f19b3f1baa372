import type { ClinicError, Readiness } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt } from '$lib/shared/desk';

/** From one look at what changed to the next, while somebody searches or counts; and to the next try after a failure. */
const PAUSE_MS = 20_000;

/**
 * What the workstation has read of the notes: it is asked to go on until it has all of them, and then now and again for
 * what changed.
 */
export class Reading {
  readiness = $state.raw<Readiness | null>(null);
  error = $state.raw<ClinicError | null>(null);
  #stopped = true;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onwhole` is told whenever all of it was read. */
  constructor(private readonly onwhole: () => void) {}

  /** How much of it is read, 0 to 100; nothing when it is all of it. */
  readonly percent = $derived.by(() => {
    const state = this.readiness;
    if (!state || state.whole || state.records === 0) return null;
    return Math.floor((100 * state.read) / state.records);
  });

  /** Starts reading. Returns how to stop. */
  start(): () => void {
    this.#stopped = false;
    void this.#read();
    const stopChanges = connection.onChange((change) => {
      if (change.returned) void this.#read();
    });
    return () => {
      this.#stopped = true;
      stopChanges();
      clearTimeout(this.#timer);
    };
  }

  /** Tries again at once. */
  retry(): void {
    void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    while (!this.#stopped) {
      const outcome = await attempt('note_search_prepare', null);
      if (this.#stopped) break;
      this.error = outcome.ok ? null : outcome.error;
      if (!outcome.ok) break;
      this.readiness = outcome.answer;
      if (!outcome.answer.whole) continue;
      this.onwhole();
      break;
    }
    this.#busy = false;
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#read(), PAUSE_MS);
  }
}
