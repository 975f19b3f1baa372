// The words of blocks: what a doctor's time is kept for.

import * as m from '$messages';
import type { BlockView } from '$lib/shared/contract';
import { blockKinds } from '$lib/shared/errors';
import { clock, dateOf, dayAndClock } from '$lib/shared/times';

/** "Meeting: ward round"; of a reserve also when everyone may book it. */
export function blockText(
  block: Pick<BlockView, 'block_kind' | 'title' | 'released_local' | 'starts_local'>,
): string {
  const kind = blockKinds[block.block_kind]();
  const what = block.title ? m.block_named({ kind, title: block.title }) : kind;
  const released = block.released_local;
  if (!released) return what;
  const sameDay = dateOf(released) === dateOf(block.starts_local);
  return m.block_until({ what, released: sameDay ? clock(released) : dayAndClock(released) });
}
