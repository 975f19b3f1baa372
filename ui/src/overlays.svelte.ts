import * as m from '$messages';
import type { AppointmentView, PatientView, WaitlistEntry } from '$lib/shared/contract';
import { attempt } from '$lib/shared/desk';
import { errorText } from '$lib/shared/errors';
import { toasts } from '$lib/shared/toasts.svelte';
import { offerBack } from '$lib/shared/unfinished.svelte';
import { BookingState, type BookingStart } from '$lib/appointments/booking.svelte';
import { NotComeState } from '$lib/appointments/not-come.svelte';
import { SeriesState, type SeriesStart } from '$lib/appointments/series/series.svelte';
import { MovingState, type MovingStart } from '$lib/appointments/together/moving.svelte';
import { Adding, type AddingStart } from '$lib/waitlist/adding.svelte';
import { Describing } from '$lib/appointments/describing.svelte';
import { Cancelling } from '$lib/appointments/cancelling.svelte';
import { Chart } from '$lib/chart/chart.svelte';
import { draftOf, dropDraft, keepDraft } from '$lib/patients/draft.svelte';
import { PatientSearchState } from '$lib/patients/search.svelte';
import { nameOf } from '$lib/patients/words';
import { BlockEditing, type BlockStart } from '$lib/availability/editing.svelte';
import { exports } from '$lib/exports/exporting.svelte';
import { Restricting } from '$lib/restrictions/restricting.svelte';
import { session } from '$lib/users/session.svelte';

/** What lies over the screens: every part of the desk can open it, and each closes by itself. */
class Overlays {
  palette = $state.raw<PatientSearchState | null>(null);
  booking = $state.raw<BookingState | null>(null);
  visit = $state.raw<AppointmentView | null>(null);
  patient = $state.raw<PatientView | null>(null);
  /** The chart of a patient, and who that is. */
  chart = $state.raw<{ chart: Chart; name: string } | null>(null);
  cancelling = $state.raw<Cancelling | null>(null);
  /** What is known of a visit, being written anew. */
  describing = $state.raw<Describing | null>(null);
  /** Whose room is being chosen. */
  rooming = $state.raw<AppointmentView | null>(null);
  notCome = $state.raw<NotComeState | null>(null);
  form = $state.raw<{
    patient: PatientView | null;
    typed: string;
    then: ((patient: PatientView) => void) | null;
  } | null>(null);
  series = $state.raw<SeriesState | null>(null);
  moving = $state.raw<{ state: MovingState; occurrences: AppointmentView[] } | null>(null);
  goingToDate = $state(false);
  block = $state.raw<BlockEditing | null>(null);
  printingDay = $state(false);
  waitlist = $state(false);
  messages = $state(false);
  /** Somebody about to be put on the waitlist. */
  adding = $state.raw<Adding | null>(null);
  /** The restrictions of a patient's processing. */
  restricting = $state.raw<Restricting | null>(null);
  /** Somebody who waits, to be offered a time. */
  offering = $state.raw<WaitlistEntry | null>(null);

  find(): void {
    if (!session.may('see_patients')) return;
    this.palette = new PatientSearchState();
    void this.palette.ask();
  }

  book(start: BookingStart = {}): void {
    const needed = start.visit ? 'reschedule_appointment' : 'book_appointment';
    if (!session.may(needed)) return;
    this.palette = null;
    this.visit = null;
    this.booking = new BookingState(start);
  }

  /** Books a visit for a patient who is known by id only: a follow-up. */
  async bookFor(patient_id: string, start: Omit<BookingStart, 'patient'>): Promise<void> {
    const outcome = await attempt('patients_get', patient_id);
    if (outcome.ok) {
      this.book({ ...start, patient: outcome.answer });
      return;
    }
    const text = errorText(outcome.error);
    toasts.problem(text.what, text.next);
  }

  /** Repeats what is being booked; the booking waits beneath. */
  repeat(start: SeriesStart): void {
    this.series = new SeriesState(start);
  }

  /** Moves several visits in one go. */
  move(start: MovingStart): void {
    if (!session.may('reschedule_appointment')) return;
    this.moving = { state: new MovingState(start), occurrences: [] };
  }

  /** Changes a series from one of its occurrences on; `to` is where that one was dropped. */
  async changeSeries(pivot: AppointmentView, to?: MovingStart['to']): Promise<void> {
    if (!pivot.series || !session.may('reschedule_appointment')) return;
    const outcome = await attempt('appointments_series', pivot.series.series_id);
    if (outcome.ok) {
      const occurrences = outcome.answer.visits;
      const start: MovingStart = { visits: occurrences, pivot, ...(to ? { to } : {}) };
      this.moving = { state: new MovingState(start), occurrences };
      return;
    }
    const text = errorText(outcome.error);
    toasts.problem(text.what, text.next);
  }

  openWaitlist(): void {
    if (session.may('see_calendar')) this.waitlist = true;
  }

  openMessages(): void {
    if (session.may('see_messages')) this.messages = true;
  }

  /** Puts somebody on the waitlist; a booking that found nothing is over. */
  putOnWaitlist(start: AddingStart): void {
    if (!session.may('run_waitlist')) return;
    this.booking = null;
    this.adding = new Adding(start);
  }

