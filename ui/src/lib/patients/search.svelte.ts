import type { ClinicError, PatientHit } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';
import { canVisit } from './words';

const PAUSE_MS = 60;
const LIMIT = 20;

/** Finding one patient while typing. */
export class PatientSearchState {
  query = $state('');
  hits = $state.raw<PatientHit[]>([]);
  /** The hit that Enter takes; beyond the hits is registering, -1 is neither. */
  selected = $state(0);
  /** More were found than are shown. */
  more = $state(false);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  /** What the hits are an answer to. */
  answered = $state<string | null>(null);

  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: (() => void)[] = [];

  readonly current = $derived(this.hits[this.selected] ?? null);

  /** Takes what is typed; asks after a short pause. */
  type(query: string): void {
    this.query = query;
    this.pending = true;
    this.selected = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** Asks at once. An answer that a later question overtook is dropped. */
  async ask(keep: string | undefined = undefined): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.asked += 1;
    const mine = this.asked;
    this.pending = true;
    const query = this.query;
    const outcome = await attempt('patients_search', { query, limit: LIMIT + 1 });
    if (mine !== this.asked || this.query !== query) return;
    this.pending = false;
    if (outcome.ok) {
      this.error = null;
      const found = outcome.answer.slice(0, LIMIT);
      // Whoever comes no more is found, but never by an Enter that was meant for somebody else.
      const comes = (hit: PatientHit) => canVisit(hit.patient);
      this.hits = [...found.filter(comes), ...found.filter((hit) => !comes(hit))];
      this.more = outcome.answer.length > LIMIT;
      this.answered = query;
      const kept = keep ? this.hits.findIndex((hit) => hit.patient.id === keep) : -1;
      // Digits are no name: nobody is registered by them unless that is chosen.
      const nobody = outcome.answer.length === 0 && /\d/.test(query);
      this.selected = nobody ? -1 : Math.max(0, kept);
    } else {
      this.error = outcome.error;
    }
    for (const done of this.waiting.splice(0)) done();
  }

  /** Reads the same again, and keeps the selection: something changed elsewhere. */
  refresh(): void {
    void this.ask(this.current?.patient.id);
  }

  /** Moves the selection; stops at the ends. */
  move(by: number, extra = 0): void {
    const last = this.hits.length - 1 + extra;
    this.selected = Math.max(0, Math.min(last, this.selected + by));
  }

  /** The answer to what is typed by now is there: for fast fingers, who press Enter before it is. */
  async settled(): Promise<void> {
    if (!this.pending) return;
    const done = new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.timer !== undefined) void this.ask();
    await done;
  }

  clear(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.pending = false;
    this.query = '';
    this.hits = [];
    this.selected = 0;
    this.error = null;
    this.answered = null;
  }
}
