import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  AppointmentView,
  AuditView,
  LocationView,
  AvailabilityView,
  Role,
  TimeOffView,
  WeeklyHours,
} from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { session } from '$lib/users/session.svelte';
import {
  away,
  Clinic,
  doctor,
  later,
  location,
  refuse,
  seriousFaults,
  signIn,
  user as someone,
  visit,
} from '../../../tests/clinic';
import AdministrationScreen from './AdministrationScreen.svelte';

const monday: WeeklyHours = {
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
const leave: TimeOffView = {
  id: 'time-off-1',
  doctor_id: 'doctor-1',
  starts_at: '2026-12-23T23:00:00Z',
  ends_at: '2026-12-24T23:00:00Z',
  starts_local: '2026-12-24T00:00:00',
  ends_local: '2026-12-25T00:00:00',
  time_off_kind: 'leave',
  note: '',
};
const inTheWay = visit({
  id: 'visit-9',
  status: 'scheduled',
  starts_at: '2026-12-24T08:00:00Z',
  ends_at: '2026-12-24T08:30:00Z',
  starts_local: '2026-12-24T09:00:00',
  ends_local: '2026-12-24T09:30:00',
});

let clinic: Clinic;
let stop: () => void;
let availability: AvailabilityView;

beforeEach(() => {
  availability = {
    doctor_id: 'doctor-1',
    row_version: 4,
    weekly: [monday],
    dated: [],
    time_off: [],
    blocks: [],
  };
  clinic = new Clinic({
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
    availability_get: () => availability,
    audit_list: () => [],
  });
  stop = connection.start();
});
afterEach(() => {
  stop();
  connection.offline = null;
  session.view = null;
});

function show(role: Role = 'administrator', onmove?: (visit: AppointmentView) => void) {
  signIn(role);
  render(AdministrationScreen, { onmove });
  return userEvent.setup();
}

async function openTab(user: ReturnType<typeof userEvent.setup>, name: string) {
  await user.click(screen.getByRole('tab', { name }));
}

describe('the administration', () => {
  it('shows receptionists the hours and nothing else', async () => {
    show('receptionist');
    expect(await screen.findByRole('heading', { name: 'Hours' })).toBeVisible();
    expect(screen.queryByRole('tab')).toBeNull();
    expect(await screen.findByRole('region', { name: 'Weekly hours' })).toBeVisible();
  });

  it('moves between its tabs with the arrows', async () => {
    const user = show();
    await user.click(screen.getByRole('tab', { name: 'Doctors' }));
    await user.keyboard('{ArrowRight}');
    expect(screen.getByRole('tab', { name: 'Hours' })).toHaveFocus();
    expect(screen.getByRole('tab', { name: 'Hours' })).toHaveAttribute('aria-selected', 'true');
    await user.keyboard('{End}');
    expect(screen.getByRole('tab', { name: 'Audit' })).toHaveFocus();
  });

  it.each(['Doctors', 'Hours', 'Locations and rooms', 'Users', 'Audit'])(
    'has no serious accessibility faults in %s',
    async (name) => {
      const user = show();
      await openTab(user, name);
      await waitFor(() => expect(screen.queryByText('Loading…')).toBeNull());
      expect(await seriousFaults()).toEqual([]);
    },
  );
});

describe('doctors', () => {
  it('shows an expired licence as expired', async () => {
    show();
    const row = (await screen.findByRole('rowheader', { name: 'Dr Ama Osei' })).closest('tr');
    expect(row).toHaveTextContent('Expired 31 Jan 2026');
  });

  it('are added with a specialty made in place', async () => {
    const user = show();
    await user.click(await screen.findByRole('button', { name: 'Add a doctor' }));
    const form = screen.getByRole('dialog', { name: 'Add a doctor' });
    await user.type(within(form).getByLabelText('Name'), 'Dr Yaël Cohen');
    await user.type(within(form).getByLabelText('Licence number'), 'L-77');
    await user.type(within(form).getByLabelText('Fee of a visit'), '90');
    await user.click(within(form).getByRole('button', { name: '+ New specialty' }));
    expect(within(form).getByLabelText('New specialty')).toHaveFocus();
    await user.type(within(form).getByLabelText('New specialty'), 'Dermatology');
    // One that is left empty is none.
    await user.click(within(form).getByRole('button', { name: '+ New specialty' }));
    clinic.answers.doctors_add = ({ form: sent }) => doctor({ name: sent.name });
    expect(await seriousFaults()).toEqual([]);
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const [added] = clinic.requests('doctors_add');
    expect(added?.form).toMatchObject({
      name: 'Dr Yaël Cohen',
      licence_number: 'L-77',
      fee: '90',
      currency: 'EUR',
      slot_minutes: 30,
      practising_since: null,
      specialty_ids: [],
      new_specialties: [{ name: 'Dermatology' }],
      active: true,
    });
  });

  async function edit(): Promise<{ user: ReturnType<typeof userEvent.setup>; form: HTMLElement }> {
    const user = show();
    await user.click(await screen.findByRole('button', { name: 'Edit Dr Ama Osei' }));
    const form = screen.getByRole('dialog', { name: 'Doctor' });
    return { user, form };
  }

  it('show what the server refuses at the field, and keep what was typed', async () => {
    const { user, form } = await edit();
    clinic.answers.doctors_update = () =>
      refuse({
        kind: 'invalid',
        fields: [
          { field: 'fee', problem: { code: 'not_money' } },
          { field: 'licence_number', problem: { code: 'taken' } },
        ],
      });
    const fee = within(form).getByLabelText('Fee of a visit');
    await user.clear(fee);
    await user.type(fee, 'free');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(fee).toBeInvalid());
    expect(fee).toHaveAccessibleDescription('An amount such as 85.00.');
    expect(fee).toHaveValue('free');
    expect(within(form).getByLabelText('Licence number')).toHaveAccessibleDescription(
      'Another record has it already.',
    );
    await user.type(fee, 'x');
    expect(fee).not.toBeInvalid();
  });

  it('go out again under the same id when the server was away', async () => {
    const { user, form } = await edit();
    clinic.answers.doctors_update = () => refuse(away);
    await user.type(within(form).getByLabelText('Name'), ' MD');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await within(form).findByText("The clinic's server does not answer.")).toBeVisible();
    expect(within(form).getByLabelText('Name')).toHaveValue('Dr Ama Osei MD');
    clinic.answers.doctors_update = () => doctor({ name: 'Dr Ama Osei MD' });
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const [one, other] = clinic.requests('doctors_update');
    expect(other).toEqual(one);
  });

  it('explain that somebody else saved, and go on with what was typed', async () => {
    const { user, form } = await edit();
    clinic.answers.doctors_update = () => refuse({ kind: 'stale', what: 'doctor' });
    await user.type(within(form).getByLabelText('Name'), ' MD');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    const reload = await within(form).findByRole('button', { name: 'Take their version' });
    clinic.answers.doctors_list = () => [doctor({ row_version: 9, bio: 'Speaks Twi.' })];
    await user.click(reload);
    await waitFor(() => expect(within(form).getByLabelText(/^About/)).toHaveValue('Speaks Twi.'));
    expect(within(form).getByLabelText('Name')).toHaveValue('Dr Ama Osei MD');
    clinic.answers.doctors_update = () => doctor();
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(clinic.requests('doctors_update')[1]).toMatchObject({
      row_version: 9,
      form: { name: 'Dr Ama Osei MD', bio: 'Speaks Twi.' },
    });
  });
});

