// A patient's chart as it is on the screen: read in one go, its past page by page, its entries written one at a time.

import type {
  Altered,
  ChartEntryView,
  ChartStanding,
  ChartView,
  ClinicError,
  PastVisit,
  PrescriptionView,
  SaveChartEntry,
} from '$lib/shared/contract';
import { attempt, freshId, type Outcome } from '$lib/shared/desk';
import { ranked, type AllergyEntry } from './words';

export class Chart {
  view = $state.raw<ChartView | null>(null);
  error = $state.raw<ClinicError | null>(null);
  reading = $state(false);
  /** Completed visits, the newest first: so many as were read. */
  visits = $state.raw<PastVisit[] | null>(null);
  readingMore = $state(false);
  moreError = $state.raw<ClinicError | null>(null);
  prescriptions = $state.raw<PrescriptionView[] | null>(null);
  /** Prescriptions that cannot be shown. */
  alteredPrescriptions = $state.raw<Altered[]>([]);
  prescriptionsError = $state.raw<ClinicError | null>(null);

  /** All that one opening reads is one event. */
  readonly #request_id = freshId();
  #readings = 0;

  constructor(readonly patient_id: string) {}

  /** What the change feed tells of this chart. */
  get topic(): string {
    return `chart:${this.patient_id}`;
  }

  get entries(): readonly ChartEntryView[] {
    return this.view?.entries ?? [];
  }

  /** Entries that cannot be shown. */
  get altered(): readonly Altered[] {
    return this.view?.altered ?? [];
  }

  /** The entries of a kind that hold. */
  active(kind: ChartEntryView['fact']['kind']): ChartEntryView[] {
    return this.entries.filter(({ fact, standing }) => fact.kind === kind && standing === 'active');
  }

  /** The allergies that hold, the worst first. */
  get allergies(): AllergyEntry[] {
    return ranked(this.active('allergy'));
  }

  /** That somebody asked, and no allergy is known; it says nothing beside one that holds, or may hold unread. */
  get noneKnown(): ChartEntryView | undefined {
    return this.allergies.length === 0 && this.altered.length === 0
      ? this.active('no_known_allergy')[0]
      : undefined;
  }

  /** What was signed, has not lapsed and is not replaced: what the patient takes of it. */
  get prescribed(): PrescriptionView[] {
    return (this.prescriptions ?? []).filter(
      ({ status, lapsed, replaced_by }) => status === 'signed' && !lapsed && replaced_by === null,
    );
  }

  /** There are visits that were not read yet. */
  get more(): boolean {
    return this.visits !== null && this.visits.length < (this.view?.visits_in_all ?? 0);
  }

  async read(): Promise<void> {
    const reading = ++this.#readings;
    this.reading = true;
    const request = { request_id: this.#request_id, patient_id: this.patient_id };
    const [chart, prescriptions] = await Promise.all([
      attempt('chart_open', request),
      attempt('prescriptions_of_patient', request),
    ]);
    if (reading !== this.#readings) return;
    this.reading = false;
    this.error = chart.ok ? null : chart.error;
    this.prescriptionsError = prescriptions.ok ? null : prescriptions.error;
    if (prescriptions.ok) {
      this.prescriptions = prescriptions.answer.prescriptions;
      this.alteredPrescriptions = prescriptions.answer.altered;
    }
    if (!chart.ok) return;
    this.view = chart.answer;
    this.#takeVisits(chart.answer.visits);
  }

  /** Reads the visits before those that are here. */
  async readMore(): Promise<void> {
    const last = this.visits?.at(-1);
    if (!last || this.readingMore) return;
    this.readingMore = true;
    const outcome = await attempt('consultations_history', {
      request_id: this.#request_id,
      patient_id: this.patient_id,
      before: last.appointment_id,
    });
    this.readingMore = false;
    this.moreError = outcome.ok ? null : outcome.error;
    if (outcome.ok) this.visits = [...(this.visits ?? []), ...outcome.answer];
  }

  /** Writes an entry; where somebody else was faster the chart is read again. */
  async save(request: SaveChartEntry): Promise<Outcome<ChartEntryView>> {
    const outcome = await attempt('chart_save', request);
    if (outcome.ok && this.view) {
      const saved = outcome.answer;
      const others = this.view.entries.filter(({ id }) => id !== saved.id);
      this.view = { ...this.view, entries: [saved, ...others] };
    }
    if (!outcome.ok && outcome.error.kind === 'stale') await this.read();
    return outcome;
  }

  /** Somebody asked just now and no allergy is known, or that is taken back. */
  sayNoneKnown(standing: ChartStanding): Promise<Outcome<ChartEntryView>> {
    const known = this.entries.find(({ fact }) => fact.kind === 'no_known_allergy');
    return this.save({
      request_id: freshId(),
      patient_id: this.patient_id,
      entry_id: known?.id ?? freshId(),
      row_version: known?.row_version ?? null,
      fact: { kind: 'no_known_allergy' },
      standing,
      why: '',
    });
  }

  /** What an entry once said, the newest first. */
  versions(entry_id: string): Promise<Outcome<ChartEntryView[]>> {
    return attempt('chart_versions', { request_id: this.#request_id, entry_id });
  }

  /** The newest visits were read again; those further back stay. */
  #takeVisits(newest: PastVisit[]): void {
    const last = newest.at(-1);
    const known = this.visits ?? [];
    const at = last
      ? known.findIndex(({ appointment_id }) => appointment_id === last.appointment_id)
      : -1;
    this.visits = at < 0 ? newest : [...newest, ...known.slice(at + 1)];
  }
}
