// The keys of the calendar's views: what the cursor does in each, and how each is reached.

import * as m from '$messages';
import type { CalendarLayout } from '$lib/shared/contract';
import type { Binding } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { layouts } from './layouts';
import type { SavedViews } from './saved-views.svelte';
import { onward, stepKeys, stepNames } from './status';
import type { CalendarViews } from './views.svelte';

/** What the arrows and Enter do; `find` gives the list's field the focus. */
export function cursorKeys(layout: CalendarLayout, find: () => void): Binding[] {
  if (layout === 'day') {
    return [
      { keys: ['ArrowUp', 'ArrowDown'], does: m.cursor_time() },
      { keys: ['ArrowLeft', 'ArrowRight'], does: m.cursor_doctor() },
      { keys: 'Enter', does: m.open_visit() },
    ];
  }
  if (layout === 'month') {
    return [
      { keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], does: m.cursor_day() },
      { keys: 'Enter', does: m.open_day() },
    ];
  }
  return [
    { keys: ['ArrowUp', 'ArrowDown'], does: m.cursor_visit() },
    layout === 'list'
      ? { keys: 's', does: m.list_filter(), run: find }
      : { keys: ['ArrowLeft', 'ArrowRight'], does: m.cursor_column() },
    { keys: 'Enter', does: m.open_visit_only() },
  ];
}

/** The views by their numbers, and those kept on function keys; `keep` asks on which key the present one goes. */
export function viewKeys(views: CalendarViews, saved: SavedViews, keep: () => void): Binding[] {
  return [
    ...layouts.map(({ name, title }, at) => ({
      keys: String(at + 1),
      does: title(),
      run: () => views.show(name),
    })),
    { keys: 'Shift+v', does: m.saved_views_title(), run: keep },
    ...saved.views.map((view) => ({
      keys: `F${view.function_key}`,
      does: view.name,
      whileTyping: true,
      run: () => views.apply(view.shows),
    })),
  ];
}

/** What keys do once a visit is chosen: the help tells of them before. */
export function keysOfVisits(): Binding[] {
  return [
    ...(session.may('run_the_desk')
      ? [
          ...onward.map((which) => ({
            keys: stepKeys[which],
            does: m.of_visit({ does: stepNames[which]() }),
          })),
          { keys: 'r', does: m.of_visit({ does: m.room() }) },
        ]
      : []),
    ...(session.may('reschedule_appointment')
      ? [
          { keys: 'm', does: m.of_visit({ does: m.move_on_sheet() }) },
          { keys: 'o', does: m.of_visit({ does: m.other_time() }) },
          { keys: 'y', does: m.of_visit({ does: m.tray_park() }) },
          { keys: 'w', does: m.of_visit({ does: m.swap() }) },
          { keys: ' ', does: m.of_visit({ does: m.mark() }) },
          { keys: ['Shift+ArrowDown', 'Shift+ArrowUp'], does: m.of_visit({ does: m.resize() }) },
        ]
      : []),
    ...(session.may('cancel_appointment')
      ? [{ keys: 'c', does: m.of_visit({ does: m.cancel_visit() }) }]
      : []),
    { keys: 'p', does: m.of_visit({ does: m.open_patient() }) },
  ];
}
