import * as m from '$messages';
import { connection } from '$lib/shared/connection.svelte';
import type { ClinicError, KeptDeedView, KeptState, Settlement } from '$lib/shared/contract';
import { attempt, onKept, type Outcome } from '$lib/shared/desk';
import { toasts } from '$lib/shared/toasts.svelte';

const NOTHING: KeptState = { keeps: false, deeds: [], unreadable: false };

/** What was done while the server was away and is not certain yet. */
export class Kept {
  state = $state.raw<KeptState>(NOTHING);
  /** The list is open. */
  open = $state(false);

  readonly toSettle = $derived(
    this.state.deeds.filter((deed) => deed.standing.standing === 'to_settle'),
  );
  readonly waiting = $derived(
    this.state.deeds.filter((deed) => deed.standing.standing !== 'to_settle'),
  );

  /** The server is away and the desk goes on with what is kept here. */
  readonly goesOn = $derived(connection.offline === 'unreachable' && this.state.keeps);
  readonly holdsSomething = $derived(this.state.deeds.length > 0 || this.state.unreadable);

  private readonly listeners = new Set<() => void>();

  /** Starts listening. Returns how to stop. */
  start(): () => void {
    const stop = onKept((state) => this.take(state));
    void attempt('away_state', null).then((outcome) => {
      if (outcome.ok) this.take(outcome.answer);
    });
    return () => {
      stop();
      this.state = NOTHING;
      this.open = false;
    };
  }

  /** Tells of every change of what is kept. Returns how to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes back what was not sent yet; why not, or null. */
  async withdraw(id: string): Promise<ClinicError | null> {
    const outcome = await attempt('away_withdraw', id);
    if (outcome.ok) this.take(outcome.answer);
    return outcome.ok ? null : outcome.error;
  }

  /** Takes away what cannot be opened any more: it was seen that it is lost. */
  async dropUnreadable(): Promise<ClinicError | null> {
    const outcome = await attempt('away_drop_unreadable', null);
    if (outcome.ok) this.take(outcome.answer);
    return outcome.ok ? null : outcome.error;
  }

  async settle(deed: KeptDeedView, how: Settlement): Promise<Outcome<KeptState>> {
    const outcome = await attempt('away_settle', { id: deed.id, how });
    if (outcome.ok) this.take(outcome.answer);
    return outcome;
  }

  private take(state: KeptState): void {
    const before = this.state.deeds;
    if (JSON.stringify(before) === JSON.stringify(state.deeds)) {
      this.state = state;
      return;
    }
    const settledBefore = new Set(this.toSettle.map(({ id }) => id));
    this.state = state;
    const fresh = this.toSettle.filter(({ id }) => !settledBefore.has(id));
    if (fresh.length > 0 && !this.open) {
      toasts.problem(m.away_settle_toast({ count: this.toSettle.length }), '', {
        label: m.away_settle_now(),
        run: () => (this.open = true),
      });
    }
    for (const listener of this.listeners) listener();
  }
}

export const kept = new Kept();
