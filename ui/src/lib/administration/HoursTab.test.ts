import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppointmentView, LocationView } from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import {
  Administered,
  inTheWay,
  leave,
  monday,
  showAdministration as show,
} from '../../../tests/administration';
import { type Clinic, later, location, refuse, seriousFaults } from '../../../tests/clinic';

let administered: Administered;
let clinic: Clinic;

beforeEach(() => {
  administered = new Administered();
  ({ clinic } = administered);
});
afterEach(() => administered.end());

describe('hours', () => {
  async function open() {
    const user = show('receptionist');
    const week = await screen.findByRole('region', { name: 'Weekly hours' });
    return { user, week };
  }

  it('are those of the doctor who was chosen before the locations came', async () => {
    const locations = later<LocationView[]>();
    clinic.answers.locations_list = () => locations.promise;
    const user = show('receptionist');
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Doctor' }), 'Dr Lin');
    locations.answer([location()]);
    expect(await screen.findByRole('region', { name: 'Weekly hours' })).toBeVisible();
    expect(clinic.requests('availability_get')).toEqual(['doctor-2']);
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
      ...administered.availability,
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
    administered.availability = {
      ...administered.availability,
      row_version: 8,
      weekly: [monday, tuesday],
    };
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
      ...administered.availability,
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
      administered.availability = { ...administered.availability, time_off: [leave] };
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
    administered.availability = { ...administered.availability, time_off: [leave] };
    const user = show('receptionist');
    clinic.answers.availability_withdraw_time_off = () => ({
      ...administered.availability,
      time_off: [],
    });
    await user.click(
      await screen.findByRole('button', { name: 'Withdraw the time off 24 Dec 2026' }),
    );
    expect(await screen.findByText('No time off ahead.')).toBeVisible();
    expect(clinic.requests('availability_withdraw_time_off')[0]?.time_off_id).toBe('time-off-1');
  });
});
