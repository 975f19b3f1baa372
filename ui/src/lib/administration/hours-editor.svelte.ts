// One doctor's availability being edited: the week, the dates that differ, and time off.

import { asClinicError, call, freshId } from '../shared/desk';
import type {
  AvailabilityView,
  ClinicError,
  DatedHours,
  DoctorView,
  FieldError,
  LocationView,
  TimeOffEntered,
  TimeOffView,
} from '../shared/contract';
import { isDate, minuteClock, weekday } from '../shared/times';
import { RecordForm } from './form.svelte';
import {
  closedOn,
  copyDay,
  datedOf,
  datedRow,
  hoursOf,
  hoursProblems,
  inOrder,
  mergeRows,
  rowOf,
  stretchOf,
  withBreak,
  type HoursRow,
} from './hours';
import { timeOffProblems, timeOffTimes, type TimeOffTyped } from './time-off';
import { ToMove } from './to-move.svelte';

/** A date that differs, as typed. */
export interface DateTyped extends Record<string, unknown> {
  on_date: string;
  closed: boolean;
  hours: HoursRow[];
  note: string;
}

export class HoursEditor {
  readonly doctor: DoctorView;
  readonly locations: readonly LocationView[];
  readonly today: string;
  view = $state.raw<AvailabilityView | null>(null);
  problem = $state.raw<ClinicError | null>(null);
  reading = $state(false);

  week = $state.raw<RecordForm<{ hours: HoursRow[] }> | null>(null);
  date = $state.raw<RecordForm<DateTyped> | null>(null);
  timeOff = $state.raw<RecordForm<TimeOffTyped> | null>(null);
  /** The list of who must be moved that is on the screen. */
  toMove = $state.raw<ToMove | null>(null);
  /** One list a time off: who was moved stays to be called when it is opened again. */
  readonly #lists = new Map<string, ToMove>();
  #timeOffId = freshId();

  constructor(doctor: DoctorView, locations: readonly LocationView[], today: string) {
    this.doctor = doctor;
    this.locations = locations;
    this.today = today;
  }

  /** Something was typed that is not saved. */
  get changed(): boolean {
    return [this.week, this.date, this.timeOff].some((form) => form?.changed ?? false);
  }

  async read(): Promise<void> {
    this.reading = true;
    try {
      this.#take(await call('availability_get', this.doctor.id));
      this.problem = null;
    } catch (thrown) {
      this.problem = asClinicError(thrown);
    } finally {
      this.reading = false;
    }
  }

