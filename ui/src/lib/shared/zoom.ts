// How large the window shows everything. The shell does it and keeps it for this workstation.

import * as m from '$messages';
import type { ZoomStep } from './contract';
import { attempt } from './desk';
import { errorText } from './errors';
import type { Binding } from './keys.svelte';
import { toasts } from './toasts.svelte';

async function zoom(step: ZoomStep): Promise<void> {
  const outcome = await attempt('setup_zoom', step);
  if (outcome.ok) {
    toasts.notice(m.zoom_is({ percent: outcome.answer }));
    return;
  }
  const text = errorText(outcome.error);
  toasts.problem(text.what, text.next);
}

/** The keys that every reader of pages knows; they act whatever is open. */
export function zoomKeys(): Binding[] {
  const key = (keys: string | string[], does: string, step: ZoomStep): Binding => ({
    keys,
    does,
    run: () => void zoom(step),
    through: true,
  });
  return [
    key(['Ctrl++', 'Ctrl+='], m.zoom_larger(), 'larger'),
    key('Ctrl+-', m.zoom_smaller(), 'smaller'),
    key('Ctrl+0', m.zoom_usual(), 'usual'),
  ];
}
