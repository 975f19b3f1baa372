import type { ClinicError } from './contract';
import type { Outcome } from './desk';

/** What is read again whenever something changes: the answer asked for last counts, and time is the server's. */
export class Rereading {
  error = $state.raw<ClinicError | null>(null);
  /** The present instant by the server's clock, in milliseconds. */
  now = $state(Date.now());
  #asked = 0;
  #offset = 0;

  /** Time goes on. */
  protected tick(): void {
    this.now = Date.now() + this.#offset;
  }

  /** The answer, unless another one was asked for meanwhile or it failed. */
  protected async reread<T extends { now_at: string }>(
    asking: Promise<Outcome<T>>,
  ): Promise<T | null> {
    this.#asked += 1;
    const mine = this.#asked;
    const outcome = await asking;
    if (mine !== this.#asked) return null;
    if (!outcome.ok) {
      this.error = outcome.error;
      return null;
    }
    this.error = null;
    this.#offset = Date.parse(outcome.answer.now_at) - Date.now();
    this.tick();
    return outcome.answer;
  }
}
