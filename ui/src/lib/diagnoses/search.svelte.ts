import type { ClinicError, DiagnosisHit } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';

/** Finding a diagnosis while typing. The table is on this workstation: every letter is asked at once. */
export class DiagnosisSearch {
  query = $state('');
  hits = $state.raw<DiagnosisHit[]>([]);
  /** The hit that Enter takes; none while nothing is typed, until an arrow chooses. */
  selected = $state(-1);
  more = $state(false);
  release = $state('');
  error = $state.raw<ClinicError | null>(null);
  /** What the hits are an answer to. */
  answered = $state<string | null>(null);

  #asked = 0;

  /** `atHand` names the codes that stand first, the nearest first. */
  constructor(private readonly atHand: () => string[]) {}

  readonly current = $derived(this.hits[this.selected] ?? null);

  /** Takes what is typed, and asks. */
  type(query: string): void {
    this.query = query;
    this.ask();
  }

  ask(): void {
    this.#asked += 1;
    void this.#ask(this.#asked);
  }

  async #ask(mine: number): Promise<void> {
    const words = this.query;
    const outcome = await attempt('diagnoses_search', { words, at_hand: this.atHand() });
    if (mine !== this.#asked) return;
    this.answered = words;
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    this.error = null;
    this.hits = outcome.answer.hits;
    this.more = outcome.answer.more;
    this.release = outcome.answer.release;
    this.selected = words.trim() === '' ? -1 : 0;
  }

  /** What fits best, whatever stands in the box meanwhile; nothing where nothing does, or nobody answered. */
  async best(words: string): Promise<DiagnosisHit | null> {
    if (words.trim() === '') return null;
    const outcome = await attempt('diagnoses_search', { words, at_hand: this.atHand() });
    return outcome.ok ? (outcome.answer.hits[0] ?? null) : null;
  }

  /** Moves the selection; stops at the ends. */
  move(by: number): void {
    this.selected = Math.max(0, Math.min(this.hits.length - 1, this.selected + by));
  }
}
