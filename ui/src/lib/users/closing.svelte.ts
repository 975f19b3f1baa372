import { closeWindow, onClosing, stayOpen } from '$lib/shared/desk';
import { session } from './session.svelte';

/** The end of the window: what is typed is saved first, and where it cannot be, the window stays and says so. */
class Closing {
  /** Somebody wanted to close the window, and something typed is not on the server. */
  held = $state(false);

  /** Starts listening. Returns how to stop. */
  start(): () => void {
    return onClosing(() => void this.begin());
  }

  private async begin(): Promise<void> {
    if (session.keepsNothing) {
      await closeWindow();
      return;
    }
    await stayOpen();
    if (await session.saved()) await closeWindow();
    else this.held = true;
  }

  keep(): void {
    this.held = false;
  }

  /** Closes it all the same: what is not saved is gone. */
  async closeAnyway(): Promise<void> {
    this.held = false;
    await closeWindow();
  }
}

export const closing = new Closing();
