import type {
  ClinicError,
  PatientView,
  Priority,
  VisitKind,
  WaitlistEntry,
  WaitlistWish,
} from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { readDate, readTime } from '$lib/shared/typed';
import { toggled, whole } from '$lib/appointments/refine.svelte';
import { nameOf } from '$lib/patients/words';
import { wishOf } from './words';

/** What is known when somebody is put on the waitlist. */
export interface AddingStart {
  patient: PatientView;
  doctor_id?: string;
  specialty_id?: string;
  kind?: VisitKind;
  minutes?: number | null;
  notes?: string;
}

/** Somebody about to be put on the waitlist, or who waits already, with what would suit them. */
export class Adding {
  readonly name: string;
  /** Who waits already, and for what so far. */
  readonly entry: WaitlistEntry | null;
  /** `doctor:<id>`, `specialty:<id>` or `anyone`. */
  waitsFor = $state('anyone');
  kind = $state<VisitKind>('in_person');
  minutes = $state('');
  weekdays = $state.raw<number[]>([]);
  fromTime = $state('');
  toTime = $state('');
  earliestOn = $state('');
  latestOn = $state('');
  priority = $state<Priority>('regular');
  notes = $state('');

  pending = $state(false);
  error = $state.raw<ClinicError | null>(null);
  /** As it is on the list now. */
  saved = $state.raw<WaitlistEntry | null>(null);

  /** The entry's id: sent again, they are put on the list once. */
  private readonly id = freshId();
  private readonly change = new OnceId();
  private readonly patientId: string;
  private readonly before: string;

  constructor(start: AddingStart | WaitlistEntry) {
    if ('patient' in start) {
      this.entry = null;
      this.name = nameOf(start.patient);
      this.patientId = start.patient.id;
      const usual = start.patient.usual_doctor_id;
      if (start.doctor_id) this.waitsFor = `doctor:${start.doctor_id}`;
      else if (start.specialty_id) this.waitsFor = `specialty:${start.specialty_id}`;
      else if (usual) this.waitsFor = `doctor:${usual}`;
      if (start.kind) this.kind = start.kind;
      if (start.minutes) this.minutes = String(start.minutes);
      if (start.notes) this.notes = start.notes;
    } else {
      this.entry = start;
      this.name = start.patient_name;
      this.patientId = start.patient_id;
      const wish = wishOf(start);
      this.waitsFor = choiceOf(wish.waits_for);
      this.kind = wish.visit_kind;
      this.minutes = wish.minutes === null ? '' : String(wish.minutes);
      this.weekdays = wish.weekdays;
      this.fromTime = wish.from_time;
      this.toTime = wish.to_time;
      this.earliestOn = wish.earliest_on;
      this.latestOn = wish.latest_on;
      this.priority = wish.priority;
      this.notes = wish.notes;
    }
    this.before = JSON.stringify(this.wish());
  }

  /** Something was typed that is not saved. */
  get touched(): boolean {
    return !this.saved && JSON.stringify(this.wish()) !== this.before;
  }

  private wish(): WaitlistWish {
    const minutes = this.minutes.trim();
    return {
      waits_for: waitsForOfChoice(this.waitsFor),
      visit_kind: this.kind,
      // What is no number is told at the field by the core.
      minutes: minutes === '' ? null : (whole(minutes) ?? 0),
      weekdays: this.weekdays,
      from_time: readTime(this.fromTime),
      to_time: readTime(this.toTime),
      earliest_on: readDate(this.earliestOn),
      latest_on: readDate(this.latestOn),
      priority: this.priority,
      notes: this.notes.trim(),
    };
  }

  toggleWeekday(day: number): void {
    this.weekdays = toggled(this.weekdays, day).sort();
  }

  async send(): Promise<void> {
    if (this.pending || this.saved) return;
    this.pending = true;
    const wish = this.wish();
    const outcome = this.entry
      ? await this.changed(this.entry, wish)
      : await attempt('waitlist_add', { id: this.id, patient_id: this.patientId, wish });
    this.pending = false;
    if (outcome.ok) this.saved = outcome.answer;
    else this.error = outcome.error;
  }

  private async changed({ id, row_version }: WaitlistEntry, wish: WaitlistWish) {
    const request = { entry_id: id, row_version, wish };
    const request_id = this.change.for(request);
    return this.change.settle(await attempt('waitlist_change', { request_id, ...request }));
  }
}

/** With whom, as the list of choices has it: `doctor:<id>`, `specialty:<id>` or `anyone`. */
function choiceOf(waitsFor: WaitlistWish['waits_for']): string {
  if (waitsFor.with === 'doctor') return `doctor:${waitsFor.doctor_id}`;
  return waitsFor.with === 'specialty' ? `specialty:${waitsFor.specialty_id}` : 'anyone';
}

function waitsForOfChoice(choice: string): WaitlistWish['waits_for'] {
  const [kind, id] = choice.split(':');
  if (kind === 'doctor' && id) return { with: 'doctor', doctor_id: id };
  return kind === 'specialty' && id ? { with: 'specialty', specialty_id: id } : { with: 'anyone' };
}
