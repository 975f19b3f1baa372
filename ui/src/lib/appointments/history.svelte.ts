import * as m from '$messages';
import type { ClinicError } from '$lib/shared/contract';
import { errorText } from '$lib/shared/errors';
import { toasts } from '$lib/shared/toasts.svelte';

/** Something that was done, with its way back and forth again. */
export interface Deed {
  /** What was done, in words. */
  says: string;
  /** That it was undone, in words. */
  undone: string;
  /** The toast that tells of it: gone when it no longer holds. */
  toast?: number;
  /** Each tells why it could not be, or null. */
  undo: () => Promise<ClinicError | null>;
  redo: () => Promise<ClinicError | null>;
}

const AT_MOST = 50;

/** What this person did at this window, to be undone and redone. */
export class History {
  past = $state.raw<Deed[]>([]);
  future = $state.raw<Deed[]>([]);
  pending = $state(false);

  /** Notes what was done, and offers to undo it. */
  did(deed: Deed): void {
    this.past = [...this.past.slice(1 - AT_MOST), deed];
    this.future = [];
    deed.toast = toasts.done(deed.says, {
      label: m.undo(),
      run: () => void this.undoThis(deed),
    });
  }

  /** Undoes what was done last. */
  async undo(): Promise<void> {
    const deed = this.past.at(-1);
    if (deed) await this.undoThis(deed);
    else toasts.notice(m.nothing_to_undo());
  }

  /** Does again what was undone last. */
  async redo(): Promise<void> {
    const deed = this.future.at(-1);
    if (!deed) {
      toasts.notice(m.nothing_to_redo());
      return;
    }
    const error = await this.run(deed.redo);
    if (error === 'busy') return;
    if (error) {
      this.refused(m.redo_refused({ deed: deed.says }), error, () => void this.redo());
      if (error.kind !== 'offline') this.future = this.future.filter((other) => other !== deed);
      return;
    }
    this.future = this.future.filter((other) => other !== deed);
    this.past = [...this.past, deed];
    this.forgetToast(deed);
    deed.toast = toasts.done(deed.says, {
      label: m.undo(),
      run: () => void this.undoThis(deed),
    });
  }

  clear(): void {
    this.past = [];
    this.future = [];
  }

  /** Undoes this deed, be it the last or the one whose toast was pressed. */
  private async undoThis(deed: Deed): Promise<void> {
    if (!this.past.includes(deed)) return;
    const error = await this.run(deed.undo);
    if (error === 'busy') return;
    if (error) {
      this.refused(m.undo_refused({ deed: deed.says }), error, () => void this.undoThis(deed));
      // What cannot be undone is out of the way of what was done before it.
      if (error.kind !== 'offline') this.past = this.past.filter((other) => other !== deed);
      return;
    }
    this.past = this.past.filter((other) => other !== deed);
    this.future = [...this.future, deed];
    this.forgetToast(deed);
    deed.toast = toasts.done(deed.undone, {
      label: m.redo(),
      run: () => void this.redo(),
    });
  }

  private forgetToast(deed: Deed): void {
    if (deed.toast !== undefined) toasts.dismiss(deed.toast);
  }

  private async run(step: () => Promise<ClinicError | null>): Promise<ClinicError | null | 'busy'> {
    if (this.pending) return 'busy';
    this.pending = true;
    try {
      return await step();
    } finally {
      this.pending = false;
    }
  }

  private refused(says: string, error: ClinicError, again: () => void): void {
    const text = errorText(error);
    toasts.problem(
      `${says} ${text.what}`,
      text.next,
      error.kind === 'offline' ? { label: m.retry(), run: again } : undefined,
    );
  }
}

export const history = new History();
