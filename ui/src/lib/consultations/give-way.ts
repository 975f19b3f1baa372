// Another window completed the visit while something else was typed here: the note stands, and no text goes.

import * as m from '$messages';
import { BegunText } from './begun.svelte';
import type { OpenNote } from './note.svelte';
import { partName } from './words';

export interface BegunAddendum {
  reason: string;
  text: string;
  /** Private notes that were typed too: others read addenda, so they wait beside it until their author says. */
  aside?: string;
}

/** What was typed here and is not in the note that stands waits as an addendum to it. */
export async function keepAsAddendum(note: OpenNote): Promise<void> {
  const { id: subject_id, patient_name } = note.view.appointment;
  const mine = (note.conflict?.differences ?? []).filter(({ mine }) => mine.trim() !== '');
  const told = (some: typeof mine) =>
    some.map(({ part, mine }) => `${partName(part)}:\n${mine}`).join('\n\n');
  const text = told(mine.filter(({ part }) => part !== 'private_notes'));
  const aside = told(mine.filter(({ part }) => part === 'private_notes'));
  let addendum: BegunAddendum | null = null;
  const kept = new BegunText<BegunAddendum>(
    'addendum',
    { subject_id, patient_name },
    () => addendum,
  );
  const before = kept.take()?.typed;
  if (before || text || aside) {
    const joined = (...texts: (string | undefined)[]) => texts.filter(Boolean).join('\n\n');
    addendum = {
      reason: before?.reason || m.conflict_addendum(),
      text: joined(before?.text, text),
      aside: joined(before?.aside, aside),
    };
  }
  kept.changed();
  await kept.leave();
  note.giveWay();
}
