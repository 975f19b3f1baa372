import { screen, waitFor, within } from '@testing-library/svelte';
import type userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditView } from '$lib/shared/contract';
import { Administered, openTab, showAdministration as show } from '../../../tests/administration';
import { away, type Clinic, doctor, location, refuse, seriousFaults } from '../../../tests/clinic';

let administered: Administered;
let clinic: Clinic;

beforeEach(() => {
  administered = new Administered();
  ({ clinic } = administered);
});
afterEach(() => administered.end());

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
