import { onDestroy } from 'svelte';
import type { FeedWatch } from './contract';
import { attempt } from './desk';
import { shownHere } from './keys.svelte';
import { daysBetween } from './times';

/** So many days at most lie between the first and the last that the feed watches. */
const MOST_DAYS = 62;

/** What the parts of the window show, joined into the one watch that the change feed keeps. */
class Watching {
  private parts = $state.raw<(() => Partial<FeedWatch>)[]>([]);
  // While a component goes, state reads as it was before: the list is kept outside of it.
  private list: (() => Partial<FeedWatch>)[] = [];
  private sent = '';
  // One after the other: of two on their way at once the earlier could be the one that stays.
  private turn: Promise<unknown> = Promise.resolve();

  add(part: () => Partial<FeedWatch>): () => void {
    this.list = [...this.list, part];
    this.parts = this.list;
    return () => {
      this.list = this.list.filter((other) => other !== part);
      this.parts = this.list;
    };
  }

  /**
   * All parts as one watch: every lane and topic once, and the dates from the first to the last. What was opened last
   * comes first: dates that lie too far from its own are not watched.
   */
  get joined(): FeedWatch {
    const parts = this.parts.map((part) => part());
    let dates: string[] = [];
    for (const { from_on, to_on } of parts.toReversed()) {
      if (!from_on || !to_on) continue;
      const with_it = [...dates, from_on, to_on].sort();
      if (daysBetween(with_it[0] ?? '', with_it.at(-1) ?? '') <= MOST_DAYS) dates = with_it;
    }
    return {
      resource_ids: [...new Set(parts.flatMap((part) => part.resource_ids ?? []))].sort(
        (one, other) => one - other,
      ),
      from_on: dates[0] ?? '',
      to_on: dates.at(-1) ?? '',
      topics: [...new Set(parts.flatMap((part) => part.topics ?? []))].sort(),
    };
  }

  /** Tells the core when what is shown is not what it watches. `again` tells it anyway: after signing in. */
  send(again = false): void {
    const joined = this.joined;
    const text = JSON.stringify(joined);
    if (text === this.sent && !again) return;
    this.sent = text;
    this.turn = this.turn.then(async () => {
      const outcome = await attempt('feed_watch', joined);
      if (!outcome.ok) this.sent = '';
    });
  }
}

export const watching = new Watching();

/**
 * Watches what a component shows, while its screen is the one shown: the shell tells at once of everything that was not
 * watched before, so a screen that comes back is read again. Call while the component is being made.
 */
export function useWatch(part: () => Partial<FeedWatch>): void {
  const shown = shownHere();
  onDestroy(watching.add(() => (shown() ? part() : {})));
}
