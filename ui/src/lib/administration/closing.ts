import { offerBack } from '$lib/shared/unfinished.svelte';

/** Closes a form. What was typed and not saved can be had back for a moment. */
export function closing<T extends { form: { changed: boolean } }>(
  editing: T | null,
  show: (editing: T | null) => void,
): void {
  show(null);
  if (editing?.form.changed) offerBack(() => show(editing));
}
