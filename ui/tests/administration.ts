import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import AdministrationScreen from '$lib/administration/AdministrationScreen.svelte';
import type {
  AppointmentView,
  AvailabilityView,
  Role,
  TimeOffView,
  WeeklyHours,
} from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { session } from '$lib/users/session.svelte';
import { Clinic, doctor, location, signIn, user as someone, visit } from './clinic';

export const monday: WeeklyHours = {
  id: 'hours-1',
  location_id: 'location-1',
  room_id: 'room-1',
  weekday: 1,
  from_time: '09:00',
  to_time: '12:00',
  slot_minutes: null,
  hours_kind: 'both',
  capacity: 1,
  valid_from: '2026-01-01',
  valid_to: null,
};
export const leave: TimeOffView = {
  id: 'time-off-1',
  doctor_id: 'doctor-1',
  starts_at: '2026-12-23T23:00:00Z',
  ends_at: '2026-12-24T23:00:00Z',
  starts_local: '2026-12-24T00:00:00',
  ends_local: '2026-12-25T00:00:00',
  time_off_kind: 'leave',
  note: '',
};
export const inTheWay = visit({
  id: 'visit-9',
  status: 'scheduled',
  starts_at: '2026-12-24T08:00:00Z',
  ends_at: '2026-12-24T08:30:00Z',
  starts_local: '2026-12-24T09:00:00',
  ends_local: '2026-12-24T09:30:00',
});

/** A clinic of two doctors, for its administration to be opened on. */
export class Administered {
  /** What is asked of any doctor's hours. */
  availability: AvailabilityView = {
    doctor_id: 'doctor-1',
    row_version: 4,
    weekly: [monday],
    dated: [],
    time_off: [],
    blocks: [],
  };
  readonly clinic = new Clinic({
    doctors_list: () => [
      doctor({ licence_expires_on: '2026-01-31', licence_expired: true }),
      doctor({ id: 'doctor-2', name: 'Dr Lin', licence_number: 'L-2', user_id: null }),
    ],
    specialties_list: () => [
      { id: 'specialty-1', name: 'General practice' },
      { id: 'specialty-2', name: 'Cardiology' },
    ],
    locations_list: () => [location()],
    availability_holidays: () => [],
    appointments_propose_moves: () => ({
      time_off: leave,
      visits: [{ visit: inTheWay, same_doctor: null, other_doctor: null, written_to: false }],
    }),
    users_list: () => [someone()],
    availability_get: () => this.availability,
    audit_list: () => [],
  });
  readonly #stop = connection.start();

  end(): void {
    this.#stop();
    connection.offline = null;
    session.view = null;
  }
}

/** Opens the administration as somebody of that role. */
export function showAdministration(
  role: Role = 'administrator',
  onmove?: (visit: AppointmentView) => void,
) {
  signIn(role);
  render(AdministrationScreen, { onmove });
  return userEvent.setup();
}

export async function openTab(user: ReturnType<typeof userEvent.setup>, name: string) {
  await user.click(screen.getByRole('tab', { name }));
}
