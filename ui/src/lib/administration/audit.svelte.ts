// The latest events of the audit log that somebody asks for, page by page.

import { asClinicError, call } from '../shared/desk';
import type { AuditSearch, AuditView, ClinicError } from '../shared/contract';

const PAGE = 50;

/** What is asked for; empty is everything but the drafts that save themselves. */
export type AuditFilter = Omit<AuditSearch, 'before_at' | 'limit'>;

export class Audit {
  events = $state.raw<AuditView[]>([]);
  filter = $state.raw<AuditFilter>({
    actor_id: null,
    action: null,
    patient_id: null,
    drafts: false,
  });
  pending = $state(false);
  problem = $state.raw<ClinicError | null>(null);
  /** Nothing older is left. */
  complete = $state(false);
  read = $state(false);
  #turn = 0;

  /** The latest page, anew. */
  latest(): Promise<void> {
    return this.#page(null);
  }

  /** The page before the oldest event shown. */
  async older(): Promise<void> {
    const last = this.events.at(-1);
    if (last && !this.pending) await this.#page(last.at);
  }

  /** Asks for something else. */
  ask(change: Partial<AuditFilter>): Promise<void> {
    this.filter = { ...this.filter, ...change };
    return this.latest();
  }

  /** An answer that a later question overtook is dropped. */
  async #page(before_at: string | null): Promise<void> {
    const turn = ++this.#turn;
    this.pending = true;
    try {
      const page = await call('audit_list', { ...this.filter, before_at, limit: PAGE });
      if (turn !== this.#turn) return;
      this.events = before_at === null ? page : [...this.events, ...page];
      this.complete = page.length < PAGE;
      this.problem = null;
      this.read = true;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asClinicError(thrown);
    } finally {
      if (turn === this.#turn) this.pending = false;
    }
  }
}