describe('hours', () => {
  async function open() {
    const user = show('receptionist');
    const week = await screen.findByRole('region', { name: 'Weekly hours' });
    return { user, week };
  }
  it('are those of the doctor who was chosen before the locations came', async () => {
    const locations = later<LocationView[]>();
    clinic.answers.locations_list = () => locations.promise;
    const doctors = show('receptionist').selectOptions;
    await doctors(await screen.findByRole('combobox', { name: 'Doctor' }), 'Dr Lin');
    locations.answer([location()]);
    await waitFor(() => expect(clinic.requests('availability_get')).toEqual(['doctor-2']));
  });

  it('are edited as a week and saved whole', async () => {
    const { user, week } = await open();
    await user.click(within(week).getByRole('button', { name: 'Add hours on Tuesday' }));
    const row = within(week).getByRole('group', { name: 'Tuesday, row 1' });
    expect(within(row).getByLabelText('From')).toHaveFocus();
    await user.keyboard('13{Tab}1730{Tab}');
    expect(within(row).getByLabelText('From')).toHaveValue('13:00');
    expect(within(row).getByLabelText('To')).toHaveValue('17:30');
    expect(within(row).getByLabelText('Location')).toHaveValue('location-1');
    clinic.answers.availability_set_weekly_hours = ({ hours, row_version }) => ({
      ...availability,
      weekly: hours,
      row_version: row_version + 1,
    });
    await user.click(within(week).getByRole('button', { name: 'Save the week' }));
    await waitFor(() =>
      expect(within(week).getByRole('button', { name: 'Save the week' })).toBeDisabled(),
    );
    const [set] = clinic.requests('availability_set_weekly_hours');
    expect(set).toMatchObject({ doctor_id: 'doctor-1', row_version: 4 });
    expect(
      set?.hours.map(({ weekday, from_time, to_time, slot_minutes }) => [
        weekday,
        from_time,
        to_time,
        slot_minutes,
      ]),
    ).toEqual([
      [1, '09:00', '12:00', null],
      [2, '13:00', '17:30', null],
    ]);
  });

  it('that nobody changed are not saved; both keys save what was changed', async () => {
    const { user, week } = await open();
    const from = within(within(week).getByRole('group', { name: 'Monday, row 1' })).getByLabelText(
      'From',
    );
    from.focus();
    const press = (event: KeyboardEvent) => keyboard.press(event);
    window.addEventListener('keydown', press);
    await user.keyboard('{Control>}s{/Control}{Control>}{Enter}{/Control}');
    expect(toasts.shown.at(-1)?.text).toBe('Nothing was changed, nothing to save.');
    expect(clinic.requests('availability_set_weekly_hours')).toHaveLength(0);
    await user.clear(from);
    await user.type(from, '08:30');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(clinic.requests('availability_set_weekly_hours')).toHaveLength(1));
    window.removeEventListener('keydown', press);
  });

  it('say at the row what is wrong, and ask the server nothing', async () => {
    const { user, week } = await open();
    const row = within(week).getByRole('group', { name: 'Monday, row 1' });
    const to = within(row).getByLabelText('To');
    await user.clear(to);
    await user.type(to, '8:30');
    await user.click(within(week).getByRole('button', { name: 'Save the week' }));
    await waitFor(() => expect(to).toBeInvalid());
    expect(to).toHaveAccessibleDescription('To: Must be after the start.');
    expect(to).toHaveFocus();
    expect(clinic.requests('availability_set_weekly_hours')).toHaveLength(0);
  });

  it('are copied to other days', async () => {
    const { user, week } = await open();
    await user.click(within(week).getByRole('button', { name: 'Copy Monday to other days' }));
    await user.click(screen.getByRole('button', { name: 'Monday to Friday' }));
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(within(week).getByRole('group', { name: 'Friday, row 1' })).toBeVisible();
    expect(within(week).queryByRole('group', { name: 'Saturday, row 1' })).toBeNull();
    expect(within(week).getByText('15 h a week')).toBeVisible();
  });

  it('keep what was typed when somebody else saved first', async () => {
    const { user, week } = await open();
    clinic.answers.availability_set_weekly_hours = () => refuse({ kind: 'stale', what: 'doctor' });
    const to = within(week).getByLabelText('To');
    await user.clear(to);
    await user.type(to, '12:30');
    await user.click(within(week).getByRole('button', { name: 'Save the week' }));
    const reload = await within(week).findByRole('button', { name: 'Take their version' });
    const tuesday = { ...monday, id: 'hours-2', weekday: 2 };
    availability = { ...availability, row_version: 8, weekly: [monday, tuesday] };
    await user.click(reload);
    expect(await within(week).findByRole('group', { name: 'Tuesday, row 1' })).toBeVisible();
    const row = within(week).getByRole('group', { name: 'Monday, row 1' });
    expect(within(row).getByLabelText('To')).toHaveValue('12:30');
  });

  it('of one doctor stay as typed while another is looked at', async () => {
    const { user, week } = await open();
    const to = within(week).getByLabelText('To');
    await user.clear(to);
    await user.type(to, '12:45');
    await user.selectOptions(screen.getByLabelText('Doctor'), 'doctor-2');
    await waitFor(() => expect(screen.getByLabelText('To')).toHaveValue('12:00'));
    await user.selectOptions(screen.getByLabelText('Doctor'), 'doctor-1');
    await waitFor(() => expect(screen.getByLabelText('To')).toHaveValue('12:45'));
  });

  it('of a date that differs are set, and given back to the week', async () => {
    const { user } = await open();
    const dates = screen.getByRole('region', { name: 'Dates that differ' });
    await user.click(within(dates).getByRole('button', { name: 'Add a date' }));
    const form = screen.getByRole('dialog', { name: 'A date that differs' });
    await user.type(within(form).getByLabelText('Date'), '24.12.2026{Tab}');
    expect(within(form).getByLabelText('Date')).toHaveValue('2026-12-24');
    expect(within(form).getByRole('checkbox', { name: 'Closed all day' })).toBeChecked();
    clinic.answers.availability_set_dated_hours = ({ hours }) => ({
      ...availability,
      dated: hours,
    });
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(clinic.requests('availability_set_dated_hours')[0]).toMatchObject({
      on_date: '2026-12-24',
      hours: [{ on_date: '2026-12-24', closed: true, from_time: null, location_id: null }],
    });
    await user.click(
      within(dates).getByRole('button', { name: 'Give 24 Dec 2026 back to the week' }),
    );
    await waitFor(() =>
      expect(clinic.requests('availability_set_dated_hours')[1]).toMatchObject({ hours: [] }),
    );
  });
});

