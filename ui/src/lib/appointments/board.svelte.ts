import type { AppointmentView, FeedWatch } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt } from '$lib/shared/desk';
import { Rereading } from '$lib/shared/rereading.svelte';
import { dateOf, localOfInstant, minutesSince } from '$lib/shared/times';
import { directory } from '$lib/doctors/directory.svelte';
import { isInHouse, waitingSince } from './status';
import { onVisit } from './visits';
import { waitOf } from './waits';

/** Where somebody in the house is. */
export type Place = 'waiting' | 'in_room' | 'with_doctor';

export function placeOf(visit: AppointmentView): Place {
  if (visit.status === 'in_progress') return 'with_doctor';
  return visit.in_room_at === null ? 'waiting' : 'in_room';
}

const ORDER: Place[] = ['waiting', 'in_room', 'with_doctor'];

/** Who is in the house today: those who wait first, the longest wait on top. */
export class BoardState extends Rereading {
  locationId = $state('');
  visits = $state.raw<AppointmentView[] | null>(null);
  /** Who keys act on: by visit, so that it stays when the order changes. */
  private cursorId = $state<string | null>(null);
  private lastAt = 0;

  readonly today = $derived(dateOf(localOfInstant(this.now, directory.zoneOf(this.locationId))));

  readonly rows = $derived(
    (this.visits ?? [])
      .filter((visit) => isInHouse(visit.status) || visit.status === 'in_progress')
      .toSorted(
        (one, other) =>
          ORDER.indexOf(placeOf(one)) - ORDER.indexOf(placeOf(other)) ||
          since(one).localeCompare(since(other)) ||
          one.id.localeCompare(other.id),
      ),
  );
  readonly waiting = $derived(this.rows.filter((visit) => placeOf(visit) === 'waiting'));
  readonly current = $derived(
    this.rows.find((visit) => visit.id === this.cursorId) ??
      this.rows[Math.min(this.lastAt, this.rows.length - 1)] ??
      null,
  );

  /** How many wait so long. */
  waitingLong(wait: 'long' | 'very_long'): number {
    return this.waiting.filter((visit) => waitOf(this.minutes(visit)) === wait).length;
  }

  minutes(visit: AppointmentView): number {
    return minutesSince(since(visit), this.now);
  }

  /** Follows what changes while it is shown; whoever shows it reads it then. Returns how to stop. */
  start(shown: () => boolean): () => void {
    const tick = setInterval(() => this.tick(), 10_000);
    const stopVisits = onVisit((visit) => {
      const others = (this.visits ?? []).filter((other) => other.id !== visit.id);
      const here =
        dateOf(visit.starts_local) === this.today &&
        (!this.locationId || visit.location_id === this.locationId);
      this.visits = here ? [...others, visit] : others;
    });
    const stopChanges = connection.onChange(() => {
      if (shown()) void this.load();
    });
    return () => {
      clearInterval(tick);
      stopVisits();
      stopChanges();
    };
  }

  /** Every doctor's lane of today. */
  watch(): Partial<FeedWatch> {
    return {
      resource_ids: directory.activeDoctors.map((doctor) => doctor.resource_id),
      from_on: this.today,
      to_on: this.today,
      topics: ['clinic', 'patients'],
    };
  }

  filter(locationId: string): void {
    this.locationId = locationId;
    void this.load();
  }

  async load(): Promise<void> {
    const asking = attempt('appointments_list', {
      from_on: this.today,
      to_on: this.today,
      doctor_ids: [],
      location_id: this.locationId || null,
      statuses: ['arrived', 'checked_in', 'in_progress'],
      visit_kind: null,
      limit: 1000,
    });
    const answer = await this.reread(asking);
    if (answer) this.visits = answer.visits;
  }

  select(visit: AppointmentView): void {
    this.cursorId = visit.id;
    this.lastAt = Math.max(0, this.rows.indexOf(visit));
  }

  move(by: number): void {
    const at = this.current ? this.rows.indexOf(this.current) : 0;
    const next = this.rows[Math.max(0, Math.min(this.rows.length - 1, at + by))];
    if (next) this.select(next);
  }
}

/** Since when somebody is where they are. */
export function since(visit: AppointmentView): string {
  if (visit.status === 'in_progress') return visit.started_at ?? waitingSince(visit);
  return visit.in_room_at ?? waitingSince(visit);
}
