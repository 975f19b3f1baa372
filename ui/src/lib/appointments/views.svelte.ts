import type {
  AppointmentStatus,
  AppointmentView,
  CalendarLayout,
  CalendarShows,
  ClinicError,
  FeedWatch,
  Month,
  VisitKind,
  VisitList,
  Week,
  WeekVisit,
} from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt, type Outcome } from '$lib/shared/desk';
import { addDays, addMonths, longDate, monthName, shortDate, weekday } from '$lib/shared/times';
import { directory } from '$lib/doctors/directory.svelte';
import { isIdleWeek, isPutAway, withoutIdle } from './layout';
import type { SheetState } from './sheet.svelte';
import { onVisit } from './visits';

/** Lists of so many days can be asked for. */
export const LIST_DAYS = [1, 7, 28] as const;
const LIST_MOST = 500;

type Block = Pick<AppointmentView, 'status' | 'visit_kind'>;

/** Which view of the calendar is shown, of whom and of what; the date and the day's columns are the sheet's. */
export class CalendarViews {
  layout = $state<CalendarLayout>('day');
  specialtyId = $state('');
  statuses = $state.raw<AppointmentStatus[]>([]);
  visitKind = $state<VisitKind | ''>('');
  listDays = $state<number>(7);
  /** The doctors chosen by hand; none means all that can be chosen. */
  chosen = $state.raw<string[]>([]);
  /** What is typed to find somebody in the list. */
  typed = $state('');
  week = $state.raw<Week | null>(null);
  month = $state.raw<Month | null>(null);
  list = $state.raw<VisitList | null>(null);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  /** The visit the cursor stands on: by id, so that it stays when the view is read again. */
  cursorId = $state<string | null>(null);

  private asked = 0;
  /** The question that what is shown answers. */
  private answered = '';

  constructor(readonly sheet: SheetState) {
    sheet.fits = (visit) => this.fits(visit);
    sheet.named = (id) => this.chosen.includes(id);
  }

  /** It is drawn from the day that the sheet has read. */
  readonly isDay = $derived(this.layout === 'day' || this.layout === 'rooms');

  /** Something of the view that is shown was read. */
  readonly read = $derived.by(() => {
    if (this.isDay) return this.sheet.sheet !== null;
    return this[this.layout as 'week' | 'month' | 'list'] !== null;
  });

  /** The first date and how many, of what is shown. */
  readonly span = $derived.by<{ from: string; days: number }>(() => {
    const date = this.sheet.date || this.sheet.today;
    if (this.layout === 'week') return { from: addDays(date, 1 - weekday(date)), days: 7 };
    if (this.layout === 'month') {
      const first = `${date.slice(0, 7)}-01`;
      return { from: addDays(first, 1 - weekday(first)), days: 42 };
    }
    return { from: date, days: this.layout === 'list' ? this.listDays : 1 };
  });

  readonly last = $derived(addDays(this.span.from, this.span.days - 1));

  /** What is shown, in words. */
  readonly title = $derived.by(() => {
    const date = this.sheet.date || this.sheet.today;
    if (this.layout === 'month') return monthName(date);
    if (this.span.days === 1) return longDate(date);
    return `${shortDate(this.span.from)} – ${shortDate(this.last)} ${this.last.slice(0, 4)}`;
  });

  /** What is shown begins after today: whoever books from it means a time from there on. */
  get bookFrom(): { from_on?: string } {
    const { from } = this.span;
    return this.sheet.date !== '' && from > this.sheet.today ? { from_on: from } : {};
  }

  /** The doctors that can be chosen: all, or those of the specialty. */
  readonly doctors = $derived(
    directory.activeDoctors.filter(
      (doctor) => !this.specialtyId || doctor.specialties.some(({ id }) => id === this.specialtyId),
    ),
  );

  private readonly busyInWeek = $derived(
    withoutIdle(
      this.week?.doctors ?? [],
      (doctor) =>
        !this.chosen.includes(doctor.doctor_id) && isIdleWeek(doctor, this.sheet.showGone),
    ),
  );

  /** The doctors whose week is drawn. */
  readonly weekDoctors = $derived.by(() =>
    this.sheet.showIdle ? (this.week?.doctors ?? []) : this.busyInWeek,
  );