describe('time off', () => {
  async function enter(onmove?: (visit: AppointmentView) => void) {
    const user = show('receptionist', onmove);
    clinic.answers.availability_enter_time_off = () => {
      availability = { ...availability, time_off: [leave] };
      return { time_off: leave, to_move: [inTheWay] };
    };
    await user.click(await screen.findByRole('button', { name: 'Enter time off' }));
    const form = screen.getByRole('dialog', { name: 'Time off of Dr Ama Osei' });
    await user.type(within(form).getByLabelText('First day'), '24.12.2026{Tab}');
    return { user, form };
  }

  it('lists who must be moved, with the phone and a way to move each', async () => {
    const onmove = vi.fn();
    const { user, form } = await enter(onmove);
    await user.click(within(form).getByRole('button', { name: 'Enter' }));
    const list = await screen.findByRole('dialog', { name: 'Who must be moved' });
    expect(clinic.requests('availability_enter_time_off')[0]).toMatchObject({
      doctor_id: 'doctor-1',
      starts_local: '2026-12-24T00:00',
      ends_local: '2026-12-25T00:00',
      time_off_kind: 'leave',
    });
    expect(list).toHaveTextContent('Dr Ama Osei is away 24 Dec 2026.');
    await waitFor(() => expect(list).toHaveTextContent(/Thu,? 24 Dec, 09:00/));
    expect(within(list).getByRole('link', { name: '+233201234567' })).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.click(within(list).getByRole('button', { name: 'Move the visit of Mensah, Kofi' }));
    expect(onmove).toHaveBeenCalledWith(inTheWay);
  });

  it('follows the calendar: who was moved leaves the list', async () => {
    const { user, form } = await enter();
    await user.click(within(form).getByRole('button', { name: 'Enter' }));
    const list = await screen.findByRole('dialog', { name: 'Who must be moved' });
    clinic.answers.appointments_propose_moves = () => ({ time_off: leave, visits: [] });
    await clinic.feed({ state: 'online', resource_ids: [7], topics: [], returned: false });
    expect(await within(list).findByText(/Nobody: no visit lies in it/)).toBeVisible();
  });

  it('keeps what was typed when the server refuses it, each at its field', async () => {
    const { user, form } = await enter();
    clinic.answers.availability_enter_time_off = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'ends_local', problem: { code: 'out_of_range', least: 0, most: 1096 } }],
      });
    await user.click(within(form).getByRole('button', { name: 'Enter' }));
    await waitFor(() => expect(within(form).getByLabelText(/^Last day/)).toBeInvalid());
    expect(within(form).getByLabelText('First day')).toHaveValue('2026-12-24');
    await user.click(within(form).getByRole('button', { name: 'Enter' }));
    const [one, other] = clinic.requests('availability_enter_time_off');
    expect(other?.id).toBe(one?.id);
  });

  it('can be withdrawn, and had back', async () => {
    availability = { ...availability, time_off: [leave] };
    const user = show('receptionist');
    clinic.answers.availability_withdraw_time_off = () => ({ ...availability, time_off: [] });
    await user.click(
      await screen.findByRole('button', { name: 'Withdraw the time off 24 Dec 2026' }),
    );
    expect(await screen.findByText('No time off ahead.')).toBeVisible();
    expect(clinic.requests('availability_withdraw_time_off')[0]?.time_off_id).toBe('time-off-1');
  });
});

