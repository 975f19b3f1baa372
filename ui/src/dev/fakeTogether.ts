// Series and several visits at once, in the made-up clinic.

import type {
  AppointmentView,
  DoctorView,
  PlannedVisit,
  SeriesRequest,
  SeriesView,
  VisitMove,
} from '$lib/shared/contract';
import { addDays, localAt, minuteOf } from '$lib/shared/times';
import { NOW, type FakeClinic } from './fakeClinic';
import { Refuse, type Answers } from './standIn';

/** What the shell would answer of several visits. */
export function togetherAnswers(clinic: FakeClinic) {
  return new FakeTogether(clinic).answers();
}

class FakeTogether {
  constructor(private readonly clinic: FakeClinic) {}

  /** The weekly dates of a series, each with its place in the book. */
  private planOfSeries(request: SeriesRequest): PlannedVisit[] {
    const { pattern, starts_local } = request;
    const doctor = this.clinic.doctor(request.doctor_id);
    const patient = this.clinic.patients.find(({ id }) => id === request.patient_id);
    const count = pattern.end.ends === 'after' ? pattern.end.count : 3;
    return Array.from({ length: count }, (_, at): PlannedVisit => {
      const on = addDays(starts_local, at * 7 * pattern.interval);
      const other = request.elsewhere.find((elsewhere) => elsewhere.on === on);
      const local = other ? other.at.slice(0, 19) : localAt(on, minuteOf(starts_local));
      const name = `${patient?.family_name ?? ''}, ${patient?.given_name ?? ''}`;
      const skipped = pattern.except_on.includes(on);
      return {
        ...this.planned(null, at + 1, name, doctor, local, []),
        on,
        ...(skipped ? { standing: { standing: 'skipped' } } : {}),
      };
    });
  }

  private planOfMoves(moves: VisitMove[]): PlannedVisit[] {
    const leaving = moves.map(({ appointment_id }) => appointment_id);
    return moves.map(({ appointment_id, doctor_id, starts }, at) => {
      const visit = this.clinic.visits.find(({ id }) => id === appointment_id);
      const local = starts.by === 'instant' ? starts.at.slice(0, 19) : starts.date_time;
      const doctor = this.clinic.doctor(doctor_id ?? visit?.doctor_id ?? '');
      return this.planned(
        appointment_id,
        at + 1,
        visit?.patient_name ?? '',
        doctor,
        local,
        leaving,
      );
    });
  }

  private planned(
    appointment_id: string | null,
    number: number,
    patient_name: string,
    doctor: DoctorView,
    local: string,
    leaving: string[],
  ): PlannedVisit {
    const taken = this.clinic.visits.find(
      (visit) => !leaving.includes(visit.id) && visit === this.clinic.inTheWay(doctor.id, local),
    );
    const nearest = this.clinic.slots(doctor, local.slice(0, 10), 2);
    return {
      appointment_id,
      number,
      on: local.slice(0, 10),
      patient_name,
      doctor_id: doctor.id,
      doctor_name: doctor.name,
      location_id: 'location-0',
      starts_local: local,
      standing: taken
        ? {
            standing: 'refused',
            refusal: {
              code: 'doctor_busy',
              appointment_id: taken.id,
              doctor_name: doctor.name,
              held_by: taken.patient_name,
              until_local: taken.ends_local,
              next: [],
            },
            alternatives: nearest.slice(0, 3),
          }
        : {
            standing: 'free',
            starts_at: `${local}Z`,
            ends_local: localAt(local.slice(0, 10), minuteOf(local) + doctor.slot_minutes),
          },
    };
  }

  /** How visits were before a write, for taking it back. */
  private readonly writes = new Map<string, AppointmentView[]>();

