// Something read from the server and shown: the last answer stays while the next is awaited or refused.

import { asClinicError } from '../shared/desk';
import type { ClinicError } from '../shared/contract';

export class Reading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  readonly #ask: () => Promise<T>;
  #turn = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** Reads again; only the newest answer counts. */
  async read(): Promise<void> {
    const turn = ++this.#turn;
    this.pending = true;
    try {
      const value = await this.#ask();
      if (turn !== this.#turn) return;
      this.value = value;
      this.problem = null;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asClinicError(thrown);
    } finally {
      if (turn === this.#turn) this.pending = false;
    }
  }
}
