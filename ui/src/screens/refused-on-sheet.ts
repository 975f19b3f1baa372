import * as m from '$messages';
import type { SheetState } from '$lib/appointments/sheet.svelte';
import type { ClinicError } from '$lib/shared/contract';
import { errorText } from '$lib/shared/errors';
import { toasts } from '$lib/shared/toasts.svelte';

/** Says why a change did not happen: without the server it can be tried again, refused the day is read as it is now. */
export function refused(sheet: SheetState, error: ClinicError, again: () => void): void {
  const { what, next } = errorText(error);
  const retry = error.kind === 'offline' ? { label: m.retry(), run: again } : undefined;
  toasts.problem(what, next, retry);
  if (!retry) void sheet.load();
}
