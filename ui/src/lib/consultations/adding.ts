// Texts that come into a note from elsewhere: a template, the last visit. They are added to what is written and never take
// its place, and they can be taken back.

import { history } from '../appointments/history.svelte';
import type { Diagnosis, NoteContent } from '../shared/contract';
import type { OpenNote } from './note.svelte';
import { copyNote, PARTS, partOf, setPart, SECTIONS, type Section } from './parts';

export interface Additions {
  texts: Partial<Record<Section, string>>;
  diagnoses: readonly Diagnosis[];
}

/** The note with the additions: each text below what its section holds, diagnoses that are not there yet at the end. */
export function withAdded(note: NoteContent, { texts, diagnoses }: Additions): NoteContent {
  const added = copyNote(note);
  for (const section of SECTIONS) {
    const text = texts[section]?.trim() ?? '';
    if (text === '') continue;
    const before = added[section].trimEnd();
    added[section] = before === '' ? text : `${before}\n${text}`;
  }
  const known = added.diagnoses.map(({ code }) => code);
  const fresh = diagnoses.filter(({ code }) => !known.includes(code));
  added.diagnoses = [...added.diagnoses, ...fresh.map((diagnosis) => ({ ...diagnosis }))];
  return added;
}

/** Adds to an open note, and offers to take it back. What was changed in between stays as it is then. */
export function addTo(
  note: OpenNote,
  additions: Additions,
  words: { says: string; undone: string },
): void {
  if (note.readOnly) return;
  const before = copyNote(note.content);
  const after = withAdded(before, additions);
  turn(note, before, after);
  history.did({
    ...words,
    undo: () => turn(note, after, before),
    redo: () => turn(note, before, after),
  });
}

function turn(note: OpenNote, from: NoteContent, to: NoteContent): Promise<null> {
  for (const part of PARTS) {
    const [was, becomes] = [partOf(from, part), partOf(to, part)];
    if (note.readOnly || was === becomes || partOf(note.content, part) !== was) continue;
    setPart(note.content, part, becomes);
    note.changed(part);
  }
  void note.flush();
  return Promise.resolve(null);
}
