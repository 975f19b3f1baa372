import { getLocale } from '../../paraglide/runtime.js';
import * as m from '$messages';
import type { ClinicError, Commands, KeptFile } from '$lib/shared/contract';
import { attempt, type Outcome } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { toasts } from '$lib/shared/toasts.svelte';

/** The commands that yield a kept file. */
type Paper = {
  [K in keyof Commands]: Commands[K]['answer'] extends KeptFile ? K : never;
}[keyof Commands];
type Wish<K extends Paper> = Omit<Commands[K]['request'], 'request_id' | 'language'>;

/** One place that prints: what it waits for, and why the last paper was not made. */
export class Papers {
  /** What is being made, and what waits for its turn. */
  pending = $state.raw<Paper[]>([]);
  error = $state.raw<ClinicError | null>(null);
  readonly #once = new OnceId();
  #turn: Promise<boolean> = Promise.resolve(true);

  /** Makes the paper, keeps it and says where it is: one after the other, and the same one not twice at once. */
  make<K extends Paper>(name: K, wish: Wish<K>): Promise<boolean> {
    if (this.pending.includes(name)) return Promise.resolve(false);
    this.pending = [...this.pending, name];
    this.#turn = this.#turn.then(() => this.#make(name, wish));
    return this.#turn;
  }

  async #make<K extends Paper>(name: K, wish: Wish<K>): Promise<boolean> {
    this.error = null;
    const request = { ...wish, language: getLocale(), request_id: this.#once.for([name, wish]) };
    const outcome = this.#once.settle(
      (await attempt(name, request as Commands[K]['request'])) as Outcome<KeptFile>,
    );
    this.pending = this.pending.filter((made) => made !== name);
    if (outcome.ok) say(outcome.answer, name);
    else this.error = outcome.error;
    return outcome.ok;
  }
}

function say({ path, shown }: KeptFile, name: Paper): void {
  const calendar = name === 'printing_visit_calendar' || name === 'printing_doctor_calendar';
  const text = calendar ? m.kept : shown ? m.kept_shown : m.kept_not_shown;
  toasts.done(text({ path }));
}
