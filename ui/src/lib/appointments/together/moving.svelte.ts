import type {
  AppointmentView,
  ClinicError,
  PlannedVisit,
  RequestedTime,
  SlotOffer,
  VisitMove,
} from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { addDays, clock, dateOf, daysBetween, isDate, localAt, minuteOf } from '$lib/shared/times';
import { readDate, readTime } from '$lib/shared/typed';
import * as m from '$messages';
import { canChange } from '../status';
import { Plan } from './plan.svelte';
import { moveTogether, seen } from './together';

/** How much of a series is changed. */
export type Scope = 'this' | 'following' | 'all';

/** The occurrences of a series that a change reaches: what has begun or is over stays. */
export function inScope(
  visits: AppointmentView[],
  pivot: AppointmentView,
  scope: Scope,
): AppointmentView[] {
  const from = pivot.series?.number ?? 0;
  return visits.filter(
    (visit) =>
      canChange(visit.status) &&
      (visit.id === pivot.id ||
        scope === 'all' ||
        (scope === 'following' && (visit.series?.number ?? 0) >= from)),
  );
}

/** What several visits are moved from. */
export interface MovingStart {
  /** Those that can be moved. */
  visits: AppointmentView[];
  /** They are occurrences of the series of this one. */
  pivot?: AppointmentView;
  /** Where the first was dropped. */
  to?: { doctor_id: string; minute: number };
  /** They are all of one doctor's day: which of them is asked by the clock. */
  wholeDay?: boolean;
}

/** How long typing rests before what was typed is checked. */
const RESTS_MS = 250;

/** Several visits on their way to other times, another doctor or another day. */
export class MovingState {
  scope = $state<Scope>('this');
  from = $state('');
  until = $state('');
  shift = $state('');
  time = $state('');
  doctorId = $state('');
  date = $state('');
  minutes = $state('');

  readonly plan = new Plan((planned) => planned.appointment_id ?? '');
  checking = $state(false);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  moved = $state.raw<AppointmentView[] | null>(null);

  private readonly once = new OnceId();
  private asked = 0;
  private resting: ReturnType<typeof setTimeout> | undefined;

  private readonly start: MovingStart;
  /** What was chosen when it began. */
  private readonly begun: string;

  constructor(start: MovingStart) {
    this.start = start;
    if (start.to && start.pivot) {
      this.time = clock(localAt(dateOf(start.pivot.starts_local), start.to.minute));
      if (start.to.doctor_id !== start.pivot.doctor_id) this.doctorId = start.to.doctor_id;
    } else if (start.pivot) {
      this.time = clock(start.pivot.starts_local);
    }
    this.begun = this.chosen();
    void this.check();
  }

  /** What was chosen and is not done, in words; where a visit was dropped is chosen too. */
  get left(): string | null {
    if (this.moved || (!this.changes && this.chosen() === this.begun)) return null;
    return this.pivot
      ? m.unfinished_series_change({ name: this.pivot.patient_name })
      : m.unfinished_moves();
  }

  private chosen(): string {
    const { scope, from, until, shift, time, doctorId, date, minutes, plan } = this;
    const wish = { scope, from, until, shift, time, doctorId, date, minutes };
    return JSON.stringify([wish, plan.leftOut, plan.elsewhere]);
  }

  /** The occurrence that the series is changed from. */
  get pivot(): AppointmentView | null {
    return this.start.pivot ?? null;
  }

  get wholeDay(): boolean {
    return this.start.wholeDay ?? false;
  }

  /** The visits that the scope, or the clock, picks. */
  readonly visits = $derived.by(() => {
    if (this.pivot) return inScope(this.start.visits, this.pivot, this.scope);
    const from = readTime(this.from);
    const until = readTime(this.until);
    return this.start.visits.filter(
      (visit) =>
        (from === '' || clock(visit.starts_local) >= from) &&
        (until === '' || clock(visit.starts_local) < until),
    );
  });

  /** Something is to become different. */
  readonly changes = $derived(
    this.doctorId !== '' ||
      readDate(this.date) !== '' ||
      this.minutes.trim() !== '' ||
      (this.pivot
        ? readTime(this.time) !== clock(this.pivot.starts_local)
        : shiftOf(this.shift) !== 0),
  );

  /** What is typed is checked once it rests. */
  typing(): void {
    clearTimeout(this.resting);
    this.checking = true;
    this.resting = setTimeout(() => this.change(), RESTS_MS);
  }

  change(): void {
    clearTimeout(this.resting);
    this.resting = undefined;
    this.plan.forget();
    void this.check();
  }

  async check(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    this.error = this.wrong();
    const going = this.going();
    if (!this.changes || going.length === 0 || this.error) {
      this.checking = false;
      this.plan.show(this.visits.map(standing));
      return;
    }
    this.checking = true;
    const outcome = await attempt('appointments_check_moves', {
      request_id: freshId(),
      visits: this.moves(going),
      series_id: this.seriesId,
    });
    if (mine !== this.asked) return;
    this.checking = false;
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    // What is left out stays where it is, and may be in the way of the others.
    const planned = new Map(outcome.answer.map((visit) => [visit.appointment_id, visit]));
    this.plan.show(
      this.visits.map((visit, at) => {
        const stays = standing(visit, at);
        return { ...(planned.get(visit.id) ?? stays), number: stays.number };
      }),
    );
  }

