import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connection } from '$lib/shared/connection.svelte';
import type { AvailabilityView, LocationView, OpeningHours } from '$lib/shared/contract';
import { session } from '$lib/users/session.svelte';
import { Clinic, doctor, location, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import AdministrationScreen from './AdministrationScreen.svelte';
import { copyOpening, openingDays, outsideOpening } from './opening';

/** Stretches written `1 08:00-18:00`. */
function open(...stretches: string[]): OpeningHours[] {
  return stretches.map((text) => {
    const [weekday = '', from_time = '', to_time = ''] = text.split(/[ -]/);
    return { weekday: Number(weekday), from_time, to_time };
  });
}
const week = (times: string) => open(...[1, 2, 3, 4, 5].map((day) => `${day} ${times}`));

describe('opening hours', () => {
  it('are told in as few lines as do', () => {
    const told = openingDays([...week('08:00-18:00'), ...open('7 10:00-12:00', '7 14:00-24:00')]);
    expect(told).toEqual([
      { first: 1, last: 5, times: [{ from: '08:00', to: '18:00' }] },
      {
        first: 7,
        last: 7,
        times: [
          { from: '10:00', to: '12:00' },
          { from: '14:00', to: '24:00' },
        ],
      },
    ]);
    expect(openingDays(open('1 08:00-12:00', '3 08:00-12:00'))).toHaveLength(2);
  });

  it('are copied in the place of what other days had', () => {
    const copied = copyOpening(open('1 08:00-18:00', '2 09:00-10:00', '3 1:00-2:00'), 1, [2, 5]);
    expect(copied).toEqual(open('1 08:00-18:00', '2 08:00-18:00', '3 1:00-2:00', '5 08:00-18:00'));
  });

  it.each<[string, string, boolean]>([
    ['inside', '1 09:00-12:00', false],
    ['all of it', '1 08:00-18:00', false],
    ['beginning before', '1 07:30-12:00', true],
    ['going on after', '5 17:00-18:10', true],
    ['on a day with shut doors', '6 09:00-12:00', true],
    ['not yet typed', '1 09:00-', false],
  ])('mark hours %s', (_, hours, outside) => {
    const [row] = open(hours) as [OpeningHours];
    expect(outsideOpening(row, week('08:00-18:00'))).toBe(outside);
  });

  it('are joined over midnight, the end of the week and where they touch', () => {
    const doors = open('7 08:00-24:00', '1 00:00-02:00', '1 02:00-04:00');
    const [night] = open('7 22:00-03:00') as [OpeningHours];
    expect(outsideOpening(night, doors)).toBe(false);
    expect(outsideOpening({ ...night, to_time: '05:00' }, doors)).toBe(true);
    expect(outsideOpening(night, [])).toBe(false);
  });
});

let clinic: Clinic;
let place: LocationView;
let stop: () => void;
const availability: AvailabilityView = {
  doctor_id: 'doctor-1',
  row_version: 4,
  weekly: [
    {
      id: 'hours-1',
      location_id: 'location-1',
      room_id: null,
      weekday: 1,
      from_time: '09:00',
      to_time: '12:00',
      slot_minutes: null,
      hours_kind: 'both',
      capacity: 1,
      valid_from: '2026-01-01',
      valid_to: null,
    },
  ],
  dated: [],
  time_off: [],
  blocks: [],
};

beforeEach(() => {
  place = location();
  clinic = new Clinic({
    doctors_list: () => [doctor()],
    specialties_list: () => [],
    locations_list: () => [place],
    availability_get: () => availability,
    availability_holidays: () => [],
  });
  stop = connection.start();
  signIn('administrator');
});
afterEach(() => {
  stop();
  session.view = null;
});

describe("a location's opening hours", () => {
  async function edit() {
    render(AdministrationScreen, {});
    const user = userEvent.setup();
    await user.click(screen.getByRole('tab', { name: 'Locations and rooms' }));
    await user.click(await screen.findByRole('button', { name: 'Edit Harbour Street' }));
    return { user, form: screen.getByRole('dialog', { name: 'Location' }) };
  }

  it('are typed, copied to other days, saved and shown', async () => {
    const { user, form } = await edit();
    await user.click(within(form).getByRole('button', { name: 'Add hours on Monday' }));
    expect(within(form).getByRole('textbox', { name: 'From' })).toHaveFocus();
    await user.keyboard('730{Tab}19{Tab}');
    const monday = within(form).getByRole('group', { name: 'Monday, row 1' });
    expect(within(monday).getByLabelText('To')).toHaveValue('19:00');
    await user.click(within(form).getByRole('button', { name: 'Copy Monday to other days' }));
    await user.click(screen.getByRole('button', { name: 'Monday to Friday' }));
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await seriousFaults()).toEqual([]);
    clinic.answers.locations_save = ({ form: sent }) => (place = location(sent));
    await user.click(within(form).getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(clinic.requests('locations_save')[0]?.form.opening_hours).toEqual(week('07:30-19:00'));
    const card = await screen.findByRole('region', { name: 'Harbour Street' });
    expect(card).toHaveTextContent('Mon – Fri 07:30–19:00');
  });

  it('that the server refuses say so at their field', async () => {
    place = location({ opening_hours: open('1 08:00-12:00', '1 11:00-18:00') });
    const { user, form } = await edit();
    clinic.answers.locations_save = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'opening_hours[1].from_time', problem: { code: 'overlaps' } }],
      });
    await user.click(within(form).getByRole('button', { name: /^Save/ }));
    const second = within(form).getByRole('group', { name: 'Monday, row 2' });
    const from = within(second).getByLabelText('From');
    await waitFor(() => expect(from).toBeInvalid());
    expect(from).toHaveFocus();
    await user.click(within(form).getByRole('button', { name: 'Remove Monday 11:00 to 18:00' }));
    expect(within(form).queryByRole('group', { name: 'Monday, row 2' })).toBeNull();
    expect(within(form).getByLabelText('From')).not.toBeInvalid();
  });

  it("mark a doctor's hours outside them, which can be saved all the same", async () => {
    place = location({ opening_hours: open('1 10:00-18:00') });
    render(AdministrationScreen, {});
    const user = userEvent.setup();
    await user.click(screen.getByRole('tab', { name: 'Hours' }));
    const row = await screen.findByRole('group', { name: 'Monday, row 1' });
    expect(row).toHaveTextContent('Harbour Street is not open all of this time.');
    const from = within(row).getByLabelText('From');
    await user.clear(from);
    await user.type(from, '10:00');
    await waitFor(() => expect(row).not.toHaveTextContent('is not open'));
  });
});
