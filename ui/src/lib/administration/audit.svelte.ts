// The latest events of the audit log, page by page.

import { asClinicError, call } from '../shared/desk';
import type { AuditView, ClinicError } from '../shared/contract';

const PAGE = 50;

export class Audit {
  events = $state.raw<AuditView[]>([]);
  pending = $state(false);
  problem = $state.raw<ClinicError | null>(null);
  /** Nothing older is left. */
  complete = $state(false);
  read = $state(false);

  /** The latest page, anew. */
  latest(): Promise<void> {
    return this.#page(null);
  }

  /** The page before the oldest event shown. */
  async older(): Promise<void> {
    const last = this.events.at(-1);
    if (last) await this.#page(last.at);
  }

  async #page(before_at: string | null): Promise<void> {
    if (this.pending) return;
    this.pending = true;
    try {
      const page = await call('audit_list', { before_at, limit: PAGE });
      this.events = before_at === null ? page : [...this.events, ...page];
      this.complete = page.length < PAGE;
      this.problem = null;
      this.read = true;
    } catch (thrown) {
      this.problem = asClinicError(thrown);
    } finally {
      this.pending = false;
    }
  }
}
