// Blocks on the day sheet: the one under the cursor, and what keys, buttons and the pointer do with it.

import * as m from '$messages';
import { blockAt, span } from '$lib/appointments/layout';
import type { SheetState } from '$lib/appointments/sheet.svelte';
import { blocks, type PastePlace } from '$lib/availability/blocks.svelte';
import type { BlockView } from '$lib/shared/contract';
import type { Binding } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { overlays } from '../overlays.svelte';

export class BlocksOnSheet {
  readonly #sheet: SheetState;
  /** Under the cursor. */
  readonly block: BlockView | undefined = $derived.by(() => this.#underCursor());

  constructor(sheet: SheetState) {
    this.#sheet = sheet;
  }

  #underCursor(): BlockView | undefined {
    const { placed, columns, column, cursor, shownDate } = this.#sheet;
    const day = columns[column];
    if (!placed || !day || !cursor || cursor.visit) return undefined;
    return blockAt(day, shownDate, cursor.from, cursor.to);
  }

  keys(): Binding[] {
    if (!session.may('manage_availability')) return [];
    const { block } = this;
    const ofDay = this.#sheet.columns[this.#sheet.column]?.blocks ?? [];
    return [
      { keys: 'k', does: this.word, run: () => this.here() },
      ...(block
        ? [
            { keys: 'Ctrl+c', does: m.block_copy(), run: () => blocks.copy(block) },
            { keys: 'Delete', does: m.block_remove(), run: () => void blocks.remove(block) },
          ]
        : []),
      ...(ofDay.length > 0
        ? [{ keys: 'Ctrl+Shift+c', does: m.block_copy_day(), run: () => blocks.copyDay(ofDay) }]
        : []),
      ...(blocks.copied
        ? [
            { keys: 'Ctrl+v', does: m.blocks_paste(), run: () => this.paste() },
            { keys: 'Ctrl+Shift+v', does: m.blocks_paste_week(), run: () => this.pasteWeek() },
          ]
        : []),
    ];
  }

  /** What `k` does where the cursor stands. */
  get word(): string {
    return this.block ? m.block_change_here() : m.block_here();
  }

  /** Blocks where the cursor stands, or opens the block there. */
  here(): void {
    const { column, cursor } = this.#sheet;
    if (cursor) this.open(column, this.block ?? null, cursor);
  }

  /** Opens a block, or a new one over a stretch of a column. */
  open(at: number, found: BlockView | null, stretch = { from: 0, to: 0 }): void {
    const { columns, shownDate: date } = this.#sheet;
    const day = columns[at];
    if (!day || !session.may('manage_availability')) return;
    const { from, to } = stretch;
    const over = day.windows.find((window) => {
      const place = span(window, date);
      return place.from <= from && from < place.to;
    });
    const location_id = (over ?? day.windows[0])?.location_id ?? null;
    overlays.editBlock({ block: found, doctor_id: day.doctor_id, location_id, date, from, to });
  }

  paste(): void {
    const place = this.#place();
    if (place) void blocks.paste(place);
  }

  pasteWeek(): void {
    const place = this.#place();
    if (place) void blocks.pasteWeek(place);
  }

  #place(): PastePlace | null {
    const { columns, column, cursor, range, shownDate: date } = this.#sheet;
    const day = columns[column];
    return day ? { doctor_id: day.doctor_id, date, minute: cursor?.from ?? range.from } : null;
  }
}
