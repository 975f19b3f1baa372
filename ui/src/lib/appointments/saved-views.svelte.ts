import * as m from '$messages';
import type { CalendarShows, ClinicError, SavedView } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt, type Outcome } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { history } from './history.svelte';

/** F2 to F9; F1 is help on many desks. */
export const FUNCTION_KEYS = [2, 3, 4, 5, 6, 7, 8, 9] as const;

/** The views a user keeps on function keys: on the server, so that they are at every workstation. */
export class SavedViews {
  views = $state.raw<SavedView[]>([]);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  private readonly once = new OnceId();

  constructor(private readonly userId: string) {}

  /** What the change feed tells of it. */
  get topic(): string {
    return `saved_views:${this.userId}`;
  }

  /** Reads them, and again when another workstation of the user changed them. Returns how to stop. */
  start(): () => void {
    void this.read();
    return connection.onChange((change) => {
      if (change.returned || change.topics.includes(this.topic)) void this.read();
    });
  }

  async read(): Promise<void> {
    const outcome = await attempt('appointments_saved_views', null);
    if (outcome.ok) this.views = outcome.answer;
    this.error = outcome.ok ? null : outcome.error;
  }

  on(key: number): SavedView | undefined {
    return this.views.find((view) => view.function_key === key);
  }

  /** Keeps what is shown on a key, in the place of what was there; undone it is as before. */
  async keep(key: number, name: string, shows: CalendarShows): Promise<boolean> {
    const before = this.on(key);
    this.error = await this.set(key, name, shows);
    if (this.error) return false;
    const says = m.did_save_view({ name: name.trim(), key: `F${key}` });
    history.did({
      says,
      undone: m.undone_together({ deed: says }),
      undo: () => (before ? this.set(key, before.name, before.shows) : this.take(key)),
      redo: () => this.set(key, name, shows),
    });
    return true;
  }

  /** Takes a view from its key; undone it is there again. */
  async forget(view: SavedView): Promise<void> {
    const { function_key: key, name, shows } = view;
    this.error = await this.take(key);
    if (this.error) return;
    const says = m.did_forget_view({ name, key: `F${key}` });
    history.did({
      says,
      undone: m.undone_together({ deed: says }),
      undo: () => this.set(key, name, shows),
      redo: () => this.take(key),
    });
  }

  private set(key: number, name: string, shows: CalendarShows): Promise<ClinicError | null> {
    const row_version = this.on(key)?.row_version ?? null;
    const write = { function_key: key, row_version, name, shows };
    return this.sent(() =>
      attempt('appointments_save_view', { request_id: this.once.for(write), ...write }),
    );
  }

  private take(key: number): Promise<ClinicError | null> {
    const write = { function_key: key, row_version: this.on(key)?.row_version ?? 0 };
    return this.sent(() =>
      attempt('appointments_forget_view', { request_id: this.once.for(write), ...write }),
    );
  }

  private async sent(send: () => Promise<Outcome<SavedView[]>>): Promise<ClinicError | null> {
    this.pending = true;
    const outcome = this.once.settle(await send());
    this.pending = false;
    if (outcome.ok) this.views = outcome.answer;
    else if (outcome.error.kind === 'stale') await this.read();
    return outcome.ok ? null : outcome.error;
  }
}
