import * as m from '$messages';
import { toasts } from '$lib/shared/toasts.svelte';

/** Closes a form. What was typed and not saved can be had back for a moment. */
export function closing<T extends { form: { changed: boolean } }>(
  editing: T | null,
  show: (editing: T | null) => void,
): void {
  show(null);
  if (editing?.form.changed) {
    toasts.done(m.admin_discarded(), { label: m.undo(), run: () => show(editing) });
  }
}
