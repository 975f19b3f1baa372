import type { PlannedVisit, Refusal, SlotOffer } from '$lib/shared/contract';

/** What is chosen for one visit of a plan. */
export type PlanChoice = 'as_planned' | 'left_out' | SlotOffer;

/** What was in the way of a visit, kept while another time is chosen for it. */
export interface Conflict {
  refusal: Refusal;
  alternatives: SlotOffer[];
}

/** One line of a plan as it is shown. */
export interface PlanLine {
  key: string;
  planned: PlannedVisit;
  choice: PlanChoice;
  conflict: Conflict | null;
}

/** A plan of several visits: what the check found, and what a person chose for each that cannot be as planned. */
export class Plan {
  lines = $state.raw<PlanLine[]>([]);
  private readonly choices = new Map<string, PlanChoice>();
  private conflicts = new Map<string, Conflict>();

  constructor(private readonly keyOf: (planned: PlannedVisit) => string) {}

  /** Visits that cannot be as they are chosen now. */
  readonly open = $derived(
    this.lines.filter(
      (line) => line.choice !== 'left_out' && line.planned.standing.standing === 'refused',
    ),
  );
  /** Visits that would be written. */
  readonly taken = $derived(this.lines.filter((line) => line.choice !== 'left_out'));

  choiceOf(key: string): PlanChoice {
    return this.choices.get(key) ?? 'as_planned';
  }

  /** The keys that are left out. */
  get leftOut(): string[] {
    return [...this.choices].filter(([, choice]) => choice === 'left_out').map(([key]) => key);
  }

  /** The times chosen in place of those planned, by key. */
  get elsewhere(): [string, SlotOffer][] {
    return [...this.choices].flatMap(([key, choice]) =>
      typeof choice === 'object' ? [[key, choice]] : [],
    );
  }

  choose(key: string, choice: PlanChoice): void {
    this.choices.set(key, choice);
    this.lines = this.lines.map((line) => (line.key === key ? { ...line, choice } : line));
  }

  /** Something of the wish changed: what was chosen against the old conflicts is over; what is left out stays. */
  forget(): void {
    for (const [key, choice] of this.choices) {
      if (choice !== 'left_out') this.choices.delete(key);
    }
    this.conflicts = new Map();
  }

  /** Shows what a check found. */
  show(planned: PlannedVisit[]): void {
    this.lines = planned.map((visit) => {
      const key = this.keyOf(visit);
      const { standing } = visit;
      // A time chosen instead that was taken meanwhile is no choice any more.
      if (standing.standing === 'refused') {
        if (typeof this.choiceOf(key) === 'object') this.choices.delete(key);
        const { refusal, alternatives } = standing;
        this.conflicts.set(key, { refusal, alternatives });
      }
      const choice = this.choiceOf(key);
      return { key, planned: visit, choice, conflict: this.conflicts.get(key) ?? null };
    });
  }
}
