// The keys of the day's flow, wherever a visit is chosen: each takes its step, or says why it does not follow.

import * as m from '$messages';
import type { AppointmentView, Step } from '$lib/shared/contract';
import { statuses } from '$lib/shared/errors';
import type { Binding } from '$lib/shared/keys.svelte';
import { dayAndClock } from '$lib/shared/times';
import { toasts } from '$lib/shared/toasts.svelte';
import { canChange, canStep, isInHouse, onward, stepKeys, stepNames } from './status';

/** The steps that follow. */
export function keysOfSteps(
  visit: AppointmentView,
  now: number,
  take: (which: Step) => void,
): Binding[] {
  return onward
    .filter((which) => canStep(visit, which, now))
    .map((which) => ({
      keys: stepKeys[which],
      does: stepNames[which](),
      run: () => take(which),
    }));
}

/** The steps that do not: their keys say why. To stand behind every other key. */
export function keysOfRefusedSteps(visit: AppointmentView, now: number): Binding[] {
  return onward
    .filter((which) => !canStep(visit, which, now))
    .map((which) => ({
      keys: stepKeys[which],
      does: stepNames[which](),
      unlisted: true,
      run: () => {
        const [what, next] = whyNot(visit, which);
        toasts.problem(what, next);
      },
    }));
}

/** What happened, and what to do instead. */
function whyNot(visit: AppointmentView, which: Step): [string, string?] {
  const patient = visit.patient_name;
  if (which === 'mark_no_show' && isInHouse(visit.status)) {
    return [
      m.not_no_show_in_house({ patient, status: statuses[visit.status]() }),
      m.not_no_show_in_house_next(),
    ];
  }
  if (which === 'mark_no_show' && canChange(visit.status)) {
    return [m.not_no_show_yet({ patient, when: dayAndClock(visit.starts_local) })];
  }
  return [m.not_this_step({ patient, status: statuses[visit.status](), step: stepNames[which]() })];
}