  /** The server's version is shown; weekly hours that were typed stay as typed. */
  #take(view: AvailabilityView): void {
    this.view = view;
    const rows = inOrder(view.weekly.map(rowOf));
    if (this.week)
      this.week.rebase({ hours: rows }, (base, mine, theirs) => ({
        hours: mergeRows(base.hours, mine.hours, theirs.hours),
      }));
    else this.week = new RecordForm({ hours: rows });
  }

  /** An empty row of a weekday; follows on the last one of that day, at the same place. */
  addRow(weekday: number): HoursRow | null {
    if (!this.week) return null;
    const rows = this.week.values.hours;
    const before = rows.filter((row) => row.weekday === weekday).at(-1) ?? rows.at(-1);
    const row = this.#emptyRow(weekday, before);
    this.week.values.hours = [...rows, row];
    return row;
  }

  #emptyRow(weekday: number, before?: HoursRow): HoursRow {
    const active = this.locations.filter((location) => location.active);
    return {
      id: freshId(),
      location_id: before?.location_id ?? (active.length === 1 ? (active[0]?.id ?? '') : ''),
      room_id: before?.room_id ?? '',
      weekday,
      from_time: '',
      to_time: '',
      slot_minutes: before?.slot_minutes ?? '',
      hours_kind: before?.hours_kind ?? 'both',
      capacity: before?.capacity ?? '1',
      valid_from: this.today,
      valid_to: '',
    };
  }

  /** Puts a break into the longest stretch of a weekday: over noon where it lies inside, else in the middle. */
  addBreak(weekday: number): void {
    if (!this.week) return;
    const rows = this.week.values.hours;
    const length = (row: HoursRow) => {
      const [from, to] = stretchOf(row) ?? [0, 0];
      return to - from;
    };
    const longest = rows
      .filter((row) => row.weekday === weekday)
      .reduce<HoursRow | null>(
        (best, row) => (best && length(best) >= length(row) ? best : row),
        null,
      );
    const stretch = longest && stretchOf(longest);
    if (!longest || !stretch) return;
    const middle = Math.round((stretch[0] + stretch[1]) / 10) * 5;
    const parts =
      withBreak(longest, '12:00', '13:00', freshId) ??
      withBreak(longest, minuteClock(middle - 15), minuteClock(middle + 15), freshId);
    if (!parts) return;
    this.week.values.hours = rows.flatMap((row) => (row.id === longest.id ? parts : [row]));
    this.week.problems = [];
  }

  removeRow(id: string): void {
    if (!this.week) return;
    this.week.values.hours = this.week.values.hours.filter((row) => row.id !== id);
    this.week.problems = [];
  }

  copy(from: number, to: readonly number[]): void {
    if (!this.week) return;
    this.week.values.hours = copyDay(this.week.values.hours, from, to, freshId);
    this.week.problems = [];
  }

  /** Throws away what was typed in the week. */
  revertWeek(): void {
    if (this.view) this.week = new RecordForm({ hours: this.savedWeek });
  }

  async saveWeek(): Promise<boolean> {
    const { week, view } = this;
    if (!week || !view) return false;
    week.problems = hoursProblems(week.values.hours);
    if (week.problems.length > 0) return false;
    const saved = await week.save((request_id, { hours }) =>
      call('availability_set_weekly_hours', {
        request_id,
        doctor_id: this.doctor.id,
        row_version: view.row_version,
        hours: hours.map(hoursOf),
      }),
    );
    if (saved) this.#take(saved);
    return saved !== null;
  }

  /** The weekly hours as they stand on the server. */
  get savedWeek(): HoursRow[] {
    return inOrder((this.view?.weekly ?? []).map(rowOf));
  }

  /** Sets the weekly hours as they stood before, or again as they stood after that. What went wrong, or null. */
  async setWeek(rows: HoursRow[]): Promise<ClinicError | null> {
    const { view } = this;
    if (!view) return { kind: 'stale', what: 'hours' };
    const there = new Set(view.weekly.map(({ id }) => id));
    try {
      this.#take(
        await call('availability_set_weekly_hours', {
          request_id: freshId(),
          doctor_id: this.doctor.id,
          row_version: view.row_version,
          // What was taken away comes back as new rows.
          hours: rows.map((row) => hoursOf(there.has(row.id) ? row : { ...row, id: freshId() })),
        }),
      );
      return null;
    } catch (thrown) {
      return asClinicError(thrown);
    }
  }

  /** Opens the form of a date: what holds there now, or the hours of its weekday to start from. */
  openDate(on_date = ''): void {
    const rows = (this.view?.dated ?? []).filter((row) => row.on_date === on_date);
    this.date = new RecordForm<DateTyped>({
      on_date,
      closed: rows.length === 0 || rows.some((row) => row.closed),
      hours: rows.filter((row) => !row.closed).map((row) => datedRow(row)),
      note: rows[0]?.note ?? '',
    });
  }

  addDateRow(): void {
    const date = this.date;
    if (!date) return;
    const rows = this.week?.values.hours ?? [];
    const { on_date } = date.values;
    const usual =
      rows.find((row) => isDate(on_date) && row.weekday === weekday(on_date)) ?? rows.at(0);
    date.values.hours = [
      ...date.values.hours,
      this.#emptyRow(1, date.values.hours.at(-1) ?? usual),
    ];
  }

  async saveDate(): Promise<boolean> {
    const { date } = this;
    if (!date) return false;
    const { on_date, closed, hours, note } = date.values;
    date.problems = [
      ...dateProblems(on_date),
      ...(closed ? [] : hoursProblems(hours)),
      ...(closed || hours.length > 0
        ? []
        : [{ field: 'hours', problem: { code: 'missing' as const } }]),
    ];
    if (date.problems.length > 0) return false;
    const rows = closed
      ? [closedOn(freshId(), on_date, note)]
      : hours.map((row) => datedOf(row, on_date, note));
    return this.#setDate(date, on_date, rows);
  }

  /** Gives a date back to the week. */
  async giveBackDate(on_date: string): Promise<boolean> {
    return this.#setDate(
      new RecordForm<DateTyped>({ on_date, closed: false, hours: [], note: '' }),
      on_date,
      [],
    );
  }

  /** Puts back the rows of a date, for the undo. */
  async putBackDate(on_date: string, rows: DatedHours[]): Promise<boolean> {
    return this.#setDate(
      new RecordForm<DateTyped>({ on_date, closed: false, hours: [], note: '' }),
      on_date,
      rows,
    );
  }

  async #setDate(
    form: RecordForm<DateTyped>,
    on_date: string,
    hours: DatedHours[],
  ): Promise<boolean> {
    const view = this.view;
    if (!view) return false;
    const saved = await form.save((request_id) =>
      call('availability_set_dated_hours', {
        request_id,
        doctor_id: this.doctor.id,
        row_version: view.row_version,
        on_date,
        hours,
      }),
    );
    if (saved) {
      this.#take(saved);
      if (form === this.date) this.date = null;
    } else if (form !== this.date) {
      this.problem = form.refused ?? (form.stale ? { kind: 'stale', what: 'hours' } : this.problem);
    }
    return saved !== null;
  }

  openTimeOff(): void {
    this.#timeOffId = freshId();
    this.timeOff = new RecordForm<TimeOffTyped>({
      first_on: '',
      last_on: '',
      whole_days: true,
      from_time: '',
      to_time: '',
      time_off_kind: 'leave',
      note: '',
    });
  }

  /** Enters the time off, and shows who must be moved where there is anyone. */
  async saveTimeOff(): Promise<TimeOffEntered | null> {
    const { timeOff } = this;
    if (!timeOff) return null;
    timeOff.problems = timeOffProblems(timeOff.values);
    if (timeOff.problems.length > 0) return null;
    const entered = await timeOff.save((_, typed) =>
      call('availability_enter_time_off', {
        id: this.#timeOffId,
        doctor_id: this.doctor.id,
        ...timeOffTimes(typed),
        time_off_kind: typed.time_off_kind,
        note: typed.note,
      }),
    );
    if (!entered) return null;
    this.timeOff = null;
    if (entered.to_move.length > 0) this.showToMove(entered.time_off);
    await this.read();
    return entered;
  }

  async withdraw(time_off: TimeOffView): Promise<boolean> {
    try {
      this.#take(
        await call('availability_withdraw_time_off', {
          request_id: freshId(),
          time_off_id: time_off.id,
        }),
      );
      if (this.toMove?.time_off.id === time_off.id) this.toMove = null;
      return true;
    } catch (thrown) {
      this.problem = asClinicError(thrown);
      return false;
    }
  }

  /** Enters a time off that was withdrawn, anew. */
  async enterAgain(time_off: TimeOffView): Promise<void> {
    const { doctor_id, starts_local, ends_local, time_off_kind, note } = time_off;
    try {
      await call('availability_enter_time_off', {
        id: freshId(),
        doctor_id,
        starts_local,
        ends_local,
        time_off_kind,
        note,
      });
      await this.read();
    } catch (thrown) {
      this.problem = asClinicError(thrown);
    }
  }

  /** Shows who must be moved because of a time off that stands. */
  showToMove(time_off: TimeOffView): void {
    const list = this.#lists.get(time_off.id) ?? new ToMove(time_off);
    this.#lists.set(time_off.id, list);
    this.toMove = list;
    void list.read();
  }
}

function dateProblems(on_date: string): FieldError[] {
  if (on_date === '') return [{ field: 'on_date', problem: { code: 'missing' } }];
  return isDate(on_date) ? [] : [{ field: 'on_date', problem: { code: 'not_a_date' } }];
}
