// Blocks as the desk keeps them: added, changed, removed and pasted, each with its way back.

import * as m from '$messages';
import { history } from '$lib/appointments/history.svelte';
import type { BlockForm, BlockView, ClinicError } from '$lib/shared/contract';
import { attempt, freshId, type Outcome } from '$lib/shared/desk';
import { errorText } from '$lib/shared/errors';
import { OnceId } from '$lib/shared/once';
import {
  addDays,
  clock,
  dateOf,
  dayAndClock,
  daysBetween,
  localAt,
  minuteOf,
  weekday,
} from '$lib/shared/times';
import { toasts } from '$lib/shared/toasts.svelte';
import { directory } from '$lib/doctors/directory.svelte';
import { blockText } from './words';

/** Where copied blocks go. */
export interface PastePlace {
  doctor_id: string;
  date: string;
  /** Where the cursor stands; a copied day keeps its times. */
  minute: number;
}

const minutes = (local: string) => local.slice(0, 16);

/** A block as it is asked for. */
export function formOf(block: BlockView): BlockForm {
  return {
    id: block.id,
    doctor_id: block.doctor_id,
    location_id: block.location_id,
    block_kind: block.block_kind,
    title: block.title,
    starts_local: minutes(block.starts_local),
    ends_local: minutes(block.ends_local),
    release: block.release,
  };
}

/** The same block so many minutes of the wall later, as another one. */
export function shifted(form: BlockForm, by: number, doctor_id: string): BlockForm {
  const later = (local: string) => {
    const date = dateOf(local);
    return localAt(date, minuteOf(local) + by);
  };
  return {
    ...form,
    id: freshId(),
    doctor_id,
    starts_local: minutes(later(form.starts_local)),
    ends_local: minutes(later(form.ends_local)),
    release:
      form.release.by === 'at' ? { by: 'at', local: later(form.release.local) } : form.release,
  };
}

class Blocks {
  /** What was copied; `day` when it was all of a day. */
  copied = $state.raw<{ forms: BlockForm[]; day: boolean } | null>(null);
  private readonly adding = new OnceId();

  copy(block: BlockView): void {
    this.copied = { forms: [formOf(block)], day: false };
    toasts.done(m.block_copied());
  }

  copyDay(blocks: readonly BlockView[]): void {
    if (blocks.length === 0) {
      toasts.notice(m.blocks_nothing_to_copy());
      return;
    }
    this.copied = { forms: blocks.map(formOf), day: true };
    toasts.done(m.blocks_copied({ count: blocks.length }));
  }

  /** Adds blocks, all or none, and notes the way back. */
  async add(forms: BlockForm[], says: string): Promise<Outcome<BlockView[]>> {
    const request_id = this.adding.for(forms);
    const outcome = this.adding.settle(
      await attempt('availability_add_blocks', { request_id, blocks: forms }),
    );
    if (outcome.ok) {
      const ids = forms.map(({ id }) => id);
      history.did({
        says,
        undone: m.blocks_unpasted({ count: ids.length }),
        undo: () => this.sendRemove(ids),
        redo: () => this.sendRestore(ids),
      });
      await tellWhoIsIn(ids);
    }
    return outcome;
  }

  /** Pastes what was copied: one block where the cursor stands, a day's at its own times. */
  async paste(place: PastePlace): Promise<void> {
    await this.pasteOn([place]);
  }

  /** Pastes what was copied on every working day of the week but the one it came from. */
  async pasteWeek(place: PastePlace): Promise<void> {
    const from = this.copied?.forms[0];
    if (!from) return;
    const monday = addDays(place.date, 1 - weekday(place.date));
    const days = [0, 1, 2, 3, 4].map((day) => addDays(monday, day));
    const minute = minuteOf(from.starts_local);
    await this.pasteOn(
      days
        .filter((date) => date !== dateOf(from.starts_local) || place.doctor_id !== from.doctor_id)
        .map((date) => ({ ...place, date, minute })),
    );
  }

