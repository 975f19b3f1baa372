import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connection } from '$lib/shared/connection.svelte';
import type { HolidayView } from '$lib/shared/contract';
import { toasts } from '$lib/shared/toasts.svelte';
import { Clinic, doctor, location, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import HolidaysCard from './HolidaysCard.svelte';

const christmas: HolidayView = {
  id: 'holiday-1',
  name: 'Christmas',
  of: { whose: 'everyone' },
  first_on: '2026-12-25',
  last_on: '2026-12-26',
  yearly: true,
  row_version: 3,
};

let clinic: Clinic;
let listed: HolidayView[];
let stop: () => void;

beforeEach(() => {
  signIn('receptionist');
  listed = [christmas];
  clinic = new Clinic({
    availability_holidays: () => listed,
    availability_save_holiday: ({ id, form }) => {
      const others = listed.filter((holiday) => holiday.id !== id);
      listed = [...others, { ...form, id, last_on: form.last_on || form.first_on, row_version: 1 }];
      return listed;
    },
    availability_remove_holiday: ({ id }) => (listed = listed.filter((one) => one.id !== id)),
  });
  stop = connection.start();
});
afterEach(() => {
  stop();
  toasts.clear();
});

async function show() {
  render(HolidaysCard, { locations: [location()], doctors: [doctor()] });
  const card = screen.getByRole('region', { name: 'Holidays' });
  await within(card).findByText('Christmas');
  return { user: userEvent.setup(), card };
}

describe('holidays', () => {
  it('are told with their days, whose they are, and that they come back', async () => {
    const { card } = await show();
    expect(card).toHaveTextContent(
      /25 Dec 2026 – 26 Dec 2026 Christmas Every year The whole clinic/,
    );
    expect(await seriousFaults()).toEqual([]);
  });

  it('are added for one doctor', async () => {
    const { user, card } = await show();
    await user.click(within(card).getByRole('button', { name: 'Add a holiday' }));
    const form = screen.getByRole('dialog', { name: 'Holiday' });
    await user.type(within(form).getByLabelText('Name'), 'Day of the saint');
    await user.selectOptions(within(form).getByLabelText('Whose'), 'Dr Ama Osei');
    await user.type(within(form).getByLabelText('First day'), '6.3.2027{Tab}');
    expect(within(form).getByLabelText('First day')).toHaveValue('2027-03-06');
    expect(await seriousFaults()).toEqual([]);
    await user.click(within(form).getByRole('button', { name: /^Save/ }));
    await within(card).findByText('Day of the saint');
    expect(clinic.requests('availability_save_holiday')[0]).toMatchObject({
      row_version: null,
      form: {
        name: 'Day of the saint',
        of: { whose: 'doctor', doctor_id: 'doctor-1' },
        first_on: '2027-03-06',
        last_on: '',
        yearly: false,
      },
    });
  });

  it('are changed by their version, and say at the field what is refused', async () => {
    const { user, card } = await show();
    await user.click(within(card).getByRole('button', { name: 'Change the holiday Christmas' }));
    const form = screen.getByRole('dialog', { name: 'Holiday' });
    const last = within(form).getByLabelText(/^Last day/);
    expect(last).toHaveValue('2026-12-26');
    await user.clear(last);
    await user.type(last, '24.12.2026{Tab}');
    clinic.answers.availability_save_holiday = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'last_on', problem: { code: 'end_before_start' } }],
      });
    await user.click(within(form).getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(last).toBeInvalid());
    expect(clinic.requests('availability_save_holiday')[0]).toMatchObject({
      id: 'holiday-1',
      row_version: 3,
      form: { name: 'Christmas', of: { whose: 'everyone' }, yearly: true },
    });
  });

  it('are removed, and had back', async () => {
    const { user, card } = await show();
    await user.click(within(card).getByRole('button', { name: 'Remove the holiday Christmas' }));
    expect(await within(card).findByText('No holidays entered.')).toBeVisible();
    toasts.shown.at(-1)?.action?.run();
    expect(await within(card).findByText('Christmas')).toBeVisible();
    expect(clinic.requests('availability_save_holiday')[0]).toMatchObject({
      row_version: null,
      form: { first_on: '2026-12-25', last_on: '2026-12-26', yearly: true },
    });
  });

  it('follow what other windows do', async () => {
    const { card } = await show();
    listed = [];
    await clinic.feed({
      state: 'online',
      resource_ids: [],
      topics: ['availability'],
      returned: false,
    });
    expect(await within(card).findByText('No holidays entered.')).toBeVisible();
  });
});
