// Two visits of the day sheet that change places: the first waits until the second is chosen.

import type { SheetState } from '$lib/appointments/sheet.svelte';
import { swap } from '$lib/appointments/together/together';
import type { AppointmentView } from '$lib/shared/contract';
import { OnceId } from '$lib/shared/once';
import { overlays } from '../overlays.svelte';
import { refused } from './refused-on-sheet';

export class SwapOnSheet {
  readonly #sheet: SheetState;
  readonly #once = new OnceId();

  constructor(sheet: SheetState) {
    this.#sheet = sheet;
  }

  begin(visit: AppointmentView): void {
    if (this.#sheet.swapping) void this.#with(visit);
    else this.#sheet.swapping = visit;
  }

  /** Opens a visit; while another one waits to be swapped, it is the one that it is swapped with. */
  open(visit: AppointmentView): void {
    if (this.#sheet.swapping) void this.#with(visit);
    else overlays.openVisit(visit);
  }

  async #with(other: AppointmentView): Promise<void> {
    const one = this.#sheet.swapping;
    if (!one) return;
    this.#sheet.swapping = null;
    if (one.id === other.id) return;
    const outcome = await swap(this.#once, one, other);
    if (outcome.ok) return;
    refused(this.#sheet, outcome.error, () => {
      this.#sheet.swapping = one;
      void this.#with(other);
    });
  }
}
