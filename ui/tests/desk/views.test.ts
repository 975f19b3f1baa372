import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { tellFeed } from '$dev/standIn';
import type { FeedEvent } from '$lib/shared/contract';
import { openDesk, seriousFaults, untilAsked, type OpenDesk } from '../support';

const change: FeedEvent = { state: 'online', resource_ids: [1], topics: [], returned: false };

function clinicOfTheDay() {
  const clinic = new FakeClinic();
  clinic.put(0, 5, '10:20', 'scheduled', { room_id: 'room-0', room_name: 'Blue' });
  clinic.put(1, 9, '10:00', 'checked_in', { arrived_at: `${TODAY}T09:40:00Z` });
  clinic.put(0, 3, '09:00', 'cancelled', { late_cancel: true });
  clinic.put(2, 2, '11:00', 'scheduled', { visit_kind: 'video' });
  return clinic;
}

/** What the cursor of a view stands on. */
const active = (name: RegExp) =>
  document.getElementById(
    screen.getByRole('grid', { name }).getAttribute('aria-activedescendant') ?? '',
  );

/** Opens a view by its number, the grid with the focus. */
async function show(desk: OpenDesk, key: string, name: RegExp): Promise<HTMLElement> {
  await desk.user.keyboard(key);
  const grid = await screen.findByRole('grid', { name });
  grid.focus();
  return grid;
}

describe('the day by rooms', () => {
  it('has a column for each room and one for whoever has none', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    const grid = await show(desk, '2', /^Rooms/);
    const room = within(grid).getByRole('row', { name: 'Blue' });
    expect(within(room).getByRole('gridcell', { name: /Smith, John/ })).toBeVisible();
    const none = within(grid).getByRole('row', { name: 'No room' });
    expect(within(none).getAllByRole('gridcell')).toHaveLength(2);
    expect(await seriousFaults()).toEqual([]);
  });

  it('gives a room by R to the visit the cursor stands on, and keeps it when read again', async () => {
    const clinic = clinicOfTheDay();
    const desk = await openDesk({ clinic });
    await show(desk, '2', /^Rooms/);
    await desk.user.keyboard('{ArrowDown}{ArrowRight}');
    await waitFor(() => expect(active(/^Rooms/)).toHaveTextContent('11:00'));
    clinic.put(0, 6, '09:20');
    await tellFeed(change);
    await screen.findByRole('gridcell', { name: /Smythe/ });
    expect(active(/^Rooms/)).toHaveTextContent('11:00');
    await desk.user.keyboard('r');
    expect(await screen.findByRole('dialog', { name: /^Room for/ })).toBeVisible();
  });
});

describe('the week', () => {
  it('has a line for each doctor; a visit is chosen by arrows and opened by Enter', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    const grid = await show(desk, '3', /^Week/);
    await within(grid).findByRole('button', { name: /Smith, John/ });
    expect(desk.requests('appointments_week')[0]).toMatchObject({ from_on: TODAY, days: 7 });
    expect(within(grid).queryByRole('button', { name: /Lindqvist/ })).toBeNull();
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(active(/^Week/)).toHaveTextContent('Smith'));
    await desk.user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Kovač, Ana' })).toBeVisible();
  });

  it('of one doctor has a column for each day, and moves by weeks', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.click(screen.getByRole('button', { name: 'All doctors' }));
    await desk.user.click(screen.getByRole('button', { name: 'Only Dr Ama Osei' }));
    await desk.user.keyboard('{Escape}');
    const grid = await show(desk, '3', /^Week/);
    await waitFor(() => expect(within(grid).getAllByRole('row')).toHaveLength(7));
    expect(within(grid).getByRole('gridcell', { name: /Smith, John/ })).toBeVisible();
    await desk.user.keyboard('{PageDown}');
    await waitFor(() =>
      expect(desk.requests('appointments_week').at(-1)).toMatchObject({ from_on: '2026-11-30' }),
    );
  });

  it('follows other workstations without losing the cursor', async () => {
    const clinic = clinicOfTheDay();
    const desk = await openDesk({ clinic });
    const grid = await show(desk, '3', /^Week/);
    await within(grid).findByRole('button', { name: /Smith, John/ });
    await desk.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(active(/^Week/)).toHaveTextContent('Smith'));
    clinic.put(0, 6, '09:20');
    await tellFeed(change);
    await screen.findByRole('button', { name: /Smythe/ });
    expect(active(/^Week/)).toHaveTextContent('Smith');
    expect(desk.requests('feed_watch').at(-1)).toMatchObject({
      from_on: TODAY,
      to_on: '2026-11-29',
    });
  });
});

describe('the month', () => {
  it('counts visits and free places; Enter opens the day', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await show(desk, '4', /^Month, November 2026/);
    expect(
      screen.getByRole('gridcell', {
        name: /23 November 2026: 4 visits, 76 of 80 places free/,
      }),
    ).toHaveAttribute('aria-selected', 'true');
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('{ArrowRight}{ArrowDown}{Enter}');
    expect(
      await screen.findByRole('grid', { name: /Day sheet, Tuesday,? 1 December/ }),
    ).toBeVisible();
  });

  it('follows other workstations without losing the day', async () => {
    const clinic = clinicOfTheDay();
    const desk = await openDesk({ clinic });
    await show(desk, '4', /^Month/);
    await desk.user.keyboard('{ArrowRight}');
    clinic.put(0, 6, '09:20');
    await tellFeed(change);
    await screen.findByRole('gridcell', { name: /23 November 2026: 5 visits/ });
    expect(active(/^Month/)).toHaveAttribute('id', 'month-2026-11-24');
  });
});

