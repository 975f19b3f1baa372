// Versions of a note side by side: the parts that differ, as text.

import * as m from '$messages';
import type { NoteVersion } from '../shared/contract';
import { PARTS, partOf } from './parts';
import { partName } from './words';

/** A part that two versions do not have alike. */
export interface ChangedPart {
  name: string;
  before: string;
  after: string;
}

/** What is different between two versions, part by part; addenda are a part of their own. */
export function changedParts(before: NoteVersion, after: NoteVersion): ChangedPart[] {
  const parts = PARTS.map((part) => ({
    name: partName(part),
    before: partOf(before.content, part),
    after: partOf(after.content, part),
  }));
  const addenda = { name: m.addenda(), before: addendaOf(before), after: addendaOf(after) };
  return [...parts, addenda].filter((part) => part.before !== part.after);
}

function addendaOf({ addenda }: NoteVersion): string {
  return addenda.map(({ reason, text }) => `${reason}\n${text}`).join('\n\n');
}
