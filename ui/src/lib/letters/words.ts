import * as m from '$messages';
import type { LetterKind } from '$lib/shared/contract';

/** The places of a template: each stands in its text as its name in braces, until a letter is filled. */
export const PLACES = {
  patient: '{patient}',
  born: '{born}',
  date: '{date}',
  time: '{time}',
  doctor: '{doctor}',
  diagnoses: '{diagnoses}',
  allergies: '{allergies}',
  medications: '{medications}',
  problems: '{problems}',
  complaint: '{complaint}',
  history: '{history}',
  past_history: '{past_history}',
  examination: '{examination}',
  assessment: '{assessment}',
  plan: '{plan}',
};

/** What each kind of letter is called, and the text that it begins with where nobody prepared one. */
export const letterKinds: Record<LetterKind, { name: () => string; text: () => string }> = {
  referral: { name: m.letter_referral, text: () => m.letter_referral_text(PLACES) },
  sick_note: { name: m.letter_sick_note, text: () => m.letter_sick_note_text(PLACES) },
  fitness: { name: m.letter_fitness, text: () => m.letter_fitness_text(PLACES) },
  visit: { name: m.letter_visit, text: () => m.letter_visit_text(PLACES) },
};