describe('locations and rooms', () => {
  it('take a time zone found by typing', async () => {
    const user = show();
    await openTab(user, 'Locations and rooms');
    await user.click(await screen.findByRole('button', { name: 'Edit Harbour Street' }));
    const zone = screen.getByRole('combobox', { name: 'Time zone' });
    await user.clear(zone);
    await user.type(zone, 'accra');
    expect(screen.getByRole('option', { name: 'Africa/Accra' })).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{ArrowDown}{Enter}');
    expect(zone).toHaveValue('Africa/Accra');
    clinic.answers.locations_save = ({ form }) => location(form);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(clinic.requests('locations_save')[0]).toMatchObject({
      id: 'location-1',
      row_version: 2,
      form: { time_zone: 'Africa/Accra', name: 'Harbour Street' },
    });
  });

  it('take a room whose name is free', async () => {
    const user = show();
    await openTab(user, 'Locations and rooms');
    await user.click(await screen.findByRole('button', { name: 'Add a room at Harbour Street' }));
    const form = screen.getByRole('dialog', { name: 'Add a room at Harbour Street' });
    clinic.answers.locations_save_room = () =>
      refuse({ kind: 'invalid', fields: [{ field: 'name', problem: { code: 'taken' } }] });
    await user.type(within(form).getByLabelText('Name'), 'Room 1{Enter}');
    await waitFor(() => expect(within(form).getByLabelText('Name')).toBeInvalid());
    expect(clinic.requests('locations_save_room')[0]).toMatchObject({
      location_id: 'location-1',
      row_version: null,
      name: 'Room 1',
      active: true,
    });
  });
});

