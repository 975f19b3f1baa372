// A form over one record: what is typed, what the server refused, and what happens when somebody else saved first.

import type { ClinicError, FieldError } from '../shared/contract';
import { asClinicError } from '../shared/desk';
import { OnceId } from '../shared/once';

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
  readonly #id = new OnceId();

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

  /** What a field carries; `also` are the other names by which the server refuses it. */
  field(name: string, ...also: string[]) {
    const names = [name, ...also];
    return {
      name,
      problem: names.map((each) => this.problemAt(each)?.problem).find(Boolean),
      oninput: () => names.forEach((each) => this.touched(each)),
      autocomplete: 'off' as const,
    };
  }

  /** Sends what is typed; the same content that was not answered goes out under the same id. */
  async save<A>(send: (request_id: string, values: T) => Promise<A>): Promise<A | null> {
    if (this.pending) return null;
    const values = $state.snapshot(this.values) as T;
    this.pending = true;
    this.problems = [];
    this.refused = null;
    const outcome = this.#id.settle(
      await send(this.#id.for(values), values).then(
        (answer) => ({ ok: true as const, answer }),
        (thrown: unknown) => ({ ok: false as const, error: asClinicError(thrown) }),
      ),
    );
    this.pending = false;
    if (outcome.ok) {
      this.#base = values;
      this.stale = false;
      return outcome.answer;
    }
    const { error } = outcome;
    if (error.kind === 'invalid') this.problems = error.fields;
    else if (error.kind === 'stale') this.stale = true;
    else this.refused = error;
    return null;
  }

  /** The record as it is now: what was typed here stays, the rest follows the server. */
  rebase(now: T, merge: (base: T, mine: T, theirs: T) => T = mergeFields): void {
    const mine = $state.snapshot(this.values) as T;
    this.values = merge(this.#base, mine, structuredClone(now));
    this.#base = structuredClone(now);
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
