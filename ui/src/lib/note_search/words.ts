// What the parts of a note are called where they are found.

import * as m from '$messages';
import type { NotePart } from '$lib/shared/contract';

export const parts: Record<NotePart, () => string> = {
  chief_complaint: m.note_chief_complaint,
  history_of_present_illness: m.note_present_illness,
  past_history: m.note_past_history,
  examination: m.note_examination,
  assessment: m.note_assessment,
  diagnoses: m.note_diagnoses,
  plan: m.note_plan,
  follow_up: m.follow_up,
  private_notes: m.note_private_notes,
  addendum: m.notes_addendum,
};
