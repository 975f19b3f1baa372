// A visit that is carried over the day sheet, or made longer or shorter, and what becomes of it where it is put down.

import * as m from '$messages';
import { stepFrom } from '$lib/appointments/layout';
import type { Carried, SheetState } from '$lib/appointments/sheet.svelte';
import { tray } from '$lib/appointments/together/tray.svelte';
import { move } from '$lib/appointments/visits';
import type { AppointmentView } from '$lib/shared/contract';
import type { Binding } from '$lib/shared/keys.svelte';
import { dateOf, localAt, minuteClock } from '$lib/shared/times';
import { overlays } from '../overlays.svelte';
import { refused } from './refused-on-sheet';

export class CarryOnSheet {
  readonly #sheet: SheetState;
  /** Where it is, for who cannot see it. */
  readonly announced: string = $derived.by(() => this.#announced());

  constructor(sheet: SheetState) {
    this.#sheet = sheet;
  }

  #announced(): string {
    const { carried, columns } = this.#sheet;
    if (!carried) return '';
    if (carried.what === 'length') return m.carried_length({ count: carried.minutes });
    const doctor = columns[carried.column]?.doctor_name ?? '';
    return m.carried_to({ time: minuteClock(carried.minute), doctor });
  }

  /** The keys while something is carried; `pickNext` takes the next one of the tray. */
  keys(pickNext: () => void): Binding[] {
    const { carried } = this.#sheet;
    const leave = {
      keys: 'Escape',
      does: m.carry_cancel(),
      run: () => this.#sheet.cancelCarry(),
    };
    const put = () => void this.#sheet.drop(this.drop);
    if (carried?.what === 'length') {
      const longer = ['ArrowDown', 'Shift+ArrowDown'];
      const shorter = ['ArrowUp', 'Shift+ArrowUp'];
      return [
        { keys: longer, does: m.resize_longer(), run: () => this.#stretch(5) },
        { keys: shorter, does: m.resize_shorter(), run: () => this.#stretch(-5) },
        { keys: 'Enter', does: m.resize_done(), run: put },
        leave,
      ];
    }
    const byKey = (event: KeyboardEvent) => this.#byKey(event.key);
    return [
      { keys: ['ArrowUp', 'ArrowDown'], does: m.carry_time(), run: byKey },
      { keys: ['ArrowLeft', 'ArrowRight'], does: m.carry_doctor(), run: byKey },
      { keys: 'Enter', does: m.carry_drop(), run: put },
      ...(carried && tray.has(carried.visit.id) && tray.parked.length > 1
        ? [{ keys: 'v', does: m.tray_next(), run: pickNext }]
        : []),
      leave,
    ];
  }

  resize(visit: AppointmentView, by: number): void {
    this.#sheet.carry(visit, 'keys', 'length');
    this.#stretch(by);
  }

  #byKey(key: string): void {
    const { carried, columns, shownDate } = this.#sheet;
    if (!carried) return;
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
    const column = columns[carried.column];
    const minute =
      sideways === 0 && column
        ? stepFrom(column, shownDate, carried.minute, key === 'ArrowDown')
        : carried.minute;
    this.#sheet.carryTo(carried.column + sideways, minute);
  }

  #stretch(by: number): void {
    const { carried } = this.#sheet;
    if (carried) this.#sheet.stretchTo(carried.minute + carried.minutes + by);
  }

  /** Moves what was carried to where it was put down; refused, the search for another time goes on from there. */
  readonly drop = async (carried: Carried): Promise<boolean> => {
    const { visit, column, minute, minutes } = carried;
    const day = this.#sheet.columns[column];
    if (!day) return false;
    const date = this.#sheet.shownDate;
    if (visit.series && date === dateOf(visit.starts_local) && carried.what === 'place') {
      // Only this one, or the series? That is asked where all of it can be seen.
      await overlays.changeSeries(visit, { doctor_id: day.doctor_id, minute });
      return false;
    }
    const date_time = localAt(date, minute);
    const within = day.windows.find(
      ({ starts_local, ends_local }) => date_time >= starts_local && date_time < ends_local,
    );
    const location_id = within?.location_id ?? visit.location_id;
    const outcome = await move(visit, {
      doctor_id: day.doctor_id,
      location_id,
      starts: { by: 'local', date_time, which: null },
      minutes,
      override_reason: null,
      overbook_reason: null,
    });
    if (outcome.ok) return true;
    if (outcome.error.kind === 'refused' && outcome.error.refusal.code !== 'wrong_status') {
      overlays.book({
        visit,
        wish: { doctor_id: day.doctor_id, doctor_name: day.doctor_name, location_id, date, minute },
        minutes,
        refusal: outcome.error.refusal,
      });
      return false;
    }
    refused(this.#sheet, outcome.error, () => void this.drop(carried));
    return false;
  };
}
