import type { ClinicError, CountedVisits, Counts } from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { readDate } from '$lib/shared/typed';
import { datesOf, type Named } from './periods';
import { Reading } from './readiness.svelte';

/** How often something was diagnosed and prescribed in a period. */
export class Counting {
  from = $state('');
  to = $state('');
  /** The period by its name; none when its dates were typed. */
  named = $state<Named | null>(null);
  visits = $state<CountedVisits>('own');
  counts = $state.raw<Counts | null>(null);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);

  readonly reading = new Reading(() => this.#whole());
  #asked = 0;
  /** What was asked for last. */
  #last = '';
  /** Something was asked for while not everything was read. */
  #due = true;

  constructor(readonly today: string) {
    this.#name('this_month');
  }

  /** What is asked for, as the core wants it. */
  get wish() {
    return { from_on: readDate(this.from), to_on: readDate(this.to), visits: this.visits };
  }

  choose(period: Named): void {
    this.#name(period);
    void this.ask();
  }

  #name(period: Named): void {
    const { from, to } = datesOf(period, this.today);
    this.from = from;
    this.to = to;
    this.named = period;
  }

  /** A date was typed. */
  typed(): void {
    this.named = null;
    if (JSON.stringify(this.wish) !== this.#last) void this.ask();
  }

  /** A date is being typed: it is no named period any more. Ten figures and separators are a date, or will be none. */
  typing(date: string): void {
    this.named = null;
    if (/^[\d./-]{10}$/.test(date.trim())) this.typed();
  }

  whose(visits: CountedVisits): void {
    this.visits = visits;
    void this.ask();
  }

  /** All of it was read: what waited for that is counted, and what is shown again if there is more of it. */
  #whole(): void {
    const more = this.counts?.readiness.records !== this.reading.readiness?.records;
    if (this.#due || more) void this.ask();
  }

  /** Asks; an answer that a later question overtook is dropped. What is not read yet is waited for. */
  async ask(): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    this.#due = !this.reading.readiness?.whole;
    if (this.#due) return;
    this.pending = true;
    this.#last = JSON.stringify(this.wish);
    const outcome = await attempt('note_search_count', { request_id: freshId(), ...this.wish });
    if (mine !== this.#asked) return;
    this.pending = false;
    this.error = outcome.ok ? null : outcome.error;
    if (outcome.ok) this.counts = outcome.answer;
  }
}
