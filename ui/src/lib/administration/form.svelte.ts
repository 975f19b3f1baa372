// A form over one record: what is typed, what the server refused, and what happens when somebody else saved first.

import type { ClinicError, FieldError } from '../shared/contract';
import { asClinicError, freshId } from '../shared/desk';

type Values = Record<string, unknown>;

/** Both hold the same, whatever the order they were made in. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export class RecordForm<T extends Values> {
  values = $state<T>() as T;
  problems = $state.raw<FieldError[]>([]);
  refused = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  /** Somebody else changed the record while this was typed. */
  stale = $state(false);
  #base: T;
  #sent: { request_id: string; values: T } | null = null;

  constructor(values: T) {
    this.values = structuredClone(values);
    this.#base = structuredClone(values);
  }

  /** Something was typed that is not saved. */
  get changed(): boolean {
    return !same($state.snapshot(this.values), this.#base);
  }

  problemAt(field: string): FieldError | undefined {
    return this.problems.find(
      (problem) => problem.field === field || problem.field === `form.${field}`,
    );
  }

  /** Typing in a field takes away what was said about it. */
  touched(field: string): void {
    if (this.problemAt(field))
      this.problems = this.problems.filter((problem) => problem !== this.problemAt(field));
  }

  /** Sends what is typed; the same content that was not answered goes out under the same id. */
  async save<A>(send: (request_id: string, values: T) => Promise<A>): Promise<A | null> {
    if (this.pending) return null;
    const values = $state.snapshot(this.values) as T;
    if (!this.#sent || !same(this.#sent.values, values))
      this.#sent = { request_id: freshId(), values };
    this.pending = true;
    this.problems = [];
    this.refused = null;
    try {
      const answer = await send(this.#sent.request_id, values);
      this.#sent = null;
      this.#base = values;
      this.stale = false;
      return answer;
    } catch (thrown) {
      const error = asClinicError(thrown);
      if (error.kind !== 'offline') this.#sent = null;
      if (error.kind === 'invalid') this.problems = error.fields;
      else if (error.kind === 'stale') this.stale = true;
      else this.refused = error;
      return null;
    } finally {
      this.pending = false;
    }
  }

  /** The record as it is now: what was typed here stays, the rest follows the server. */
  rebase(now: T, merge: (base: T, mine: T, theirs: T) => T = mergeFields): void {
    const mine = $state.snapshot(this.values) as T;
    this.values = merge(this.#base, mine, structuredClone(now));
    this.#base = structuredClone(now);
    this.#sent = null;
    this.stale = false;
  }
}

function mergeFields<T extends Values>(base: T, mine: T, theirs: T): T {
  const merged = { ...theirs };
  for (const key of Object.keys(theirs) as (keyof T)[]) {
    if (!same(mine[key], base[key])) merged[key] = mine[key];
  }
  return merged;
}