describe('the list', () => {
  it('finds by what is typed, and keys act on the visit', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await show(desk, '5', /^Visits/);
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('s');
    await waitFor(() => expect(screen.getByLabelText('Find in the list')).toHaveFocus());
    await desk.user.keyboard('smith{Enter}');
    await waitFor(() => expect(active(/^Visits/)).toHaveTextContent('Smith, John'));
    expect(screen.queryByText('Kovač, Ana')).toBeNull();
    await desk.user.keyboard('f');
    await untilAsked(desk, 'appointments_step');
    expect(desk.requests('appointments_step')[0]).toMatchObject({ step: 'confirm' });
    await waitFor(() => expect(active(/^Visits/)).toHaveTextContent('Confirmed'));
  });

  it('follows other workstations while something is being typed', async () => {
    const clinic = clinicOfTheDay();
    const desk = await openDesk({ clinic });
    await show(desk, '5', /^Visits/);
    await desk.user.keyboard('s');
    await waitFor(() => expect(screen.getByLabelText('Find in the list')).toHaveFocus());
    await desk.user.keyboard('sm');
    clinic.put(0, 6, '12:00');
    await tellFeed(change);
    expect(await screen.findByText('Smythe, Joan')).toBeVisible();
    await desk.user.keyboard('ith');
    expect(screen.getByLabelText('Find in the list')).toHaveValue('smith');
    await waitFor(() => expect(screen.queryByText('Smythe, Joan')).toBeNull());
  });

  it('is of the statuses and kind that are chosen, and says when nothing fits', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await show(desk, '5', /^Visits/);
    await desk.user.click(screen.getByRole('button', { name: 'Filters' }));
    await desk.user.selectOptions(screen.getByLabelText('Kind'), 'video');
    await waitFor(() =>
      expect(desk.requests('appointments_list').at(-1)).toMatchObject({ visit_kind: 'video' }),
    );
    await desk.user.selectOptions(screen.getByLabelText('Status'), 'done');
    expect(await screen.findByText('No visit fits.')).toBeVisible();
    await desk.user.selectOptions(screen.getByLabelText('Kind'), '');
    await desk.user.selectOptions(screen.getByLabelText('Status'), 'gone');
    expect(await screen.findByText('Late cancel')).toBeVisible();
  });
});

describe('views on function keys', () => {
  it('are kept with their filters, shown by their key, and undone', async () => {
    const clinic = clinicOfTheDay();
    const desk = await openDesk({ clinic });
    await show(desk, '3', /^Week/);
    await desk.user.click(screen.getByRole('button', { name: 'Filters' }));
    await desk.user.selectOptions(screen.getByLabelText('Specialty'), 'specialty-1');
    await desk.user.keyboard('{Escape}');
    screen.getByRole('grid', { name: /^Week/ }).focus();
    await desk.user.keyboard('{Shift>}V{/Shift}');
    const dialog = await screen.findByRole('dialog', { name: 'Views on keys' });
    expect(await seriousFaults()).toEqual([]);
    await desk.user.clear(within(dialog).getByLabelText('Name of the view shown now'));
    await desk.user.keyboard('Heart{F4}');
    await untilAsked(desk, 'appointments_save_view');
    expect(desk.requests('appointments_save_view')[0]).toMatchObject({
      function_key: 4,
      row_version: null,
      name: 'Heart',
      shows: { layout: 'week', specialty_id: 'specialty-1', doctor_ids: [] },
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await desk.user.click(screen.getByRole('button', { name: 'Filters: 1' }));
    await desk.user.selectOptions(screen.getByLabelText('Specialty'), '');
    await desk.user.keyboard('{F2}{Escape}');
    screen.getByRole('grid', { name: /^Week/ }).focus();
    await desk.user.keyboard('1{F4}');
    await waitFor(() =>
      expect(desk.requests('appointments_week').at(-1)).toMatchObject({ doctor_ids: ['doctor-1'] }),
    );
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_forget_view');
    expect(clinic.saved).toHaveLength(0);
  });

  it('are read again when the user changed them at another workstation', async () => {
    const clinic = clinicOfTheDay();
    const desk = await openDesk({ clinic });
    await untilAsked(desk, 'appointments_saved_views');
    const shows = {
      layout: 'month' as const,
      doctor_ids: [],
      specialty_id: null,
      location_id: null,
      statuses: [],
      visit_kind: null,
      show_gone: false,
    };
    clinic.saved = [{ function_key: 6, name: 'Month', shows, row_version: 1 }];
    const topic = `saved_views:${clinic.session?.user_id}`;
    await tellFeed({ state: 'online', resource_ids: [], topics: [topic], returned: false });
    await untilAsked(desk, 'appointments_saved_views', 2);
    screen.getByRole('grid').focus();
    await desk.user.keyboard('?');
    await screen.findAllByText('F6');
    await desk.user.keyboard('{Escape}{F6}');
    expect(await screen.findByRole('grid', { name: /^Month/ })).toBeVisible();
  });
});
