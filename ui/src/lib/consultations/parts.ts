// The parts of a note: what is compared, merged and marked when two windows wrote the same one.

import type { NoteContent, Vitals } from '../shared/contract';
import { linesOf, readLines } from './diagnoses';

/** The sections of text in the order they are written. */
export const SECTIONS = [
  'chief_complaint',
  'history_of_present_illness',
  'past_history',
  'examination',
  'assessment',
  'plan',
  'private_notes',
] as const;
export type Section = (typeof SECTIONS)[number];

/** The vital signs in the order they are taken. */
export const VITALS = [
  'systolic_mmhg',
  'diastolic_mmhg',
  'pulse_per_minute',
  'breaths_per_minute',
  'temperature_celsius',
  'oxygen_saturation_percent',
  'weight_kg',
  'height_cm',
] as const satisfies readonly (keyof Vitals)[];
export type Vital = (typeof VITALS)[number];

/** Every part of a note, by the path its field errors carry. */
export type Part =
  | Section
  | 'diagnoses'
  | `vitals.${Vital}`
  | 'follow_up.wanted'
  | 'follow_up.in_days'
  | 'follow_up.what_for';

export const PARTS: readonly Part[] = [
  ...SECTIONS,
  'diagnoses',
  ...VITALS.map((vital) => `vitals.${vital}` as const),
  'follow_up.wanted',
  'follow_up.in_days',
  'follow_up.what_for',
];

/** What a part holds, as text; a follow-up that is wanted is `yes`, diagnoses are a line each. */
export function partOf(note: NoteContent, part: Part): string {
  if (part.startsWith('vitals.')) return note.vitals[part.slice(7) as Vital];
  if (part === 'diagnoses') return linesOf(note.diagnoses);
  if (part === 'follow_up.wanted') return note.follow_up.wanted ? 'yes' : '';
  if (part === 'follow_up.in_days') return note.follow_up.in_days;
  if (part === 'follow_up.what_for') return note.follow_up.what_for;
  return note[part as Section];
}

/** Puts text into a part. */
export function setPart(note: NoteContent, part: Part, text: string): void {
  if (part.startsWith('vitals.')) note.vitals[part.slice(7) as Vital] = text;
  else if (part === 'diagnoses') note.diagnoses = readLines(text);
  else if (part === 'follow_up.wanted') note.follow_up.wanted = text === 'yes';
  else if (part === 'follow_up.in_days') note.follow_up.in_days = text;
  else if (part === 'follow_up.what_for') note.follow_up.what_for = text;
  else note[part as Section] = text;
}

/** A note in which nothing stands. */
export function blankNote(): NoteContent {
  const texts = Object.fromEntries(SECTIONS.map((section) => [section, ''])) as Record<Section, ''>;
  const vitals = Object.fromEntries(VITALS.map((vital) => [vital, ''])) as Record<Vital, ''>;
  return {
    ...texts,
    diagnoses: [],
    vitals,
    follow_up: { wanted: false, in_days: '', what_for: '' },
  };
}

/** Both notes hold the same in every part. */
export function sameNote(one: NoteContent, other: NoteContent): boolean {
  return PARTS.every((part) => partOf(one, part) === partOf(other, part));
}

/** A copy that shares nothing. */
export function copyNote(note: NoteContent): NoteContent {
  return {
    ...note,
    diagnoses: note.diagnoses.map((diagnosis) => ({ ...diagnosis })),
    vitals: { ...note.vitals },
    follow_up: { ...note.follow_up },
  };
}

/** Nothing was written in it. */
export function emptyNote(note: NoteContent): boolean {
  return PARTS.every((part) => partOf(note, part).trim() === '');
}

/** A part in which two windows differ. */
export interface Difference {
  part: Part;
  mine: string;
  theirs: string;
  /** Which one is kept unless the doctor says otherwise; `null` when both were changed and only the doctor can say. */
  choice: Choice | null;
}
export type Choice = 'mine' | 'theirs' | 'both';

/** The parts in which the note on the screen differs from the one on the server, given what both started from. */
export function differences(
  base: NoteContent,
  mine: NoteContent,
  theirs: NoteContent,
): Difference[] {
  return PARTS.flatMap((part) => {
    const [was, here, there] = [partOf(base, part), partOf(mine, part), partOf(theirs, part)];
    if (here === there) return [];
    const choice: Choice | null = here === was ? 'theirs' : there === was ? 'mine' : null;
    return [{ part, mine: here, theirs: there, choice }];
  });
}

/** Whether both texts can stand one under the other. */
export function holdsBoth(part: Part): boolean {
  return part === 'diagnoses' || (SECTIONS as readonly string[]).includes(part);
}

/** The text that follows from a choice; both texts stand one under the other. */
export function chosen(difference: Difference): string {
  if (difference.choice === 'theirs') return difference.theirs;
  if (difference.choice !== 'both') return difference.mine;
  return [difference.theirs, difference.mine].filter((text) => text.trim() !== '').join('\n\n');
}
