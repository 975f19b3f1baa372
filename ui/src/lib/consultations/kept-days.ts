// What a doctor typed outlives the screen, in memory only, until the server has it.

import type { UserId } from '$lib/shared/contract';
import { DoctorDay } from './my-day.svelte';

/** Days by user: a doctor who hands the window over with unsaved text finds it again after signing in. */
const kept = new Map<UserId, DoctorDay>();

/** The day of the doctor who signed in. */
export function dayOf(user: UserId): DoctorDay {
  const day = kept.get(user) ?? new DoctorDay();
  kept.set(user, day);
  return day;
}

/** The doctor's screen goes: nothing clinical stays in memory but what is not saved yet. */
export function putAway(user: UserId): void {
  const day = kept.get(user);
  day?.pause();
  if (day?.settled) kept.delete(user);
}
