import type { AppointmentView } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';
import { toasts } from '$lib/shared/toasts.svelte';
import * as m from '$messages';
import { canChange } from '../status';
import { onVisit } from '../visits';

/** Visits parked while days are changed. Each keeps its place in the book until it is put down elsewhere. */
class Tray {
  parked = $state.raw<AppointmentView[]>([]);

  has(id: string): boolean {
    return this.parked.some((visit) => visit.id === id);
  }

  park(visit: AppointmentView): void {
    if (canChange(visit.status) && !this.has(visit.id)) this.parked = [...this.parked, visit];
  }

  remove(id: string): void {
    this.parked = this.parked.filter((visit) => visit.id !== id);
  }

  /** The visit as it is now, to be put down; null when somebody moved it or called it off meanwhile. */
  async fresh(visit: AppointmentView): Promise<AppointmentView | null> {
    const outcome = await attempt('appointments_get', visit.id);
    // Without an answer it is tried as it was known; the core has the last word.
    if (!outcome.ok) return visit;
    this.follow(outcome.answer);
    if (this.has(visit.id)) return outcome.answer;
    toasts.problem(m.tray_gone({ patient: visit.patient_name }));
    return null;
  }

  /** Follows what becomes of parked visits, from sign-in to sign-out. Returns how to stop. */
  start(): () => void {
    const stop = onVisit((visit) => this.follow(visit));
    return () => {
      stop();
      this.parked = [];
    };
  }

  private follow(visit: AppointmentView): void {
    const known = this.parked.find((parked) => parked.id === visit.id);
    if (!known) return;
    const stays = known.starts_at === visit.starts_at && known.doctor_id === visit.doctor_id;
    if (stays && canChange(visit.status)) {
      this.parked = this.parked.map((parked) => (parked.id === visit.id ? visit : parked));
    } else {
      this.remove(visit.id);
    }
  }
}

export const tray = new Tray();
