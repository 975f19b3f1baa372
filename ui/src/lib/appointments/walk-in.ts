// Where somebody who stands at the desk is seen.

import type { SlotSearch, SlotSearchOver } from '$lib/shared/contract';
import { attempt, type Outcome } from '$lib/shared/desk';
import { dateOf, localOfInstant, minuteOf } from '$lib/shared/times';
import { directory } from '$lib/doctors/directory.svelte';
import { choiceOfSlot, choiceOfWish, type Choice } from './choices';

/**
 * The first time that is left today; where none is, this minute with who has hours now and the fewest visits. Null when
 * nobody has hours now.
 */
export async function nextToday(search: SlotSearch): Promise<Outcome<Choice | null>> {
  const wished = { parts_of_day: [], weekdays: [], per_day: null };
  const today = { ...search, wished, followed_by: null, from_on: null, days: 1, limit: 1 };
  const offered = await attempt('appointments_free_slots', today);
  if (!offered.ok) return offered;
  const [first] = offered.answer;
  return first ? { ok: true, answer: choiceOfSlot(first) } : thisMinute(search);
}

async function thisMinute({ over, location_id }: SlotSearch): Promise<Outcome<Choice | null>> {
  const date = dateOf(localOfInstant(Date.now(), directory.zoneOf(location_id)));
  const doctor_ids = idsOf(over);
  const read = await attempt('appointments_day_sheet', { date, days: 1, doctor_ids, location_id });
  if (!read.ok) return read;
  const { now_at, columns } = read.answer;
  const here = columns
    .flatMap((day) => day.windows.map((window) => ({ day, window })))
    .filter(({ window }) => window.starts_at <= now_at && now_at < window.ends_at)
    .sort((one, other) => one.day.appointments.length - other.day.appointments.length)[0];
  if (!here) return { ok: true, answer: null };
  const { doctor_id, doctor_name } = here.day;
  const minute = minuteOf(localOfInstant(now_at, directory.zoneOf(here.window.location_id)));
  const place = { doctor_id, doctor_name, location_id: here.window.location_id, date, minute };
  return { ok: true, answer: choiceOfWish(place) };
}

/** None means everybody. */
function idsOf(over: SlotSearchOver): string[] {
  if (over.over === 'doctors') return over.doctor_ids;
  if (over.over !== 'specialty') return [];
  return directory.activeDoctors
    .filter(({ specialties }) => specialties.some(({ id }) => id === over.specialty_id))
    .map(({ id }) => id);
}
