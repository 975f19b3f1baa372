import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { SlotSearch } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { openDesk, seriousFaults, untilAsked, type OpenDesk } from '../support';

/** Begins to book the Smith of the list, with the times of their usual doctor found. */
async function booking(clinic = new FakeClinic()) {
  const desk = await openDesk({ clinic });
  await desk.user.keyboard('bsmith{Enter}');
  await screen.findByRole('option', { name: /10:30/, selected: true });
  return desk;
}

const last = (desk: OpenDesk) => desk.requests('appointments_free_slots').at(-1) as SlotSearch;
const options = () => screen.getAllByRole('option').filter((option) => !option.closest('select'));

describe('the search for a time', () => {
  it('is narrowed by keys to parts of the day, weekdays and so many of each day', async () => {
    const desk = await booking();
    expect(screen.queryByRole('group', { name: 'Refine' })).toBeNull();
    await desk.user.keyboard('w');
    const refine = await screen.findByRole('group', { name: 'Refine' });
    await waitFor(() =>
      expect(within(refine).getByRole('button', { name: 'Morning' })).toHaveFocus(),
    );
    await desk.user.keyboard('{Tab} ');
    await waitFor(() => expect(options()[0]).toHaveTextContent(/13:00/));
    expect(last(desk).wished).toEqual({
      parts_of_day: ['afternoon'],
      weekdays: [],
      per_day: null,
    });
    await desk.user.keyboard('35');
    await waitFor(() => expect(last(desk).wished.weekdays).toEqual([3, 5]));
    await screen.findByRole('group', { name: /Wednesday,? 25 November 2026/ });
    await desk.user.type(within(refine).getByLabelText('Times a day'), '1');
    await waitFor(() => expect(options()).toHaveLength(2));
    expect(last(desk).days).toBe(92);
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('{Enter}{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')[0]).toMatchObject({
      starts: { by: 'instant', at: '2026-11-27T13:00:00Z' },
    });
  });

  it('looks while the length and the date are typed, as soon as they can be meant', async () => {
    const desk = await booking();
    const asked = desk.requests('appointments_free_slots').length;
    await desk.user.keyboard('l45');
    await waitFor(() => expect(last(desk).minutes).toBe(45));
    expect(desk.requests('appointments_free_slots')).toHaveLength(asked + 1);
    await desk.user.type(screen.getByLabelText('From date'), '25.11.2026');
    await waitFor(() => expect(last(desk).from_on).toBe('2026-11-25'));
    await waitFor(() => expect(options()[0]).toHaveTextContent('09:00'));
  });

  it('says what to do where nothing is found, and goes back to all times', async () => {
    const desk = await booking();
    await desk.user.keyboard('w67');
    await screen.findByText(/^No such time in the next three months/);
    await desk.user.click(screen.getByRole('button', { name: 'All times' }));
    await screen.findByRole('option', { name: /10:30/, selected: true });
    expect(last(desk)).toMatchObject({ days: 28, wished: { weekdays: [] } });
    await desk.user.keyboard('d');
    await screen.findByText(/^Choose with whom/);
  });

  it('goes over several doctors that are chosen', async () => {
    const desk = await booking();
    await desk.user.keyboard('d');
    await desk.user.selectOptions(screen.getByLabelText('Doctor'), 'doctor-1');
    await desk.user.selectOptions(await screen.findByLabelText('Or with'), 'doctor-0');
    await waitFor(() => expect(options()[0]).toHaveTextContent(/10:20.*Dr Ama Osei/));
    expect(last(desk).over).toEqual({ over: 'doctors', doctor_ids: ['doctor-1', 'doctor-0'] });
    await desk.user.click(screen.getByRole('button', { name: 'Without Dr Ama Osei' }));
    await waitFor(() => expect(options()[0]).toHaveTextContent(/10:30.*Dr Lena Brandt/));
  });

  it('finds two visits back to back, books both in one write and undoes both', async () => {
    const clinic = new FakeClinic();
    clinic.put(2, 9, '11:00');
    const desk = await booking(clinic);
    await desk.user.keyboard('t');
    const second = await screen.findByLabelText('Right after, with');
    await waitFor(() => expect(second).toHaveFocus());
    await desk.user.selectOptions(second, 'doctor-2');
    await waitFor(() => expect(options()[0]).toHaveTextContent(/11:00–11:30.*11:30–11:50.*Ortega/));
    expect(last(desk).followed_by).toEqual({ doctor_id: 'doctor-2', minutes: null });
    expect(screen.getByRole('button', { name: /^Repeat/ })).toBeDisabled();
    await desk.user.keyboard('{Enter}{Enter}');
    await untilAsked(desk, 'appointments_book_together');
    expect(desk.requests('appointments_book')).toHaveLength(0);
    const [request] = desk.requests('appointments_book_together');
    expect(request).toMatchObject({
      visits: [
        { doctor_id: 'doctor-1', starts: { at: `${TODAY}T11:00:00Z` } },
        { doctor_id: 'doctor-2', starts: { at: `${TODAY}T11:30:00Z` }, minutes: 20 },
      ],
    });
    await screen.findByText(/^Booked: Smith, John.*then 11:30, Dr Tomás Ortega\.$/);
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_cancel_together');
    await waitFor(() =>
      expect(clinic.visits.filter(({ status }) => status === 'cancelled')).toHaveLength(2),
    );
  });
});
