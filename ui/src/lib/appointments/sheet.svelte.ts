import type {
  AppointmentView,
  ClinicError,
  DaySheet,
  DoctorDay,
  FeedWatch,
} from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt } from '$lib/shared/desk';
import { addDays, dateOf, localOfInstant, minuteOf } from '$lib/shared/times';
import { kept } from '$lib/away/kept.svelte';
import { directory } from '$lib/doctors/directory.svelte';
import { dayRange, isIdle, nearestStop, stopsOf, withoutIdle, type Stop } from './layout';
import { canChange, isInHouse, waitingSince } from './status';
import { onVisit } from './visits';

/** A visit on its way to another place, by pointer or by keys. */
export interface Carried {
  visit: AppointmentView;
  by: 'pointer' | 'keys';
  /** Its place changes, or only its length. */
  what: 'place' | 'length';
  column: number;
  minute: number;
  minutes: number;
  /** It was dropped and the answer is awaited. */
  pending: boolean;
}

/** The day of the desk: what is shown of it, where the cursor stands, and what is being carried. */
export class SheetState {
  /** The civil date shown; empty until the core has said what today is. */
  date = $state('');
  locationId = $state('');
  doctorIds = $state.raw<string[]>([]);
  showGone = $state(false);
  /** Doctors who have nothing on that day are shown too. */
  showIdle = $state(false);
  /** Whether a visit is one of those looked for; the others are drawn faint. */
  fits: (visit: AppointmentView) => boolean = () => true;
  /** Whether a doctor was chosen by name: those are shown whatever their day is like. */
  named: (doctorId: string) => boolean = () => false;
  sheet = $state.raw<DaySheet | null>(null);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  /** The present instant by the server's clock, in milliseconds. */
  now = $state(Date.now());
  carried = $state.raw<Carried | null>(null);
  /** What is carried is over the tray, and would be parked. */
  overTray = $state(false);
  /** The visit that is to exchange its place with the next one chosen. */
  swapping = $state.raw<AppointmentView | null>(null);
  /** The ids of visits that are marked, to be moved together. */
  marked = $state.raw<readonly string[]>([]);

  /** The cursor: by column and stop, so that it stays where it was when the day is read again. */
  private cursorDoctor = $state<string | null>(null);
  private cursorKey = $state<string | null>(null);
  private cursorMinute = $state<number | null>(null);

  private asked = 0;
  /** Every question and every own write has its turn: of two answers about a column the one asked later holds. */
  private turn = 0;
  private readonly turnOf = new Map<string, number>();
  private offset = 0;
  private held: (() => void)[] = [];

  /** Every doctor's day that was read. */
  private readonly read = $derived(this.sheet?.columns ?? []);
  private readonly busy = $derived(
    withoutIdle(
      this.read,
      (column) => !this.named(column.doctor_id) && isIdle(column, this.showGone),
    ),
  );
  /** What is drawn. */
  readonly columns = $derived(this.showIdle ? this.read : this.busy);
  /** How many have nothing on that day, be they shown or not. */
  readonly idle = $derived(this.read.length - this.busy.length);
  /** Nobody has hours on that day; the names of the holidays that it is. Null when somebody has. */
  readonly closed = $derived.by<string[] | null>(() => {
    if (this.read.length === 0 || this.read.some(({ windows }) => windows.length > 0)) return null;
    return [...new Set(this.read.flatMap(({ holidays }) => holidays))];
  });
  readonly range = $derived(dayRange(this.columns, this.shownDate));
  readonly stops = $derived(
    this.columns.map((column) =>
      stopsOf(column, this.shownDate, this.range, this.showGone, this.now),
    ),
  );
  readonly today = $derived(dateOf(localOfInstant(this.now, directory.zone)));

  /** The date of what is drawn: behind `date` while another one is being read. */
  get shownDate(): string {
    return this.sheet?.date ?? this.date;
  }

  readonly column = $derived(
    Math.max(
      0,
      this.columns.findIndex((column) => column.doctor_id === this.cursorDoctor),
    ),
  );

  readonly cursor = $derived.by<Stop | null>(() => {
    const stops = this.stops[this.column] ?? [];
    const same = stops.find((stop) => stop.key === this.cursorKey);
    return same ?? nearestStop(stops, this.cursorMinute ?? this.firstMinute());
  });

