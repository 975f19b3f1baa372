import type { AppointmentView } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';

/** Six or eight letters and digits, written as people write a booking reference. */
const LOOKS_LIKE_ONE = /^(?:[a-z0-9]{3}[- ]?[a-z0-9]{3}|[a-z0-9]{4}[- ]?[a-z0-9]{4})$/i;

/** Looks for the visit whose booking reference is typed, and for what may have been meant. */
export class VisitByReference {
  visit = $state.raw<AppointmentView | null>(null);
  meant = $state.raw<string[]>([]);
  private asked = 0;

  /** Takes what is typed. An answer that a later question overtook is dropped. */
  async look(typed: string): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const reference = typed.trim();
    if (!LOOKS_LIKE_ONE.test(reference)) {
      this.visit = null;
      this.meant = [];
      return;
    }
    const outcome = await attempt('appointments_by_reference', { reference });
    if (mine !== this.asked) return;
    this.visit = outcome.ok ? outcome.answer : null;
    this.meant = [];
    if (outcome.ok || outcome.error.kind !== 'invalid') return;
    const problem = outcome.error.fields[0]?.problem;
    // A name of as many letters is no mistyped reference.
    if (problem?.code === 'not_a_reference' && /[\d-]/.test(reference)) this.meant = problem.meant;
  }
}
