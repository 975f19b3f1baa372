// The latest events of the audit log that somebody asks for, page by page.

import { asClinicError, call } from '../shared/desk';
import type { AuditSearch, AuditView, ClinicError } from '../shared/contract';

const PAGE = 50;

/** What is asked for; empty is everything but the drafts that save themselves. */
export type AuditFilter = Omit<AuditSearch, 'before_at' | 'limit'>;

/** One line of the list: an event, or several saves of one draft by one person after each other. */
export interface AuditLine {
  /** The latest of them. */
  event: AuditView;
  count: number;
  /** When the first of them was. */
  since: string;
}

/** A note saves itself every few seconds: what one person saved of one note in a row, latest first, is one line. */
export function folded(events: readonly AuditView[]): AuditLine[] {
  const lines: AuditLine[] = [];
  // In a row among what that person did there: several people write at the same time.
  const latest = new Map<string, AuditLine>();
  for (const event of events) {
    const who = `${event.actor_id ?? event.actor} ${event.workstation}`;
    const line = latest.get(who);
    if (line && isDraft(event) && isDraft(line.event) && sameSubject(event, line.event)) {
      line.count += 1;
      line.since = event.at;
      continue;
    }
    const fresh = { event, count: 1, since: event.at };
    latest.set(who, fresh);
    lines.push(fresh);
  }
  return lines;
}

function isDraft({ action }: AuditView): boolean {
  return action === 'consultation_draft_saved';
}

function sameSubject(one: AuditView, other: AuditView): boolean {
  return one.subject_id === other.subject_id;
}

export class Audit {
  events = $state.raw<AuditView[]>([]);
  readonly lines = $derived(folded(this.events));
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