  /** The cursor was put where it stands, by keys or the pointer: what keys do, they do there. */
  readonly placed = $derived(this.cursorMinute !== null);

  /** The visit that keys act on. */
  readonly selected = $derived(this.placed ? (this.cursor?.visit ?? null) : null);

  /** Everyone who is in the house and in no room yet, the longest wait first. */
  readonly waiting = $derived(
    this.columns
      .flatMap((column) => column.appointments)
      .filter((visit) => isInHouse(visit.status) && visit.in_room_at === null)
      .sort((one, other) => waitingSince(one).localeCompare(waitingSince(other))),
  );

  /** Starts reading, and following what changes. Returns how to stop. */
  start(): () => void {
    void this.load();
    const tick = setInterval(() => (this.now = Date.now() + this.offset), 10_000);
    const stopVisits = onVisit((visit) => {
      const turn = ++this.turn;
      this.whenFree(() => this.put(visit, turn));
    });
    const stopChanges = connection.onChange((change) => {
      const all = ['clinic', 'availability', 'patients'];
      if (change.returned || change.topics.some((topic) => all.includes(topic))) void this.load();
      else void this.reloadLanes(change.resource_ids);
    });
    const stopKept = kept.onChange(() => void this.load());
    return () => {
      stopKept();
      clearInterval(tick);
      stopVisits();
      stopChanges();
    };
  }

  /** What of the calendar is on the screen. */
  watch(): Partial<FeedWatch> {
    const shown = new Set(this.read.map((column) => column.doctor_id));
    return {
      resource_ids: directory.doctors
        .filter((doctor) => shown.has(doctor.id))
        .map((doctor) => doctor.resource_id),
      from_on: this.shownDate,
      to_on: this.shownDate,
      topics: ['clinic', 'availability', 'patients'],
    };
  }

  goTo(date: string): void {
    if (!date || date === this.date) return;
    this.date = date;
    this.marked = [];
    // The hour it stood at says nothing of another day.
    this.unplace();
    void this.load();
  }

  goBy(days: number): void {
    if (this.date) this.goTo(addDays(this.date, days));
  }

  filter(change: { locationId?: string; doctorIds?: string[] }): void {
    this.locationId = change.locationId ?? this.locationId;
    this.doctorIds = change.doctorIds ?? this.doctorIds;
    void this.load();
  }

  /** Reads the whole day. An answer that a later question overtook is dropped. */
  async load(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const turn = ++this.turn;
    this.pending = true;
    if (!this.date) this.date = dateOf(localOfInstant(Date.now(), directory.zone));
    const outcome = await attempt('appointments_day_sheet', this.request(this.doctorIds));
    if (mine !== this.asked) return;
    this.pending = false;
    if (!outcome.ok) {
      this.error = outcome.error;
      // Under the heading of one day nobody is shown the visits of another.
      if (this.shownDate !== this.date) this.sheet = null;
      return;
    }
    this.error = null;
    this.offset = Date.parse(outcome.answer.now_at) - Date.now();
    this.now = Date.now() + this.offset;
    this.whenFree(() => this.take(outcome.answer, turn));
  }

  /** Shows a day that was asked for at `turn`; columns of it that are known later than that stay as they are. */
  private take(answer: DaySheet, turn: number): void {
    const shown = answer.date === this.sheet?.date ? this.read : [];
    const fresh = this.newest(answer, turn);
    const columns = answer.columns.map((column) => {
      const known = shown.find(({ doctor_id }) => doctor_id === column.doctor_id);
      return fresh.includes(column) ? column : (known ?? column);
    });
    this.sheet = { ...answer, columns };
  }

  /**
   * The columns of an answer that nothing overtook since it was asked for. The others are asked for again: an own write
   * says nothing of what else changed there.
   */
  private newest(answer: DaySheet, turn: number): DoctorDay[] {
    const fresh = answer.columns.filter((column) => this.isNewer(column, turn));
    const overtaken = answer.columns.filter((column) => !fresh.includes(column));
    void this.reload(overtaken.map(({ doctor_id }) => doctor_id));
    return fresh;
  }

  /** Whether an answer asked for at `turn` says something new of its column; from then on it is what is known. */
  private isNewer({ doctor_id }: DoctorDay, turn: number): boolean {
    if (turn < (this.turnOf.get(doctor_id) ?? 0)) return false;
    this.turnOf.set(doctor_id, turn);
    return true;
  }