describe('users', () => {
  it('are added, a doctor with the doctor they are', async () => {
    const user = show();
    await openTab(user, 'Users');
    await user.click(await screen.findByRole('button', { name: 'Add a user' }));
    const form = screen.getByRole('dialog', { name: 'Add a user' });
    await user.type(within(form).getByLabelText('Name'), 'Dr Lin');
    await user.type(within(form).getByLabelText('E-mail'), 'lin@clinic.example');
    await user.selectOptions(within(form).getByLabelText('Role'), 'doctor');
    await user.selectOptions(within(form).getByLabelText('Which doctor they are'), 'doctor-2');
    await user.type(within(form).getByLabelText('First password'), 'password12');
    clinic.answers.users_add = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'password', problem: { code: 'weak_password' } }],
      });
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(within(form).getByLabelText('First password')).toBeInvalid());
    expect(within(form).getByLabelText('Name')).toHaveValue('Dr Lin');
    expect(clinic.requests('users_add')[0]).toMatchObject({
      email: 'lin@clinic.example',
      role: 'doctor',
      doctor_id: 'doctor-2',
      password: 'password12',
    });
    expect(await seriousFaults()).toEqual([]);
  });

  it('are disabled, and the last administrator is not', async () => {
    const user = show();
    await openTab(user, 'Users');
    await user.click(await screen.findByRole('button', { name: 'Edit Robin Vale' }));
    const form = screen.getByRole('dialog', { name: 'User' });
    await user.click(within(form).getByRole('checkbox', { name: 'May sign in' }));
    clinic.answers.users_update = () =>
      refuse({ kind: 'refused', refusal: { code: 'last_administrator' } });
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await within(form).findByText('This is the last active administrator.')).toBeVisible();
    expect(clinic.requests('users_update')[0]).toMatchObject({
      status: 'disabled',
      new_password: null,
      row_version: 1,
    });
  });

  it('closed with something typed can be had back', async () => {
    const user = show();
    await openTab(user, 'Users');
    await user.click(await screen.findByRole('button', { name: 'Edit Robin Vale' }));
    await user.type(screen.getByLabelText('Name'), ' Jr');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    const { toasts } = await import('$lib/shared/toasts.svelte');
    toasts.shown.at(-1)?.action?.run();
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveValue('Robin Vale Jr'));
    toasts.clear();
  });
});