  /** Changes what somebody waits for. */
  changeWish(entry: WaitlistEntry): void {
    this.adding = new Adding(entry);
  }

  /** Closes the form of somebody who was to wait; what was typed can be had back. */
  closeAdding(): void {
    const adding = this.adding;
    this.adding = null;
    if (adding?.touched) offerBack(() => (this.adding = adding));
  }

  cancel(visit: AppointmentView): void {
    this.cancelling = new Cancelling(visit);
  }

  /** Closes the booking; what was typed in it can be had back. */
  closeBooking(): void {
    const booking = this.booking;
    this.booking = null;
    if (booking?.left) offerBack(() => (this.booking = booking));
  }

  /** Closes the series being booked; what was chosen in it can be had back. */
  closeSeries(): void {
    const series = this.series;
    this.series = null;
    if (series?.left) offerBack(() => (this.series = series));
  }

  /** Closes the visits being moved; what was chosen for them can be had back. */
  closeMoving(): void {
    const moving = this.moving;
    this.moving = null;
    if (moving?.state.left) offerBack(() => (this.moving = moving));
  }

  /** Closes the question why a visit is cancelled; what was typed can be had back. */
  closeCancelling(): void {
    const cancelling = this.cancelling;
    this.cancelling = null;
    if (cancelling?.typed) offerBack(() => (this.cancelling = cancelling));
  }

  describe(visit: AppointmentView): void {
    if (session.may('book_appointment')) this.describing = new Describing(visit);
  }

  /** Closes what is being written of a visit; it can be had back. */
  closeDescribing(): void {
    const describing = this.describing;
    this.describing = null;
    if (describing?.changed) offerBack(() => (this.describing = describing));
  }

  editBlock(start: BlockStart): void {
    this.block = new BlockEditing(start);
  }

  /** Closes a block; what was typed of it can be had back. */
  closeBlock(): void {
    const block = this.block;
    this.block = null;
    if (block?.changed) offerBack(() => (this.block = block));
  }

  /** Closes the form of a patient. Its draft is kept. */
  closeForm(): void {
    const form = this.form;
    this.form = null;
    if (form && draftOf(session.view?.user_id ?? '', form.patient).touched) {
      offerBack(() => (this.form = form), m.closed_kept());
    }
  }

  /** Who was being registered is known already: what was typed is let go, and can be had back. */
  dropForm(): void {
    const form = this.form;
    this.form = null;
    if (!form) return;
    const user = session.view?.user_id ?? '';
    const draft = draftOf(user, form.patient);
    dropDraft(user, form.patient);
    if (!draft.touched) return;
    offerBack(() => {
      keepDraft(user, draft);
      this.form = form;
    });
  }

  chooseRoom(visit: AppointmentView): void {
    if (session.may('run_the_desk')) this.rooming = visit;
  }

  /** Proposes who has not come up to `now` on the wall of a place. */
  proposeNoShows(now: number, zone: string, locationId: string): void {
    if (!session.may('run_the_desk')) return;
    this.notCome = new NotComeState(NotComeState.today(now, zone), locationId);
  }

  openVisit(visit: AppointmentView): void {
    this.visit = visit;
  }

  openPatient(patient: PatientView): void {
    this.palette = null;
    this.visit = null;
    this.patient = patient;
  }

  openChart(patient: PatientView): void {
    if (!session.may('read_notes')) return;
    this.chart = { chart: new Chart(patient.id), name: nameOf(patient) };
  }

  /** Takes all data of a patient out. */
  takeOut(patient: PatientView): void {
    if (!session.may('export_patient')) return;
    exports.open({ id: patient.id, name: nameOf(patient) });
  }

  /** Restricts the processing of a patient's data, or lifts that. */
  restrict(patient: PatientView): void {
    if (!session.may('restrict_processing')) return;
    this.restricting = new Restricting({ id: patient.id, name: nameOf(patient) });
  }

  /** Closes a restriction; what was typed of it can be had back. */
  closeRestricting(): void {
    const restricting = this.restricting;
    this.restricting = null;
    if (restricting?.touched) offerBack(() => (this.restricting = restricting));
  }

  async openPatientById(id: string): Promise<void> {
    const outcome = await attempt('patients_get', id);
    if (outcome.ok) this.openPatient(outcome.answer);
    else {
      const text = errorText(outcome.error);
      toasts.problem(text.what, text.next);
    }
  }

  /** Registers someone; `then` goes on with them instead of opening their card. */
  register(typed: string, then: ((patient: PatientView) => void) | null = null): void {
    if (!session.may('register_patient')) return;
    this.palette = null;
    this.form = { patient: null, typed, then };
  }

  edit(patient: PatientView): void {
    if (session.may('update_patient')) this.form = { patient, typed: '', then: null };
  }

  closeAll(): void {
    this.palette = null;
    this.booking = null;
    this.visit = null;
    this.patient = null;
    this.chart = null;
    this.cancelling = null;
    this.describing = null;
    this.rooming = null;
    this.notCome = null;
    this.form = null;
    this.series = null;
    this.moving = null;
    this.goingToDate = false;
    this.block = null;
    this.printingDay = false;
    this.waitlist = false;
    this.messages = false;
    this.adding = null;
    this.offering = null;
    this.restricting = null;
  }
}

export const overlays = new Overlays();