  /** Changes several visits, as one write. */
  private together(
    request_id: string,
    changes: [id: string, version: number, change: Partial<AppointmentView>][],
  ): AppointmentView[] {
    const before = changes.map(([id]) => {
      const visit = this.clinic.visits.find((candidate) => candidate.id === id);
      if (!visit) throw new Refuse({ kind: 'not_found', what: 'appointment' });
      return visit;
    });
    const changed = changes.map(([id, version, change]) => this.clinic.change(id, version, change));
    this.writes.set(request_id, before);
    return changed;
  }

  private placeOf(visit: AppointmentView): Partial<AppointmentView> {
    const { doctor_id, doctor_name, starts_at, ends_at, starts_local, ends_local } = visit;
    return { doctor_id, doctor_name, starts_at, ends_at, starts_local, ends_local };
  }

  private seriesOf(id: string): SeriesView {
    const visits = this.clinic.visits.filter(({ series }) => series?.series_id === id);
    return { id, rule: 'RRULE:FREQ=WEEKLY', visits };
  }

  answers() {
    return {
      appointments_check_series: (request) => ({
        rule: 'RRULE:FREQ=WEEKLY',
        occurrences: this.planOfSeries(request),
      }),
      appointments_book_series: (request) => {
        const planned = this.planOfSeries(request).filter(
          ({ standing }) => standing.standing !== 'skipped',
        );
        const visits = planned.filter(({ standing }) => standing.standing === 'refused');
        if (visits.length > 0) {
          throw new Refuse({ kind: 'refused', refusal: { code: 'not_all_possible', visits } });
        }
        const patient = this.clinic.patients.findIndex(({ id }) => id === request.patient_id);
        for (const [at, { doctor_id, starts_local }] of planned.entries()) {
          const doctor = this.clinic.doctors.findIndex(({ id }) => id === doctor_id);
          const { slot_minutes } = this.clinic.doctor(doctor_id);
          this.clinic.put(doctor, patient, starts_local.slice(11, 16), 'scheduled', {
            starts_local,
            starts_at: `${starts_local}Z`,
            ends_local: localAt(starts_local.slice(0, 10), minuteOf(starts_local) + slot_minutes),
            series: {
              series_id: request.series_id,
              number: at + 1,
              of: planned.length,
              changed: false,
            },
          });
        }
        return this.seriesOf(request.series_id);
      },
      appointments_series: (id) => this.seriesOf(id),
      appointments_check_moves: ({ visits }) => this.planOfMoves(visits),
      appointments_move_together: ({ request_id, visits }) =>
        this.together(
          request_id,
          this.planOfMoves(visits).map((planned, at) => [
            planned.appointment_id ?? '',
            visits[at]?.row_version ?? 0,
            {
              doctor_id: planned.doctor_id,
              doctor_name: planned.doctor_name,
              starts_local: planned.starts_local,
              starts_at: `${planned.starts_local}Z`,
              ends_local: planned.standing.standing === 'free' ? planned.standing.ends_local : '',
            },
          ]),
        ),
      appointments_swap: ({ request_id, one, other }) => {
        const of = (id: string) => this.clinic.visits.find((visit) => visit.id === id);
        const [first, second] = [of(one.appointment_id), of(other.appointment_id)];
        if (!first || !second) throw new Refuse({ kind: 'not_found', what: 'appointment' });
        return this.together(request_id, [
          [first.id, one.row_version, this.placeOf(second)],
          [second.id, other.row_version, this.placeOf(first)],
        ]);
      },
      appointments_cancel_together: ({ request_id, visits, reason }) =>
        this.together(
          request_id,
          visits.map(({ appointment_id, row_version }) => [
            appointment_id,
            row_version,
            { status: 'cancelled', cancellation_reason: reason, cancelled_at: NOW },
          ]),
        ),
      appointments_take_back: ({ request_id, of }) =>
        this.together(
          request_id,
          (this.writes.get(of) ?? []).map((before) => [
            before.id,
            before.row_version + 1,
            { ...this.placeOf(before), status: before.status },
          ]),
        ),
      appointments_earlier_places: () => [],
    } satisfies Answers;
  }
}
