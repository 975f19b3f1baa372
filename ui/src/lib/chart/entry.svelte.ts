// One entry of a chart being written: what is typed, and what it was before.

import type {
  AllergySeverity,
  ChartEntryView,
  ChartFact,
  ChartStanding,
  SaveChartEntry,
} from '$lib/shared/contract';
import { freshId } from '$lib/shared/desk';
import { emptyFact, type ListedKind } from './words';

/** What is to be kept of an entry that is not saved. */
export interface EntryLeft {
  id: string;
  entry: ChartEntryView | null;
  fact: ChartFact;
  standing: ChartStanding;
  why: string;
  severityChosen: boolean;
}

export class EntryWork {
  fact = $state<ChartFact>() as ChartFact;
  standing = $state<ChartStanding>('active');
  why = $state('');
  /** How severe an allergy is, nobody says but who enters it. */
  severityChosen = $state(true);
  /** The entry as it was when the form opened, or as somebody else left it since; none of a new one. */
  entry = $state.raw<ChartEntryView | null>(null);

  #id = freshId();
  #before = $state('');

  /** A new entry of a kind, or one that is to be changed. */
  constructor(of: ListedKind | ChartEntryView) {
    if (typeof of === 'string') {
      this.fact = emptyFact(of);
      this.severityChosen = of !== 'allergy';
    } else {
      this.fact = structuredClone(of.fact);
      this.standing = of.standing;
      this.entry = of;
      this.#id = of.id;
    }
    this.#before = this.text;
  }

  /** Something is typed that the server does not have. */
  get changed(): boolean {
    return this.text !== this.#before;
  }

  /** Goes on with what was left. */
  static of(left: EntryLeft): EntryWork {
    const work = new EntryWork(kindOf(left.fact));
    [work.#id, work.entry, work.fact] = [left.id, left.entry, left.fact];
    [work.standing, work.why] = [left.standing, left.why];
    work.severityChosen = left.severityChosen;
    work.#before = '';
    return work;
  }

  /** What is to be kept of it. */
  get left(): EntryLeft {
    const { entry, standing, why, severityChosen } = this;
    return { id: this.#id, entry, fact: $state.snapshot(this.fact), standing, why, severityChosen };
  }

  /** It is of what stands in the chart. */
  isOf({ id }: ChartEntryView): boolean {
    return id === this.#id;
  }

  /** It says what stands in the chart: it was saved, and the answer was lost. */
  isIn(entries: readonly ChartEntryView[]): boolean {
    const there = entries.find((one) => this.isOf(one));
    return there !== undefined && this.#says(there);
  }

  /** It is the same form: what is new has an id that no other window gives, the rest says the same. */
  isSame(other: EntryWork): boolean {
    return other.#id === this.#id && (!this.entry || this.#says(other));
  }

  #says({ fact, standing, why }: Pick<ChartEntryView, 'fact' | 'standing' | 'why'>): boolean {
    const alike = linesOf(fact) === linesOf(this.fact) && why.trim() === this.why.trim();
    return alike && standing === this.standing;
  }

  get kind(): ListedKind {
    return kindOf(this.fact);
  }

  /** What is typed in one of the lines of this kind. */
  line(line: string): string {
    return (this.fact as unknown as Record<string, string>)[line] ?? '';
  }

  /** One of the lines of this kind is typed anew. */
  write(line: string, text: string): void {
    (this.fact as unknown as Record<string, string>)[line] = text;
  }

  choose(severity: AllergySeverity): void {
    if (this.fact.kind !== 'allergy') return;
    this.fact.severity = severity;
    this.severityChosen = true;
  }

  /** What is sent. */
  wish(): Omit<SaveChartEntry, 'request_id' | 'patient_id'> {
    return {
      entry_id: this.#id,
      row_version: this.entry?.row_version ?? null,
      fact: $state.snapshot(this.fact),
      standing: this.standing,
      why: this.why,
    };
  }

  /** All that is typed. */
  get text(): string {
    return JSON.stringify([this.fact, this.severityChosen, this.standing, this.why]);
  }

  /** The server has what was typed when it was sent; what was typed since it has not. */
  saved(sent: string, entry: ChartEntryView): void {
    this.#before = sent;
    this.entry = entry;
  }

  /** Somebody else wrote it meanwhile: what is typed stays, and stands against what is there now. */
  follow(entries: readonly ChartEntryView[]): ChartEntryView | null {
    const { kind } = this.fact;
    const now =
      entries.find(({ id }) => id === this.#id) ??
      (kind === 'blood_type' ? entries.find(({ fact }) => fact.kind === kind) : undefined);
    if (!now) return null;
    this.entry = now;
    this.#id = now.id;
    return now;
  }
}

function kindOf({ kind }: ChartFact): ListedKind {
  return kind === 'no_known_allergy' ? 'allergy' : kind;
}

/** All that a fact says, however it is ordered; what is kept was trimmed. */
function linesOf(fact: ChartFact): string {
  return Object.entries(fact)
    .map(([line, text]) => `${line}: ${text.trim()}`)
    .sort()
    .join('\n');
}
