import type {
  ClinicError,
  Frequency,
  MonthDay,
  PatientView,
  Priority,
  SeriesPattern,
  SeriesRequest,
  SeriesView,
  VisitKind,
} from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { dateOf, isDate, weekday } from '$lib/shared/times';
import { readDate } from '$lib/shared/typed';
import { nameOf } from '$lib/patients/words';
import * as m from '$messages';
import { Plan } from '../together/plan.svelte';
import { bookSeries } from '../together/together';

/** The booking that is to be repeated: everything but the rule. */
export interface SeriesStart {
  patient: PatientView;
  doctor_id: string;
  doctor_name: string;
  location_id: string;
  starts_local: string;
  kind: VisitKind;
  minutes: number | null;
  reason: string;
  priority: Priority;
  override_reason: string | null;
}

export type MonthBy = 'day' | 'weekday' | 'last_day';

/** A series being booked: its rule, and what the check of its occurrences found. */
export class SeriesState {
  frequency = $state<Frequency>('weekly');
  interval = $state('1');
  weekdays = $state.raw<number[]>([]);
  monthBy = $state<MonthBy>('day');
  endsBy = $state<'after' | 'until'>('after');
  count = $state('6');
  until = $state('');

  readonly plan = new Plan((planned) => planned.on);
  rule = $state('');
  checking = $state(false);
  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  booked = $state.raw<SeriesView | null>(null);

  private readonly once = new OnceId();
  private asked = 0;
  /** The rule as it was offered. */
  private readonly offered: string;

  constructor(readonly start: SeriesStart) {
    this.weekdays = [weekday(this.firstOn)];
    this.offered = this.chosen();
    void this.check();
  }

  /** What was chosen and is not booked, in words. */
  get left(): string | null {
    if (this.booked || this.chosen() === this.offered) return null;
    return m.unfinished_series({ name: nameOf(this.start.patient) });
  }

  private chosen(): string {
    return JSON.stringify([this.pattern(), this.plan.elsewhere]);
  }

  get firstOn(): string {
    return dateOf(this.start.starts_local);
  }

  /** Which weekday of its month the first visit falls on: the second Monday; the fifth is the last. */
  get nth(): number {
    const nth = Math.ceil(Number(this.firstOn.slice(8, 10)) / 7);
    return nth > 4 ? -1 : nth;
  }

  toggleWeekday(day: number): void {
    const on = this.weekdays.includes(day);
    const days = on ? this.weekdays.filter((other) => other !== day) : [...this.weekdays, day];
    this.weekdays = days.sort((one, other) => one - other);
    this.change();
  }

  /** The rule changed: look at all occurrences again. */
  change(): void {
    this.plan.forget();
    void this.check();
  }

  async check(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    this.checking = true;
    const request = { series_id: freshId(), ...this.wish() };
    const outcome = await attempt('appointments_check_series', request);
    if (mine !== this.asked) return;
    this.checking = false;
    if (outcome.ok) {
      this.error = null;
      this.rule = outcome.answer.rule;
      this.plan.show(outcome.answer.occurrences);
    } else {
      this.error = outcome.error;
    }
  }

  /** Books all that is not left out. */
  async book(): Promise<void> {
    if (this.pending || this.checking || this.plan.open.length > 0) return;
    this.pending = true;
    const outcome = await bookSeries(this.once, this.wish());
    this.pending = false;
    if (outcome.ok) {
      this.booked = outcome.answer;
      return;
    }
    // What was taken meanwhile is shown at its line.
    if (outcome.error.kind === 'refused') await this.check();
    this.error ??= outcome.error;
  }

  private wish(): Omit<SeriesRequest, 'series_id'> {
    const { start } = this;
    return {
      patient_id: start.patient.id,
      doctor_id: start.doctor_id,
      location_id: start.location_id,
      visit_kind: start.kind,
      starts_local: start.starts_local,
      minutes: start.minutes,
      reason: start.reason,
      priority: start.priority,
      override_reason: start.override_reason,
      pattern: this.pattern(),
      elsewhere: this.plan.elsewhere.map(([on, slot]) => ({
        on,
        doctor_id: slot.doctor_id,
        location_id: slot.location_id,
        at: slot.starts_at,
      })),
    };
  }

  private pattern(): SeriesPattern {
    const until = readDate(this.until);
    return {
      frequency: this.frequency,
      interval: whole(this.interval),
      weekdays: this.frequency === 'weekly' ? this.weekdays : [],
      month_day: this.frequency === 'monthly' ? this.monthDay() : null,
      end:
        this.endsBy === 'after'
          ? { ends: 'after', count: whole(this.count) }
          : { ends: 'until', on: isDate(until) ? until : this.until },
      except_on: this.plan.leftOut,
    };
  }

  private monthDay(): MonthDay {
    if (this.monthBy === 'last_day') return { by: 'day', day: -1 };
    if (this.monthBy === 'day') return { by: 'day', day: Number(this.firstOn.slice(8, 10)) };
    return { by: 'weekday', nth: this.nth, weekday: weekday(this.firstOn) };
  }
}

/** The number that was typed; 0, which is refused at its field, for what is none. */
function whole(typed: string): number {
  return /^\s*\d{1,4}\s*$/.test(typed) ? Number(typed) : 0;
}
