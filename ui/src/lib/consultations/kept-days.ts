// What a doctor typed outlives the screen, in memory only, until the server has it.

import type { UserId } from '$lib/shared/contract';
import { unfinished } from '$lib/shared/unfinished.svelte';
import { session } from '$lib/users/session.svelte';
import { begun } from './begun.svelte';
import { DoctorDay } from './my-day.svelte';

/** Days by user: a doctor who hands the window over with unsaved text finds it again after signing in. */
const kept = new Map<UserId, { day: DoctorDay; forget: () => void }>();

/** The day of the doctor who signed in. */
export function dayOf(user: UserId): DoctorDay {
  const found = kept.get(user);
  if (found) return found.day;
  const day = new DoctorDay();
  const left = () => day.unsaved;
  // In the name of whoever else is signed in nothing is saved.
  const save = async () => session.view?.user_id === user && day.saveAll();
  kept.set(user, { day, forget: unfinished.add({ user, left, save }) });
  return day;
}

/** The doctor's screen goes: nothing clinical stays in memory but what is not saved yet. */
export function putAway(user: UserId): void {
  const found = kept.get(user);
  if (!found) return;
  found.day.pause();
  begun.clear();
  if (!found.day.settled) return;
  found.forget();
  kept.delete(user);
}