  /** Reads only the columns whose lanes changed. */
  private async reloadLanes(lanes: number[]): Promise<void> {
    const changed = directory.doctors.filter((doctor) => lanes.includes(doctor.resource_id));
    await this.reload(changed.map((doctor) => doctor.id));
  }

  private async reload(doctorIds: string[]): Promise<void> {
    const changed = doctorIds.filter((id) => this.read.some(({ doctor_id }) => doctor_id === id));
    if (changed.length === 0) return;
    const mine = this.asked;
    const turn = ++this.turn;
    const outcome = await attempt('appointments_day_sheet', this.request(changed));
    if (mine !== this.asked || !outcome.ok) return;
    this.whenFree(() => {
      if (outcome.answer.date !== this.sheet?.date) return;
      const fresh = this.newest(outcome.answer, turn);
      this.replaceColumns(
        (column) => fresh.find(({ doctor_id }) => doctor_id === column.doctor_id) ?? column,
      );
    });
  }

  private request(doctor_ids: string[]) {
    return { date: this.date, days: 1, doctor_ids, location_id: this.locationId || null };
  }

  /** Shows a visit as it is now, without asking. An answer that was asked for before may lack it. */
  private put(visit: AppointmentView, turn: number): void {
    this.replaceColumns((column) => {
      const others = column.appointments.filter((other) => other.id !== visit.id);
      const here =
        column.doctor_id === visit.doctor_id &&
        dateOf(visit.starts_local) <= this.shownDate &&
        visit.ends_local > `${this.shownDate}T00:00:00` &&
        (!this.locationId || visit.location_id === this.locationId);
      if (!here && others.length === column.appointments.length) return column;
      if (!this.isNewer(column, turn)) return column;
      const appointments = here
        ? [...others, visit].sort((one, other) => one.starts_at.localeCompare(other.starts_at))
        : others;
      return { ...column, appointments };
    });
  }

  private replaceColumns(change: (column: DoctorDay) => DoctorDay): void {
    if (this.sheet) this.sheet = { ...this.sheet, columns: this.sheet.columns.map(change) };
  }

  /** Does it now, or when what is being carried has been put down: a refresh must not pull it away. */
  private whenFree(change: () => void): void {
    if (this.carried) this.held.push(change);
    else change();
  }

  private letGo(): void {
    this.carried = null;
    this.overTray = false;
    for (const change of this.held.splice(0)) change();
  }

  carry(visit: AppointmentView, by: Carried['by'], what: Carried['what'] = 'place'): void {
    if (!canChange(visit.status)) return;
    const column = this.columns.findIndex((candidate) => candidate.doctor_id === visit.doctor_id);
    if (column < 0) return;
    const minute = minuteOf(visit.starts_local, this.shownDate);
    this.carried = { visit, by, what, column, minute, minutes: visit.minutes, pending: false };
  }

  /** Picks up a visit of another day or place: it begins where the cursor stands, else at its own time of day. */
  carryFromTray(visit: AppointmentView, by: Carried['by']): void {
    if (!canChange(visit.status) || this.columns.length === 0) return;
    const own = this.columns.findIndex((column) => column.doctor_id === visit.doctor_id);
    const column = this.placed || own < 0 ? this.column : own;
    const cursor = this.placed ? this.cursor?.from : undefined;
    const minute = Math.max(this.range.from, cursor ?? minuteOf(visit.starts_local));
    this.carried = {
      visit,
      by,
      what: 'place',
      column,
      minute,
      minutes: visit.minutes,
      pending: false,
    };
  }

  /** Makes the carried visit end at another minute. */
  stretchTo(end: number): void {
    if (this.carried?.what !== 'length' || this.carried.pending) return;
    const fine = Math.round((end - this.carried.minute) / 5) * 5;
    const minutes = Math.max(5, Math.min(480, fine));
    if (minutes !== this.carried.minutes) this.carried = { ...this.carried, minutes };
  }

  /** Marks a visit to be moved with others, or no longer. */
  mark(visit: AppointmentView): void {
    this.marked = this.marked.includes(visit.id)
      ? this.marked.filter((id) => id !== visit.id)
      : canChange(visit.status)
        ? [...this.marked, visit.id]
        : this.marked;
  }