  /** How many doctors have nothing in what is shown, be they drawn or not. */
  readonly idle = $derived.by(() => {
    if (this.layout === 'day') return this.sheet.idle;
    if (this.layout !== 'week') return 0;
    return (this.week?.doctors.length ?? 0) - this.busyInWeek.length;
  });

  /** The visits the list shows: those that hold what is typed. */
  readonly listed = $derived.by(() => {
    const words = plain(this.typed).split(/\s+/).filter(Boolean);
    return (this.list?.visits ?? []).filter((visit) => {
      if (!this.sheet.showGone && this.statuses.length === 0 && isPutAway(visit.status))
        return false;
      const text = plain(
        `${visit.patient_name} ${visit.patient_phone} ${visit.patient_reference} ${visit.reference} ${visit.reference.replace('-', '')} ${visit.reason} ${visit.doctor_name}`,
      );
      return words.every((word) => text.includes(word));
    });
  });

  /** Every visit of the view that is shown, whatever it is: what is printed, counted or sent. */
  readonly visits = $derived.by<(AppointmentView | WeekVisit)[]>(() => {
    if (this.layout === 'list') return this.listed;
    if (this.layout === 'month') return [];
    const all =
      this.layout === 'week'
        ? (this.week?.doctors ?? []).flatMap((doctor) => doctor.days.flatMap((day) => day.visits))
        : this.sheet.columns.flatMap((column) => column.appointments);
    return all.filter(
      (visit) => this.fits(visit) && (this.sheet.showGone || !isPutAway(visit.status)),
    );
  });

  /** The visit that keys act on, where all of it is known. */
  readonly selected = $derived.by<AppointmentView | null>(() => {
    if (this.layout === 'day') return this.sheet.selected;
    const known =
      this.layout === 'rooms'
        ? this.sheet.columns.flatMap((column) => column.appointments)
        : this.layout === 'list'
          ? this.listed
          : [];
    return known.find((visit) => visit.id === this.cursorId) ?? null;
  });

  /** What the user sees now, to be kept on a key. */
  get shows(): CalendarShows {
    return {
      layout: this.layout,
      doctor_ids: this.chosen,
      specialty_id: this.specialtyId || null,
      location_id: this.sheet.locationId || null,
      statuses: this.statuses,
      visit_kind: this.visitKind || null,
      show_gone: this.sheet.showGone,
    };
  }

  /** Whether a visit is one of those looked for; the others are drawn faint, for their time is taken all the same. */
  fits(visit: Block): boolean {
    return (
      (this.statuses.length === 0 || this.statuses.includes(visit.status)) &&
      (!this.visitKind || visit.visit_kind === this.visitKind)
    );
  }

  /** Follows what changes while it is shown; whoever shows it reads it then. Returns how to stop. */
  start(shown: () => boolean): () => void {
    const stopVisits = onVisit((visit) => this.put(visit));
    const stopChanges = connection.onChange(() => {
      if (shown() && !this.isDay) void this.load();
    });
    return () => {
      stopVisits();
      stopChanges();
    };
  }

  /** What of the calendar is on the screen. */
  watch(): Partial<FeedWatch> {
    if (this.isDay) return this.sheet.watch();
    const ids = this.doctorIds;
    return {
      resource_ids: directory.activeDoctors
        .filter((doctor) => ids.length === 0 || ids.includes(doctor.id))
        .map((doctor) => doctor.resource_id),
      from_on: this.span.from,
      to_on: this.last,
      topics: ['clinic', 'availability', 'patients'],
    };
  }

  /** The doctors asked for: those chosen, else those of the specialty, else all. */
  readonly doctorIds = $derived.by(() => {
    if (this.chosen.length > 0 || !this.specialtyId) return this.chosen;
    return this.doctors.map((doctor) => doctor.id);
  });

  show(layout: CalendarLayout): void {
    if (layout === this.layout) return;
    this.layout = layout;
    this.cursorId = null;
    this.error = null;
    if (!this.isDay) void this.load();
  }

