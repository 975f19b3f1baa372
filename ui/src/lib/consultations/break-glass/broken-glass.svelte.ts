import type { BrokenGlassView, ClinicError } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { session } from '$lib/users/session.svelte';

/** Who read a chart in an emergency: what an administrator is told, and says they have looked at. */
class BrokenGlass {
  open = $state(false);
  list = $state.raw<BrokenGlassView[] | null>(null);
  error = $state.raw<ClinicError | null>(null);
  /** The one that is being marked. */
  marking = $state<string | null>(null);
  readonly unseen = $derived((this.list ?? []).filter((one) => one.seen_at === null).length);

  readonly #once = new OnceId();
  #stopped = true;

  /** Starts reading, and following what changes. Returns how to stop. */
  start(): () => void {
    if (!session.may('see_broken_glass')) return () => undefined;
    this.#stopped = false;
    void this.read();
    const stopChanges = connection.onChange((change) => {
      if (change.returned || change.topics.includes('break_glass')) void this.read();
    });
    return () => {
      stopChanges();
      this.#stopped = true;
      this.list = null;
      this.error = null;
      this.open = false;
    };
  }

  async read(): Promise<void> {
    const outcome = await attempt('break_glass_list', null);
    if (this.#stopped) return;
    if (outcome.ok) this.list = outcome.answer;
    this.error = outcome.ok ? null : outcome.error;
  }

  async markSeen({ id, row_version }: BrokenGlassView): Promise<void> {
    if (this.marking) return;
    this.marking = id;
    const which = { id, row_version };
    const request = { request_id: this.#once.for(which), ...which };
    const outcome = this.#once.settle(await attempt('break_glass_mark_seen', request));
    this.marking = null;
    if (this.#stopped) return;
    if (outcome.ok) {
      this.list = outcome.answer;
      this.error = null;
      return;
    }
    if (outcome.error.kind === 'stale') await this.read();
    this.error = outcome.error;
  }
}

export const brokenGlass = new BrokenGlass();
