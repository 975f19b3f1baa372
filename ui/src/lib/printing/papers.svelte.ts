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
  pending = $state<Paper | null>(null);
  error = $state.raw<ClinicError | null>(null);
  private readonly once = new OnceId();

  /** Makes the paper, keeps it and says where it is. Nothing while another one is being made. */
  async make<K extends Paper>(name: K, wish: Wish<K>): Promise<boolean> {
    if (this.pending) return false;
    this.pending = name;
    this.error = null;
    const request = { ...wish, language: getLocale(), request_id: this.once.for([name, wish]) };
    const outcome = this.once.settle(
      (await attempt(name, request as Commands[K]['request'])) as Outcome<KeptFile>,
    );
    this.pending = null;
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
