// What the last visit's note offers to be carried into this one, line by line.

import type { Diagnosis, NoteContent, PastVisit } from '../shared/contract';
import type { Additions } from './adding';
import { SECTIONS, type Section } from './parts';

/** One line of an earlier note. */
export type Line =
  { part: Section; text: string } | { part: 'diagnoses'; text: string; diagnosis: Diagnosis };

/** The latest visit that has a note; they come newest first. */
export function lastNote(past: readonly PastVisit[]): (PastVisit & { note: NoteContent }) | null {
  for (const visit of past) if (visit.note) return { ...visit, note: visit.note };
  return null;
}

/** The lines of a note in the order they are written, diagnoses before the plan. */
export function linesToCarry(note: NoteContent): Line[] {
  const of = (part: Section): Line[] =>
    note[part]
      .split('\n')
      .filter((text) => text.trim() !== '')
      .map((text) => ({ part, text }));
  const diagnoses = note.diagnoses.map((diagnosis): Line => {
    const { code, title, remark } = diagnosis;
    return { part: 'diagnoses', text: `${code} ${title}${remark && `, ${remark}`}`, diagnosis };
  });
  return SECTIONS.flatMap((part) => (part === 'plan' ? [...diagnoses, ...of(part)] : of(part)));
}

/** What the confirmed lines add. */
export function confirmed(lines: readonly Line[]): Additions {
  const texts: Partial<Record<Section, string>> = {};
  const diagnoses: Diagnosis[] = [];
  for (const line of lines) {
    if (line.part === 'diagnoses') diagnoses.push(line.diagnosis);
    else texts[line.part] = [texts[line.part], line.text].filter(Boolean).join('\n');
  }
  return { texts, diagnoses };
}
