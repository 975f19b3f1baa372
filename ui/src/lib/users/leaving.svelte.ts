import { closeWindow, onClosing, stayOpen } from '$lib/shared/desk';
import { unfinished } from '$lib/shared/unfinished.svelte';
import { session } from './session.svelte';

/**
 * The end of the window, or of a person's time at it: what can be saved is saved first, and where something would be lost,
 * it is named and the person decides.
 */
class Leaving {
  /** What was asked for and would lose something; until that is decided nothing happens. */
  asking = $state<'close' | 'sign_out' | null>(null);
  /** What would be lost, in words. */
  left = $state.raw<string[]>([]);
  /** What of it stands on the screen. */
  shown = $state.raw<string[]>([]);
  /** It is being saved. */
  pending = $state(false);
  /** What is shown may only be left by somebody with the password: it asks for it instead. */
  guard: (() => void) | null = null;

  /** Starts listening for the window's end. Returns how to stop. */
  start(): () => void {
    return onClosing(() => void this.close());
  }

  /** Ends the session, when nothing is lost by it or the person says so. */
  async signOut(): Promise<void> {
    if (this.pending) return;
    if (await this.settled(session.view?.user_id)) await session.signOut();
    else this.asking = 'sign_out';
  }

  goBack(): void {
    this.asking = null;
  }

  /** Leaves it as it is: what is not saved is gone. */
  async leaveIt(): Promise<void> {
    const asked = this.asking;
    this.asking = null;
    if (asked === 'close') await closeWindow();
    else if (asked === 'sign_out') await session.signOut();
  }

  private async close(): Promise<void> {
    if (this.guard) {
      await stayOpen();
      this.guard();
      return;
    }
    if (unfinished.left().length > 0) {
      await stayOpen();
      if (!(await this.settled())) {
        this.asking = 'close';
        return;
      }
    }
    await closeWindow();
  }

  private async settled(user?: string): Promise<boolean> {
    this.pending = true;
    const saved = await unfinished.saved(user);
    this.left = unfinished.left(user);
    this.shown = unfinished.shown();
    this.pending = false;
    return saved;
  }
}

export const leaving = new Leaving();