describe('the audit log', () => {
  const event = (at: number): AuditView => ({
    id: `event-${at}`,
    at: new Date(Date.parse('2026-11-21T09:00:00Z') - at * 60_000).toISOString(),
    actor: 'Robin Vale',
    workstation: 'desk-1',
    action: at === 0 ? 'appointment_booked' : 'something_newer',
    subject_kind: 'appointment',
    subject_id: `0190-${at}`,
    subject: null,
    patient: 'Mensah, Kofi',
    actor_id: 'user-1',
    patient_id: 'patient-1',
  });

  it('shows the latest events in the clinic’s time, and older ones page by page', async () => {
    const all = Array.from({ length: 60 }, (_, at) => event(at));
    clinic.answers.audit_list = ({ before_at, limit }) =>
      all.filter(({ at }) => before_at === null || at < before_at).slice(0, limit);
    const user = show();
    await openTab(user, 'Audit');
    expect(await screen.findByRole('cell', { name: 'Visit booked' })).toBeVisible();
    expect(screen.getByText('21 Nov 2026, 10:00')).toBeVisible();
    expect(screen.getByText('50 events shown')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Older events' }));
    expect(await screen.findByText('60 events shown')).toBeVisible();
    expect(screen.getByText('This is the beginning of the log.')).toBeVisible();
    expect(screen.getAllByText('something_newer')).toHaveLength(59);
  });

  it('asks for one person, one kind or one patient, and leaves the drafts out unless wanted', async () => {
    clinic.answers.audit_list = () => [event(0)];
    const user = show();
    await openTab(user, 'Audit');
    await user.click(await screen.findByRole('button', { name: 'Mensah, Kofi' }));
    await user.selectOptions(screen.getByLabelText('What'), 'Visit booked');
    await user.click(screen.getByLabelText('Also every saved draft'));
    await waitFor(() => expect(clinic.requests('audit_list')).toHaveLength(4));
    const [first, , , last] = clinic.requests('audit_list');
    expect(first).toMatchObject({ actor_id: null, action: null, patient_id: null, drafts: false });
    expect(last).toMatchObject({
      action: 'appointment_booked',
      patient_id: 'patient-1',
      drafts: true,
    });
  });
});