  /** Shows what was kept on a key, at the date that is shown. */
  apply(shows: CalendarShows): void {
    this.specialtyId = shows.specialty_id ?? '';
    this.statuses = shows.statuses;
    this.visitKind = shows.visit_kind ?? '';
    // Who left since the view was kept is not asked for.
    this.chosen = shows.doctor_ids.filter((id) => directory.doctor(id)?.active);
    this.layout = shows.layout;
    this.cursorId = null;
    this.sheet.showGone = shows.show_gone;
    const known = directory.activeLocations.some(({ id }) => id === shows.location_id);
    this.sheet.filter({
      locationId: known ? (shows.location_id ?? '') : '',
      doctorIds: this.doctorIds,
    });
    if (!this.isDay) void this.load();
  }

  /** Takes what was chosen of the filters, and reads again. */
  filter(change: {
    specialtyId?: string;
    chosen?: string[];
    locationId?: string;
    statuses?: AppointmentStatus[];
    visitKind?: VisitKind | '';
    listDays?: number;
  }): void {
    if (change.specialtyId !== undefined && change.specialtyId !== this.specialtyId) {
      this.specialtyId = change.specialtyId;
      this.chosen = [];
    }
    this.chosen = change.chosen ?? this.chosen;
    this.statuses = change.statuses ?? this.statuses;
    this.visitKind = change.visitKind ?? this.visitKind;
    this.listDays = change.listDays ?? this.listDays;
    const doctors = this.doctorIds;
    const locationId = change.locationId ?? this.sheet.locationId;
    const others =
      doctors.join() !== this.sheet.doctorIds.join() || locationId !== this.sheet.locationId;
    if (others) this.sheet.filter({ doctorIds: doctors, locationId });
    if (!this.isDay) void this.load();
  }

  goTo(date: string): void {
    this.sheet.goTo(date);
    if (!this.isDay) void this.load();
  }

  /** To the day, week, month or stretch of the list before or after. */
  goBy(by: number): void {
    const date = this.sheet.date || this.sheet.today;
    if (this.layout === 'month') this.goTo(addMonths(date, by));
    else this.goTo(addDays(date, by * this.span.days));
  }

  /** Shows one day of it. */
  openDay(date: string): void {
    this.sheet.goTo(date);
    this.show('day');
  }

  /**
   * Reads what is shown. An answer that a later question overtook is dropped; until it comes the last one stays. When none
   * comes, what answered another question goes: it is not what the heading says.
   */
  async load(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    this.pending = true;
    const take = <T>(request: object, outcome: Outcome<T>, show: (answer: T | null) => void) => {
      if (mine !== this.asked) return;
      this.pending = false;
      this.error = outcome.ok ? null : outcome.error;
      const question = JSON.stringify(request);
      if (outcome.ok || question !== this.answered) show(outcome.ok ? outcome.answer : null);
      if (outcome.ok) this.answered = question;
    };
    const of = {
      doctor_ids: this.doctorIds,
      location_id: this.sheet.locationId || null,
      visit_kind: this.visitKind || null,
    };
    const { from, days } = this.span;
    if (this.layout === 'week') {
      // What is not looked for is drawn faint, so all of it is read.
      const request = { from_on: from, days, ...of, statuses: [], visit_kind: null };
      take(request, await attempt('appointments_week', request), (week) => (this.week = week));
    } else if (this.layout === 'month') {
      const request = { from_on: from, days, ...of, statuses: this.statuses };
      take(request, await attempt('appointments_month', request), (month) => (this.month = month));
    } else if (this.layout === 'list') {
      const { last: to_on, statuses } = this;
      const request = { from_on: from, to_on, ...of, statuses, limit: LIST_MOST };
      take(request, await attempt('appointments_list', request), (list) => (this.list = list));
    } else {
      this.pending = false;
    }
  }

  /** Shows a visit this window changed without asking; where it cannot be known, asks. */
  private put(visit: AppointmentView): void {
    if (this.isDay) return;
    if (this.layout === 'list' && this.list?.visits.some((other) => other.id === visit.id)) {
      const visits = this.list.visits.map((other) => (other.id === visit.id ? visit : other));
      this.list = { ...this.list, visits };
    } else {
      void this.load();
    }
  }
}

/** As it is compared: small letters without accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
