import type {
  ClinicError,
  PatientView,
  Priority,
  VisitKind,
  WaitlistEntry,
} from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { readDate, readTime } from '$lib/shared/typed';
import { toggled, whole } from '$lib/appointments/refine.svelte';

/** What is known when somebody is put on the waitlist. */
export interface AddingStart {
  patient: PatientView;
  doctor_id?: string;
  specialty_id?: string;
  kind?: VisitKind;
  minutes?: number | null;
  notes?: string;
}

/** Somebody about to be put on the waitlist, with what would suit them. */
export class Adding {
  readonly patient: PatientView;
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
  /** As it was put on the list. */
  added = $state.raw<WaitlistEntry | null>(null);

  /** The entry's id: sent again, they are put on the list once. */
  private readonly id = freshId();
  private readonly before: string;

  constructor(start: AddingStart) {
    this.patient = start.patient;
    const usual = start.patient.usual_doctor_id;
    if (start.doctor_id) this.waitsFor = `doctor:${start.doctor_id}`;
    else if (start.specialty_id) this.waitsFor = `specialty:${start.specialty_id}`;
    else if (usual) this.waitsFor = `doctor:${usual}`;
    if (start.kind) this.kind = start.kind;
    if (start.minutes) this.minutes = String(start.minutes);
    if (start.notes) this.notes = start.notes;
    this.before = this.typed();
  }

  /** Something was typed that is not saved. */
  get touched(): boolean {
    return !this.added && this.typed() !== this.before;
  }

  private typed(): string {
    const { waitsFor, kind, weekdays, fromTime, toTime, earliestOn, latestOn, priority } = this;
    const times = [weekdays, fromTime, toTime, earliestOn, latestOn];
    return JSON.stringify([waitsFor, kind, priority, this.minutes, this.notes.trim(), times]);
  }

  toggleWeekday(day: number): void {
    this.weekdays = toggled(this.weekdays, day).sort();
  }

  async send(): Promise<void> {
    if (this.pending || this.added) return;
    this.pending = true;
    const [kind, id] = this.waitsFor.split(':');
    const minutes = this.minutes.trim();
    const outcome = await attempt('waitlist_add', {
      id: this.id,
      patient_id: this.patient.id,
      waits_for:
        kind === 'doctor' && id
          ? { with: 'doctor', doctor_id: id }
          : kind === 'specialty' && id
            ? { with: 'specialty', specialty_id: id }
            : { with: 'anyone' },
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
    });
    this.pending = false;
    if (outcome.ok) this.added = outcome.answer;
    else this.error = outcome.error;
  }
}
