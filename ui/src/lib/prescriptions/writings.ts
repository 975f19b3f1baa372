// A prescription is saved while it is written, so most of its versions are one writing. They are told as that.

import type { PrescriptionVersion } from '$lib/shared/contract';

/** What somebody wrote in one go. */
export interface Writing {
  /** What it said in the end. */
  last: PrescriptionVersion;
  /** The saves on the way there, the newest first. */
  before: PrescriptionVersion[];
}

/** Saves of one person that lie closer than this are one writing, in milliseconds. */
const APART = 5 * 60_000;

/** The versions, the newest first, as writings. */
export function writings(versions: readonly PrescriptionVersion[]): Writing[] {
  const found: Writing[] = [];
  for (const version of versions) {
    const writing = found.at(-1);
    const later = writing?.before.at(-1) ?? writing?.last;
    if (writing && later && goesOn(version, later)) writing.before.push(version);
    else found.push({ last: version, before: [] });
  }
  return found;
}

function goesOn(earlier: PrescriptionVersion, later: PrescriptionVersion): boolean {
  const apart = Date.parse(later.saved_at) - Date.parse(earlier.saved_at);
  return earlier.saved_by === later.saved_by && apart < APART;
}
