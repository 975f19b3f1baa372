import type { AppointmentView, ClinicError } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';
import { addDays, localOfInstant } from '$lib/shared/times';
import type { SheetState } from './sheet.svelte';
import { markNoShows, onVisit, step } from './visits';

/** How far back somebody forgotten is still looked for: over a long weekend. */
const DAYS_BACK = 4;

/** Whether the visit's time is over and nobody entered that the patient came. */
export function hasNotCome(visit: AppointmentView, now: number): boolean {
  return ['scheduled', 'confirmed'].includes(visit.status) && Date.parse(visit.ends_at) <= now;
}

/** How many of the day that is shown have not come; only of today is it asked. */
export function notComeOf(sheet: SheetState): number {
  if (sheet.shownDate !== sheet.today) return 0;
  const visits = sheet.columns.flatMap((column) => column.appointments);
  return visits.filter((visit) => hasNotCome(visit, sheet.now)).length;
}

/** Every doctor's hours of the day that is shown are over. */
export function isEvening(sheet: SheetState): boolean {
  return sheet.columns.every((column) =>
    column.windows.every((window) => Date.parse(window.ends_at) <= sheet.now),
  );
}

/** Who has not come, proposed as no-shows: each by a key or all at once. Who was entered stays in sight, to be undone. */
export class NotComeState {
  visits = $state.raw<AppointmentView[] | null>(null);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  /** The one that keys act on. */
  at = $state(0);

  private last: Promise<void> = Promise.resolve();

  readonly open = $derived(
    (this.visits ?? []).filter((visit) => ['scheduled', 'confirmed'].includes(visit.status)),
  );
  readonly current = $derived(this.visits?.[this.at] ?? null);

  constructor(
    private readonly today: string,
    private readonly locationId: string,
  ) {}

  /** Reads the list, and follows what this window does to it. Returns how to stop. */
  start(): () => void {
    void this.read();
    return onVisit((changed) => {
      this.visits =
        this.visits?.map((visit) => (visit.id === changed.id ? changed : visit)) ?? null;
    });
  }

  async read(): Promise<void> {
    const outcome = await attempt('appointments_list', {
      from_on: addDays(this.today, -DAYS_BACK),
      to_on: this.today,
      doctor_ids: [],
      location_id: this.locationId || null,
      statuses: ['scheduled', 'confirmed'],
      visit_kind: null,
      limit: 1000,
    });
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    this.error = null;
    const now = Date.parse(outcome.answer.now_at);
    this.visits = outcome.answer.visits.filter((visit) => hasNotCome(visit, now));
  }

  move(by: number): void {
    this.at = Math.max(0, Math.min((this.visits?.length ?? 1) - 1, this.at + by));
  }

  /** Enters one as a no-show, or takes that back; the next one is at hand. */
  async toggle(visit: AppointmentView | null): Promise<void> {
    if (!visit || this.pending) return;
    const missed = visit.status === 'no_show';
    await this.doing(async () => {
      const outcome = await step(visit, missed ? 'take_back' : 'mark_no_show');
      return outcome.ok ? null : outcome.error;
    });
    if (!missed && !this.error && visit.id === this.current?.id) this.move(1);
  }

  async markAll(): Promise<void> {
    // One that is being entered is waited for, so that the key is not lost.
    await this.last;
    if (this.open.length > 0) await this.doing(() => markNoShows(this.open));
  }

  private doing(deed: () => Promise<ClinicError | null>): Promise<void> {
    this.last = (async () => {
      this.pending = true;
      this.error = await deed();
      this.pending = false;
    })();
    return this.last;
  }

  /** On the wall of the visit's place. */
  static today(now: number, zone: string): string {
    return localOfInstant(now, zone).slice(0, 10);
  }
}
