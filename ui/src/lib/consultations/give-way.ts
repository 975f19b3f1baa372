// Another window completed the visit while something else was typed here: the note stands, and no text goes.

import * as m from '$messages';
import { BegunText } from './begun.svelte';
import type { OpenNote } from './note.svelte';
import { partName } from './words';

interface Addendum {
  reason: string;
  text: string;
}

/** What was typed here and is not in the note that stands waits as an addendum to it. */
export async function keepAsAddendum(note: OpenNote): Promise<void> {
  const { id: appointment_id, patient_name } = note.view.appointment;
  const mine = (note.conflict?.differences ?? []).filter(({ mine }) => mine.trim() !== '');
  const text = mine.map(({ part, mine }) => `${partName(part)}:\n${mine}`).join('\n\n');
  let addendum: Addendum | null = null;
  const kept = new BegunText<Addendum>(
    'addendum',
    { appointment_id, patient_name },
    () => addendum,
  );
  const before = kept.take()?.typed;
  if (before || text) {
    const texts = [before?.text ?? '', text].filter((one) => one !== '');
    addendum = { reason: before?.reason || m.conflict_addendum(), text: texts.join('\n\n') };
  }
  kept.changed();
  await kept.leave();
  note.giveWay();
}
