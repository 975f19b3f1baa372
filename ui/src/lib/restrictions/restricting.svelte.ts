import type { ClinicError, RestrictionGround, RestrictionView } from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';

/** The restrictions of one patient, and what is typed about the next step. */
export class Restricting {
  list = $state.raw<RestrictionView[] | null>(null);
  ground = $state<RestrictionGround>('accuracy_contested');
  words = $state('');
  told = $state(false);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  readonly #once = new OnceId();
  readonly #id = freshId();

  constructor(readonly patient: { id: string; name: string }) {}

  /** The one that stands. */
  get standing(): RestrictionView | undefined {
    return this.list?.find(({ lifted_at }) => lifted_at === null);
  }

  get earlier(): RestrictionView[] {
    return (this.list ?? []).filter(({ lifted_at }) => lifted_at !== null);
  }

  /** Something was typed that is not kept anywhere. */
  get touched(): boolean {
    return this.words.trim() !== '';
  }

  async read(): Promise<void> {
    const outcome = await attempt('restrictions_of_patient', this.patient.id);
    if (outcome.ok) {
      this.list = outcome.answer;
      this.error = null;
    } else this.error = outcome.error;
  }

  /** Restricts, or lifts what stands. Whether it was done. */
  async save(): Promise<boolean> {
    if (this.pending || !this.list) return false;
    this.pending = true;
    const { standing, words } = this;
    let outcome;
    if (standing) {
      const wish = { id: standing.id, row_version: standing.row_version, words };
      const lift = { ...wish, patient_told: this.told };
      const request = { request_id: this.#once.for(lift), ...lift };
      outcome = this.#once.settle(await attempt('restrictions_lift', request));
    } else {
      const wish = { id: this.#id, patient_id: this.patient.id, ground: this.ground, words };
      const request = { request_id: this.#once.for(wish), ...wish };
      outcome = this.#once.settle(await attempt('restrictions_restrict', request));
    }
    this.pending = false;
    if (!outcome.ok) {
      this.error = outcome.error;
      // Somebody else restricted or lifted it: what stands now is shown, what was typed stays.
      if (outcome.error.kind === 'stale') {
        const again = await attempt('restrictions_of_patient', this.patient.id);
        if (again.ok) this.list = again.answer;
      }
      return false;
    }
    this.list = outcome.answer;
    this.words = '';
    this.error = null;
    return true;
  }
}
