// How long somebody waits, and from when on it is too long.

import * as m from '$messages';

/** A wait by its length: told by a word and an icon as much as by a colour. */
export type Wait = 'short' | 'long' | 'very_long';

const LONG = 15;
const VERY_LONG = 30;

export function waitOf(minutes: number): Wait {
  if (minutes > VERY_LONG) return 'very_long';
  return minutes > LONG ? 'long' : 'short';
}

export const waitWords: Record<Exclude<Wait, 'short'>, () => string> = {
  long: m.wait_long,
  very_long: m.wait_very_long,
};
