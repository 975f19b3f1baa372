import { onDestroy } from 'svelte';
import * as m from '$messages';
import { pause } from './times';
import { toasts } from './toasts.svelte';

/** A piece of work of somebody at this window, part of which may be nowhere else. */
export interface Work {
  /** Whose it is, by user id; null asks whoever leaves. */
  user: string | null;
  /** What of it is not on the server, in words; nothing while all of it is. */
  left: () => readonly string[];
  /** Brings it to the server where nobody has to be asked for that. */
  save?: () => Promise<unknown>;
}

/** How long saving may hold up locking or leaving. */
const SAVE_MS = 3000;

/** Everything typed at this window that is not on the server yet, whoever typed it: asked before anything of it goes. */
class UnfinishedWork {
  private works: Work[] = [];

  /** Joins a piece of work. Returns how to let it go. */
  add(work: Work): () => void {
    this.works = [...this.works, work];
    return () => {
      this.works = this.works.filter((other) => other !== work);
    };
  }

  /** What would be lost, in words: with the window everything, with a person what is theirs. */
  left(user?: string): string[] {
    return this.of(user).flatMap((work) => work.left());
  }

  /** What of it stands on the screen, whoever is in front of it. */
  shown(): string[] {
    return this.works.filter((work) => work.user === null).flatMap((work) => work.left());
  }

  /** Saves what can be saved, for as long as the server answers in time; whether nothing is left then. */
  async saved(user?: string): Promise<boolean> {
    const open = this.of(user).filter((work) => work.left().length > 0);
    const saving = open.flatMap((work) => (work.save ? [work.save().catch(() => false)] : []));
    if (saving.length > 0) {
      await Promise.race([pause(SAVE_MS), Promise.all(saving)]);
    }
    return this.left(user).length === 0;
  }

  private of(user: string | undefined): Work[] {
    return user === undefined
      ? this.works
      : this.works.filter((work) => work.user === null || work.user === user);
  }
}

export const unfinished = new UnfinishedWork();

/** Joins what a component holds, while it is there. Call while the component is being made. */
export function useUnfinished(left: () => string | null): void {
  onDestroy(
    unfinished.add({
      user: null,
      left: () => {
        const words = left();
        return words === null ? [] : [words];
      },
    }),
  );
}

/** A form was closed with something typed in it: for a moment it can be had back as it was. */
export function offerBack(reopen: () => void, words = m.closed_unfinished()): void {
  toasts.done(words, { label: m.undo(), run: reopen });
}
