import type { AppointmentView, CalledOffBy } from '$lib/shared/contract';

/** A visit about to be called off, by whom, and why. */
export class Cancelling {
  reason = $state('');
  by = $state<CalledOffBy>('patient');

  constructor(readonly visit: AppointmentView) {}

  /** Something was typed that is not saved. */
  get typed(): boolean {
    return this.reason.trim() !== '';
  }
}
