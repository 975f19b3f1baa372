import type { AppointmentView } from '$lib/shared/contract';

/** A visit about to be called off, and why. */
export class Cancelling {
  reason = $state('');

  constructor(readonly visit: AppointmentView) {}

  /** Something was typed that is not saved. */
  get typed(): boolean {
    return this.reason.trim() !== '';
  }
}
