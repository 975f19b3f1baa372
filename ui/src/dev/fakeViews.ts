// Week, month, wall, rooms and views on keys, in the made-up clinic.

import type { AppointmentView } from '$lib/shared/contract';
import { addDays } from '$lib/shared/times';
import { NOW, rooms, type FakeClinic } from './fakeClinic';
import { Refuse, type Answers } from './standIn';

function insideOf(clinic: FakeClinic, roomId: string, except: string): AppointmentView | null {
  const inside = clinic.visits.find(
    (visit) => visit.room_id === roomId && visit.in_room_at !== null && visit.id !== except,
  );
  return inside ?? null;
}

/** What the shell would answer of the views beside the day sheet. */
export function viewAnswers(clinic: FakeClinic) {
  return {
    appointments_week: ({ from_on, days, doctor_ids }) => ({
      now_at: NOW,
      from_on,
      doctors: clinic.doctors
        .filter((doctor) => doctor_ids.length === 0 || doctor_ids.includes(doctor.id))
        .map((doctor) => ({
          doctor_id: doctor.id,
          doctor_name: doctor.name,
          days: Array.from({ length: days }, (_, at) => {
            const { date, windows, appointments } = clinic.day(doctor, addDays(from_on, at));
            return { date, hours: windows, away: [], blocked: [], visits: appointments };
          }),
        })),
    }),
    appointments_month: ({ from_on, days }) => ({
      now_at: NOW,
      days: Array.from({ length: days }, (_, at) => {
        const date = addDays(from_on, at);
        const all = clinic.doctors.map((doctor) => clinic.day(doctor, date));
        const visits = all.flatMap((day) => day.appointments).length;
        const places = all.flatMap((day) => day.windows).length * 10;
        return { date, visits, free_places: Math.max(0, places - visits), places };
      }),
    }),
    appointments_wall: () => {
      const line = (visit: AppointmentView) => ({
        number: visit.reference.slice(-3),
        doctor_name: visit.doctor_name,
        room_name: visit.in_room_at === null ? null : visit.room_name,
        called_at: visit.in_room_at,
      });
      const inHouse = clinic.visits.filter(({ status }) =>
        ['arrived', 'checked_in'].includes(status),
      );
      return {
        now_at: NOW,
        called: inHouse.filter((visit) => visit.in_room_at !== null).map(line),
        waiting: inHouse.filter((visit) => visit.in_room_at === null).map(line),
      };
    },
    appointments_saved_views: () => clinic.saved,
    appointments_save_view: ({ function_key, row_version, name, shows }) => {
      const others = clinic.saved.filter((view) => view.function_key !== function_key);
      clinic.saved = [
        ...others,
        { function_key, name, shows, row_version: (row_version ?? 0) + 1 },
      ];
      return clinic.saved;
    },
    appointments_forget_view: ({ function_key }) => {
      clinic.saved = clinic.saved.filter((view) => view.function_key !== function_key);
      return clinic.saved;
    },
    appointments_rooms_for: (id) => {
      const visit = clinic.visits.find((candidate) => candidate.id === id);
      if (!visit) throw new Refuse({ kind: 'not_found', what: 'appointment' });
      return rooms.map(({ id: room_id, name: room_name }) => {
        const other = insideOf(clinic, room_id, id);
        return {
          room_id,
          room_name,
          used: other && {
            appointment_id: other.id,
            doctor_name: other.doctor_name,
            patient_name: other.patient_name,
            until_local: other.ends_local,
            inside_since: other.in_room_at,
          },
        };
      });
    },
    appointments_assign_room: ({ appointment_id, row_version, room_id, patient }) => {
      const other = room_id && insideOf(clinic, room_id, appointment_id);
      const room = rooms.find(({ id }) => id === room_id);
      if (other) {
        throw new Refuse({
          kind: 'refused',
          refusal: {
            code: 'room_taken',
            appointment_id: other.id,
            room_name: room?.name ?? '',
            held_by: other.doctor_name,
            until_local: other.ends_local,
          },
        });
      }
      const before = clinic.visits.find((visit) => visit.id === appointment_id);
      return clinic.change(appointment_id, row_version, {
        room_id,
        room_name: room?.name ?? null,
        in_room_at: patient === 'in_room' ? NOW : null,
        ...(patient === 'in_room' && before?.status === 'arrived' ? { status: 'checked_in' } : {}),
      });
    },
  } satisfies Answers;
}
