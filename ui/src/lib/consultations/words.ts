// What the parts of a note are called.

import * as m from '$messages';
import type { BegunPart, BegunSubject } from './begun.svelte';
import type { Part, Section, Vital } from './parts';

export const sections: Record<Section, { name: () => string; hint: () => string; key: string }> = {
  chief_complaint: { name: m.note_chief_complaint, hint: m.note_chief_complaint_hint, key: 'o' },
  history_of_present_illness: {
    name: m.note_present_illness,
    hint: m.note_present_illness_hint,
    key: 'i',
  },
  past_history: { name: m.note_past_history, hint: m.note_past_history_hint, key: 'y' },
  examination: { name: m.note_examination, hint: m.note_examination_hint, key: 'x' },
  assessment: { name: m.note_assessment, hint: m.note_assessment_hint, key: 'a' },
  plan: { name: m.note_plan, hint: m.note_plan_hint, key: 'p' },
  private_notes: { name: m.note_private_notes, hint: m.note_private_notes_hint, key: 'n' },
};

export const vitals: Record<Vital, () => string> = {
  systolic_mmhg: m.vital_systolic_mmhg,
  diastolic_mmhg: m.vital_diastolic_mmhg,
  pulse_per_minute: m.vital_pulse_per_minute,
  breaths_per_minute: m.vital_breaths_per_minute,
  temperature_celsius: m.vital_temperature_celsius,
  oxygen_saturation_percent: m.vital_oxygen_saturation_percent,
  weight_kg: m.vital_weight_kg,
  height_cm: m.vital_height_cm,
};

/** What a part is called. */
export function partName(part: Part): string {
  if (part.startsWith('vitals.')) return vitals[part.slice(7) as Vital]();
  if (part === 'diagnoses') return m.note_diagnoses();
  if (part === 'follow_up.wanted') return m.follow_up_wanted();
  if (part === 'follow_up.in_days') return m.follow_up_in_days();
  if (part === 'follow_up.what_for') return m.follow_up_what_for();
  return sections[part as Section].name();
}

/** What was begun beside the note: in the note itself, and before anything of it would go. */
export const begunParts: Record<
  BegunPart,
  {
    since: (words: { time: string }) => string;
    left: (words: { patient: string }) => string;
    kept: (words: { patient: string }) => string;
  }
> = {
  prescription: { since: m.begun_prescription, left: m.rx_unsaved, kept: m.rx_unsaved_kept },
  letter: { since: m.begun_letter, left: m.letter_unsaved, kept: m.letter_unsaved_kept },
  chart_entry: { since: m.begun_chart_entry, left: m.chart_unsaved, kept: m.chart_unsaved_kept },
  addendum: {
    since: m.begun_addendum,
    left: m.unfinished_addendum,
    kept: m.unfinished_addendum_kept,
  },
};

/** What of it is not on the server, in words. */
export function begunLeft(begun: BegunSubject & { part: BegunPart }, on_disk: boolean): string {
  const { left, kept } = begunParts[begun.part];
  return (on_disk ? kept : left)({ patient: begun.patient_name });
}