  private async pasteOn(places: PastePlace[]): Promise<void> {
    const copied = this.copied;
    const first = copied?.forms[0];
    if (!copied || !first) {
      toasts.notice(m.blocks_nothing_to_paste());
      return;
    }
    const forms = places.flatMap(({ doctor_id, date, minute }) => {
      const days = daysBetween(dateOf(first.starts_local), date) * 1440;
      const by = copied.day ? days : days + minute - minuteOf(first.starts_local);
      return copied.forms.map((form) => shifted(form, by, doctor_id));
    });
    const [only] = forms;
    const says =
      forms.length === 1 && only
        ? m.block_pasted({
            when: dayAndClock(only.starts_local),
            doctor: directory.doctor(only.doctor_id)?.name ?? '',
          })
        : m.blocks_pasted({ count: forms.length });
    const outcome = await this.add(forms, says);
    if (outcome.ok) return;
    const { error } = outcome;
    const at =
      error.kind === 'invalid'
        ? error.fields.find(({ problem }) => problem.code === 'overlaps')
        : undefined;
    const inTheWay = forms[Number(/\[(\d+)\]/.exec(at?.field ?? '')?.[1] ?? -1)];
    if (inTheWay) {
      const when = dayAndClock(inTheWay.starts_local);
      toasts.problem(m.blocks_overlap({ when }), m.blocks_overlap_next());
    } else {
      const text = errorText(error);
      toasts.problem(text.what, text.next);
    }
  }

  /** Changes a block, and notes the way back. */
  async change(block: BlockView, form: BlockForm): Promise<Outcome<BlockView>> {
    let present = block;
    const send = async (to: BlockForm): Promise<Outcome<BlockView>> => {
      const outcome = await attempt('availability_change_block', {
        request_id: freshId(),
        row_version: present.row_version,
        block: to,
      });
      if (outcome.ok) present = outcome.answer;
      return outcome;
    };
    const outcome = await send(form);
    if (outcome.ok) {
      history.did({
        says: m.block_changed({ name: blockText(outcome.answer) }),
        undone: m.block_changed_back({ name: blockText(block) }),
        undo: async () => errorOf(await send(formOf(block))),
        redo: async () => errorOf(await send(form)),
      });
      await tellWhoIsIn([form.id]);
    }
    return outcome;
  }

  /** Removes a block, and notes the way back. */
  async remove(block: BlockView): Promise<void> {
    const error = await this.sendRemove([block.id]);
    if (error) {
      const text = errorText(error);
      toasts.problem(text.what, text.next);
      return;
    }
    history.did({
      says: m.block_removed({ name: blockText(block) }),
      undone: m.block_restored({ name: blockText(block) }),
      undo: () => this.sendRestore([block.id]),
      redo: () => this.sendRemove([block.id]),
    });
  }

  private async sendRemove(block_ids: string[]): Promise<ClinicError | null> {
    return errorOf(
      await attempt('availability_remove_blocks', { request_id: freshId(), block_ids }),
    );
  }

  private async sendRestore(block_ids: string[]): Promise<ClinicError | null> {
    return errorOf(
      await attempt('availability_restore_blocks', { request_id: freshId(), block_ids }),
    );
  }
}

/** Visits stay where they are under a block: whoever made it should know of them. */
async function tellWhoIsIn(ids: string[]): Promise<void> {
  const outcome = await attempt('appointments_in_blocks', ids);
  if (!outcome.ok || outcome.answer.length === 0) return;
  const visits = outcome.answer;
  const named = visits
    .slice(0, 3)
    .map((visit) => `${clock(visit.starts_local)} ${visit.patient_name}`)
    .join(' · ');
  const list = visits.length > 3 ? `${named} …` : named;
  toasts.notice(m.block_over_visits({ count: visits.length, list }));
}

function errorOf(outcome: Outcome<unknown>): ClinicError | null {
  return outcome.ok ? null : outcome.error;
}

export const blocks = new Blocks();