  /** Those that cannot be moved stay where they are; the others go. */
  async leaveOutRefused(): Promise<void> {
    // One that stays may be in the way of the next: until nothing is. Each round leaves out one at the least.
    while (this.plan.open.length > 0 && !this.checking) {
      for (const line of this.plan.open) this.plan.choose(line.key, 'left_out');
      await this.check();
      if (this.error) return;
    }
  }

  /** Moves all that are not left out. */
  async move(): Promise<void> {
    if (this.pending) return;
    if (this.resting !== undefined) this.change();
    // Whoever was faster than the check means what it finds to be free.
    if (this.checking) await this.check();
    const visits = this.going();
    if (this.pending || this.checking || !this.changes || visits.length === 0) return;
    if (this.plan.open.length > 0 || this.error?.kind === 'invalid') return;
    this.pending = true;
    const says =
      visits.length === 1 && visits[0]
        ? m.did_move_one({ patient: visits[0].patient_name })
        : m.did_move_together({ count: visits.length });
    const outcome = await moveTogether(this.once, this.moves(visits), this.seriesId, says);
    this.pending = false;
    if (outcome.ok) {
      this.moved = outcome.answer;
      return;
    }
    if (outcome.error.kind === 'refused') await this.check();
    this.error ??= outcome.error;
  }

  /** The visits that are not left out. */
  private going(): AppointmentView[] {
    const left = new Set(this.plan.leftOut);
    return this.visits.filter((visit) => !left.has(visit.id));
  }

  private get seriesId(): string | null {
    return this.pivot?.series?.series_id ?? null;
  }

  private moves(visits: AppointmentView[]): VisitMove[] {
    const elsewhere = new Map<string, SlotOffer>(this.plan.elsewhere);
    return visits.map((visit) => {
      const slot = elsewhere.get(visit.id);
      const starts: RequestedTime = slot
        ? { by: 'instant', at: slot.starts_at }
        : { by: 'local', date_time: this.wanted(visit), which: null };
      return {
        ...seen(visit),
        doctor_id: slot?.doctor_id ?? (this.doctorId || visit.doctor_id),
        location_id: slot?.location_id ?? null,
        starts,
        minutes: this.minutes.trim() === '' ? null : Number(this.minutes),
        override_reason: visit.override_reason,
      };
    });
  }

  /** The time of a visit after the change: the time of day, or so many minutes on; its own date, or another one. */
  private wanted(visit: AppointmentView): string {
    const own = dateOf(visit.starts_local);
    const date = readDate(this.date);
    const days =
      date === '' ? 0 : daysBetween(dateOf(this.start.visits[0]?.starts_local ?? own), date);
    const minute = minuteOf(this.pivot ? `${own}T${readTime(this.time)}` : visit.starts_local);
    return localAt(addDays(own, days), minute + (this.pivot ? 0 : shiftOf(this.shift)));
  }

  /** What was typed and cannot be read, at its field. */
  private wrong(): ClinicError | null {
    const date = readDate(this.date);
    const isTime = (typed: string) => /^\d{2}:\d{2}$/.test(readTime(typed));
    const fields = [
      ...(this.pivot && !isTime(this.time)
        ? [{ field: 'time', problem: { code: 'not_a_time' } as const }]
        : []),
      ...(['from', 'until'] as const).flatMap((field) =>
        this[field].trim() === '' || isTime(this[field])
          ? []
          : [{ field, problem: { code: 'not_a_time' } as const }],
      ),
      ...(date === '' || isDate(date)
        ? []
        : [{ field: 'date', problem: { code: 'not_a_date' } as const }]),
      ...(/^\s*[+-]?\d{0,4}\s*$/.test(this.shift)
        ? []
        : [
            {
              field: 'shift',
              problem: { code: 'out_of_range', least: -1440, most: 1440 } as const,
            },
          ]),
      ...(/^\s*\d{0,3}\s*$/.test(this.minutes)
        ? []
        : [{ field: 'minutes', problem: { code: 'out_of_range', least: 5, most: 480 } as const }]),
    ];
    return fields.length > 0 ? { kind: 'invalid', fields } : null;
  }
}

function shiftOf(typed: string): number {
  const minutes = Number(typed.trim());
  return Number.isInteger(minutes) ? minutes : 0;
}

/** A visit where it stands, before anything is asked. */
function standing(visit: AppointmentView, at: number): PlannedVisit {
  return {
    appointment_id: visit.id,
    number: visit.series?.number ?? at + 1,
    on: dateOf(visit.starts_local),
    patient_name: visit.patient_name,
    doctor_id: visit.doctor_id,
    doctor_name: visit.doctor_name,
    location_id: visit.location_id,
    starts_local: visit.starts_local,
    standing: { standing: 'free', starts_at: visit.starts_at, ends_local: visit.ends_local },
  };
}