  /** The marked visits of the shown day; without any, the whole day of the cursor's doctor. */
  together(): { visits: AppointmentView[]; wholeDay: boolean } {
    const shown = this.columns.flatMap((column) => column.appointments);
    const marked = shown.filter((visit) => this.marked.includes(visit.id));
    const wholeDay = marked.length === 0;
    const chosen = wholeDay ? (this.columns[this.column]?.appointments ?? []) : marked;
    return { visits: chosen.filter((visit) => canChange(visit.status)), wholeDay };
  }

  carryTo(column: number, minute: number): void {
    if (!this.carried || this.carried.pending || this.carried.what === 'length') return;
    const { minutes } = this.carried;
    const last = this.range.to - Math.min(minutes, this.range.to - this.range.from);
    const to = {
      column: Math.max(0, Math.min(this.columns.length - 1, column)),
      minute: Math.max(this.range.from, Math.min(last, minute)),
    };
    if (to.column !== this.carried.column || to.minute !== this.carried.minute) {
      this.carried = { ...this.carried, ...to };
    }
  }

  /** Puts it down. What is to be done with it, and whether it was, is awaited with the visit drawn where it was dropped. */
  async drop(deed: (carried: Carried) => Promise<boolean>): Promise<void> {
    const carried = this.carried;
    if (!carried || carried.pending) return;
    const column = this.columns[carried.column];
    const stayed =
      column?.doctor_id === carried.visit.doctor_id &&
      carried.minutes === carried.visit.minutes &&
      carried.minute === minuteOf(carried.visit.starts_local, this.shownDate);
    if (!stayed) {
      this.carried = { ...carried, pending: true };
      this.select(carried.column, `visit-${carried.visit.id}`, carried.minute);
      const moved = await deed(carried);
      this.letGo();
      if (!moved) this.selectVisit(carried.visit.id);
      return;
    }
    this.letGo();
  }

  cancelCarry(): void {
    if (this.carried && !this.carried.pending) this.letGo();
  }

  select(column: number, key: string | null, minute: number): void {
    this.cursorDoctor = this.columns[column]?.doctor_id ?? null;
    this.cursorKey = key;
    this.cursorMinute = minute;
  }

  selectStop(column: number, stop: Stop | undefined): void {
    if (stop) this.select(column, stop.key, stop.from);
  }

  /** Puts the cursor on a visit, if it is on the sheet. */
  selectVisit(id: string): void {
    const column = this.stops.findIndex((stops) => stops.some((stop) => stop.visit?.id === id));
    this.selectStop(
      column,
      this.stops[column]?.find((stop) => stop.visit?.id === id),
    );
  }

  /** Takes the cursor away. */
  unplace(): void {
    this.cursorKey = null;
    this.cursorMinute = null;
  }

  /** The first key only shows where the cursor stands. */
  private place(): boolean {
    if (this.placed || !this.cursor) return false;
    this.selectStop(this.column, this.cursor);
    return true;
  }

  /** Moves the cursor to the next stop up or down its column. */
  moveVertically(by: number): void {
    if (this.place()) return;
    const stops = this.stops[this.column] ?? [];
    const at = stops.findIndex((stop) => stop.key === this.cursor?.key);
    this.selectStop(this.column, stops[Math.max(0, Math.min(stops.length - 1, at + by))]);
  }

  /** Moves the cursor to the column beside, at the time it stands at. */
  moveSideways(by: number): void {
    if (this.place()) return;
    const column = Math.max(0, Math.min(this.columns.length - 1, this.column + by));
    const minute = this.cursorMinute ?? this.cursor?.from ?? this.firstMinute();
    const stop = nearestStop(this.stops[column] ?? [], minute);
    if (column !== this.column && stop) this.select(column, stop.key, minute);
  }

  /** Moves the cursor to the first or last stop of its column. */
  moveToEdge(last: boolean): void {
    this.selectStop(this.column, this.stops[this.column]?.at(last ? -1 : 0));
  }

  /** Where the wall clock of a column stands, in minutes of the shown date. */
  nowMinute(column: DoctorDay): number {
    const place = column.windows[0]?.location_id ?? this.locationId;
    return minuteOf(localOfInstant(this.now, directory.zoneOf(place)), this.shownDate);
  }

  private firstMinute(): number {
    const column = this.columns[this.column];
    const now = column ? this.nowMinute(column) : 0;
    if (now >= this.range.from && now < this.range.to) return now;
    const opens = column?.windows[0];
    return opens ? minuteOf(opens.starts_local, this.shownDate) : this.range.from;
  }
}
