import type { AppointmentView, Priority } from '$lib/shared/contract';
import type { Details } from './visits';

/** What is written about a visit, being written anew. */
export class Describing {
  priority = $state<Priority>('regular');
  reason = $state('');
  symptoms = $state('');

  constructor(readonly visit: AppointmentView) {
    this.priority = visit.priority;
    this.reason = visit.reason;
    this.symptoms = visit.symptoms;
  }

  get details(): Details {
    return {
      priority: this.priority,
      reason: this.reason.trim(),
      symptoms: this.symptoms.trim(),
    };
  }

  /** Something was changed that is not saved. */
  get changed(): boolean {
    const { priority, reason, symptoms } = this.details;
    const { visit } = this;
    return priority !== visit.priority || reason !== visit.reason || symptoms !== visit.symptoms;
  }
}
