import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { openDesk, seriousFaults, untilAsked, type OpenDesk } from '../support';

/** Begins to book the Smith of the list at the first free time, and repeats it. */
async function repeated(desk: OpenDesk) {
  await desk.user.keyboard('bsmith{Enter}');
  await screen.findByRole('option', { name: /10:30/, selected: true });
  await desk.user.keyboard('e');
  return screen.findByRole('dialog', { name: /^Repeat the visit of Smith/ });
}

async function count(desk: OpenDesk, dialog: HTMLElement, visits: string) {
  const field = within(dialog).getByLabelText('How many visits');
  await desk.user.clear(field);
  await desk.user.type(field, `${visits}{Tab}`);
}

describe('a series', () => {
  it('is booked by keys, and undone and redone as a whole', async () => {
    const desk = await openDesk();
    const dialog = await repeated(desk);
    await count(desk, dialog, '3');
    await within(dialog).findByText('3 visits, and all their times are free.');
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Series booked: Smith, John, 3 visits.')).toBeVisible();
    expect(desk.requests('appointments_book_series')[0]).toMatchObject({
      doctor_id: 'doctor-1',
      pattern: {
        frequency: 'weekly',
        interval: 1,
        weekdays: [1],
        end: { ends: 'after', count: 3 },
        except_on: [],
      },
    });
    expect(screen.queryByRole('dialog')).toBeNull();
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_cancel_together');
    await screen.findByText(/^Undone: Series booked/);
    expect(desk.clinic.visits.every(({ status }) => status === 'cancelled')).toBe(true);
    await desk.user.keyboard('{Control>}y{/Control}');
    await untilAsked(desk, 'appointments_take_back');
    await screen.findByText(/^Series booked/);
    expect(desk.clinic.visits.every(({ status }) => status === 'scheduled')).toBe(true);
  });

  it('shows what is in the way, and takes another time or leaves it out', async () => {
    const clinic = new FakeClinic();
    const desk = await openDesk({ clinic });
    // In a week Dr Brandt has somebody else at the first time that is free today.
    clinic.put(1, 9, '10:30', 'scheduled', {
      starts_local: '2026-11-30T10:30:00',
      ends_local: '2026-11-30T11:00:00',
    });
    const dialog = await repeated(desk);
    await count(desk, dialog, '2');
    await within(dialog).findByText(/Dr Lena Brandt is taken until 11:00 by Kovač, Ana/);
    const book = within(dialog).getByRole('button', { name: /^Book the series/ });
    expect(book).toBeDisabled();
    const instead = within(dialog).getByRole('radiogroup', { name: /^Instead of/ });
    await desk.user.click(within(instead).getByRole('radio', { name: 'that day at 09:00' }));
    await waitFor(() => expect(book).toBeEnabled());
    await desk.user.click(within(instead).getByRole('radio', { name: 'leave it out' }));
    await within(dialog).findByText('One visit, and its time is free.');
    await desk.user.click(within(dialog).getByRole('checkbox', { name: /^Book: Mon 30 Nov/ }));
    await desk.user.click(
      within(await screen.findByRole('radiogroup', { name: /^Instead of/ })).getByRole('radio', {
        name: 'that day at 09:00',
      }),
    );
    await waitFor(() => expect(book).toBeEnabled());
    await desk.user.click(book);
    await untilAsked(desk, 'appointments_book_series');
    expect(desk.requests('appointments_book_series')[0]).toMatchObject({
      elsewhere: [{ on: '2026-11-30', at: '2026-11-30T09:00:00Z' }],
    });
  });

  async function withSeries() {
    const clinic = new FakeClinic();
    for (const [at, date] of [TODAY, '2026-11-30', '2026-12-07'].entries()) {
      clinic.put(0, 5, '10:20', 'scheduled', {
        starts_local: `${date}T10:20:00`,
        ends_local: `${date}T10:40:00`,
        starts_at: `${date}T10:20:00Z`,
        series: { series_id: 'series-1', number: at + 1, of: 3, changed: at === 0 },
      });
    }
    const desk = await openDesk({ clinic });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await screen.findByText('visit 1 of 3, changed since it was booked');
    return desk;
  }

  it('is changed from its card: all of it goes to another time in one write', async () => {
    const desk = await withSeries();
    await desk.user.keyboard('e');
    const dialog = await screen.findByRole('dialog', { name: /^Change the series of Smith/ });
    await desk.user.click(within(dialog).getByRole('radio', { name: /^All/ }));
    const time = within(dialog).getByLabelText('Time of day');
    await desk.user.clear(time);
    await desk.user.type(time, '11{Tab}');
    await within(dialog).findByText('All 3 visits can be moved.');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Moved: 3 visits.')).toBeVisible();
    expect(desk.requests('appointments_move_together')[0]).toMatchObject({
      series_id: 'series-1',
      visits: [
        { starts: { date_time: `${TODAY}T11:00:00` } },
        { starts: { date_time: '2026-11-30T11:00:00' } },
        { starts: { date_time: '2026-12-07T11:00:00' } },
      ],
    });
  });

  it('is called off from one visit on', async () => {
    const desk = await withSeries();
    await desk.user.keyboard('c');
    const dialog = await screen.findByRole('dialog', { name: /^Cancel/ });
    await desk.user.click(
      await within(dialog).findByRole('radio', { name: /^This and the following/ }),
    );
    await desk.user.type(
      within(dialog).getByLabelText('Why is it cancelled?'),
      'Moved away{Enter}',
    );
    await untilAsked(desk, 'appointments_cancel_together');
    expect(await screen.findByText('Cancelled: Smith, John, 3 visits.')).toBeVisible();
    expect(desk.requests('appointments_cancel_together')[0]).toMatchObject({
      reason: 'Moved away',
      series_id: 'series-1',
    });
  });
});
