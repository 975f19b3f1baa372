import type { MoveTogether } from '$lib/shared/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { Refuse } from '$dev/standIn';
import { openDesk, seriousFaults, untilAsked } from '../support';

async function withMorning(clinic = new FakeClinic(), answers = {}) {
  clinic.put(0, 5, '10:20');
  clinic.put(0, 8, '10:40');
  clinic.put(1, 9, '11:00');
  const desk = await openDesk({ clinic, answers });
  await screen.findByRole('gridcell', { name: /Smith, John/ });
  return desk;
}

/** Puts the cursor on a visit, without opening it. */
async function cursorOn(desk: Awaited<ReturnType<typeof withMorning>>, name: RegExp) {
  await desk.user.click(screen.getByRole('gridcell', { name }));
  await desk.user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
}

describe('several visits', () => {
  it('gets longer and shorter by keys, and goes back', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Kovač, Ana/);
    await desk.user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(screen.getByText(/Kovač, Ana: 40 minutes/)).toBeVisible();
    await desk.user.keyboard('{Escape}');
    expect(desk.requests('appointments_reschedule')).toHaveLength(0);
    await desk.user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{ArrowUp}{/Shift}{Enter}');
    await untilAsked(desk, 'appointments_reschedule');
    expect(desk.requests('appointments_reschedule')[0]).toMatchObject({
      minutes: 35,
      starts: { by: 'local', date_time: `${TODAY}T11:00:00` },
    });
    await screen.findByText(/^Kovač, Ana, .*: now 35 minutes\.$/);
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_undo_move');
    await screen.findByRole('gridcell', { name: /11:00 to 11:30, Kovač/ });
  });

  it('waits in the tray over days, screens and the lock, and is put down elsewhere', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('y');
    const tray = await screen.findByRole('region', { name: 'Tray' });
    expect(tray).toHaveTextContent('Tray: 1 visit');
    expect(tray).toHaveTextContent('Smith, John');
    expect(screen.getByRole('gridcell', { name: /Smith, John.*parked/ })).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('{Alt>}2{/Alt}{Alt>}1{/Alt}');
    await waitFor(() => expect(screen.getByRole('grid')).toHaveFocus());
    await desk.user.keyboard('{Control>}l{/Control}');
    await desk.user.type(await screen.findByLabelText('Password'), 'demo{Enter}');
    await waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull());
    await desk.user.keyboard(']');
    await screen.findByRole('heading', { name: /24 November 2026/ });
    expect(desk.requests('appointments_reschedule')).toHaveLength(0);
    await desk.user.keyboard('v');
    await screen.findByText(/^Moving Smith/);
    await desk.user.keyboard('{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_reschedule');
    expect(desk.requests('appointments_reschedule')[0]).toMatchObject({
      starts: { by: 'local', date_time: expect.stringContaining('2026-11-24T') as string },
    });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Tray' })).toBeNull());
  });

  it('goes through the tray by its key, and out of it when somebody else was faster', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('y');
    await cursorOn(desk, /Kovač, Ana/);
    await desk.user.keyboard('y');
    const tray = await screen.findByRole('region', { name: 'Tray' });
    expect(tray).toHaveTextContent('Tray: 2 visits');
    await desk.user.keyboard('v');
    await screen.findByText(/^Moving Smith/);
    await desk.user.keyboard('v');
    await screen.findByText(/^Moving Kovač/);
    await desk.user.keyboard('{Escape}');
    expect(desk.requests('appointments_reschedule')).toHaveLength(0);
    const smith = desk.clinic.visits.find((visit) => visit.patient_name.startsWith('Smith'));
    desk.clinic.change(smith?.id ?? '', 1, { status: 'cancelled' });
    await desk.user.keyboard('v');
    await screen.findByText(/Smith, John was moved or cancelled meanwhile/);
    expect(tray).toHaveTextContent('Tray: 1 visit');
    await desk.user.click(within(tray).getByRole('button', { name: /^Take Kovač/ }));
    expect(screen.queryByRole('region', { name: 'Tray' })).toBeNull();
  });

  it('goes on in the booking with the length that was refused', async () => {
    const clinic = new FakeClinic();
    const slots = clinic.slots(clinic.doctor('doctor-0'), TODAY, 1).slice(0, 2);
    const desk = await withMorning(clinic, {
      appointments_reschedule: () => {
        throw new Refuse({ kind: 'refused', refusal: { code: 'outside_hours', next: slots } });
      },
    });
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('{Shift>}{ArrowDown}{/Shift}{Enter}');
    const dialog = await screen.findByRole('dialog', { name: /^Another time for/ });
    expect(within(dialog).getByLabelText('Minutes')).toHaveValue('25');
  });

  it('stays as it is when the exchange is refused, and says why', async () => {
    const desk = await withMorning(new FakeClinic(), {
      appointments_swap: () => {
        throw new Refuse({ kind: 'stale', what: 'appointment' });
      },
    });
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('w{Escape}w');
    await desk.user.click(screen.getByRole('gridcell', { name: /Müller/ }));
    await untilAsked(desk, 'appointments_swap');
    await screen.findByText(/^Someone changed this/);
    expect(screen.getByRole('gridcell', { name: /10:20 to 10:40, Smith/ })).toBeVisible();
    expect(screen.queryByText(/^Swap Smith/)).toBeNull();
  });

  it('exchange their places by two keys, and go back together', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('w');
    expect(await screen.findByText(/^Swap Smith, John with/)).toBeVisible();
    await desk.user.keyboard('{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_swap');
    expect(await screen.findByText('Swapped: Smith, John and Müller, Jürgen.')).toBeVisible();
    expect(screen.getByRole('gridcell', { name: /10:40 to 11:00, Smith/ })).toBeVisible();
    await desk.user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByRole('gridcell', { name: /10:20 to 10:40, Smith/ })).toBeVisible();
    expect(desk.requests('appointments_take_back')).toHaveLength(1);
  });

  it('are parked, exchanged and moved together with the pointer alone', async () => {
    const desk = await withMorning();
    const visit = (name: RegExp) => screen.getByRole('gridcell', { name });
    const press = async (name: string | RegExp) =>
      desk.user.click(await screen.findByRole('button', { name }));
    await desk.user.click(visit(/Kovač, Ana/));
    await press(/^Park in the tray/);
    expect(await screen.findByRole('region', { name: 'Tray' })).toHaveTextContent('Tray: 1 visit');
    await desk.user.click(visit(/Smith, John/));
    await press(/^Swap with another/);
    await desk.user.click(visit(/Müller/));
    expect(await screen.findByText('Swapped: Smith, John and Müller, Jürgen.')).toBeVisible();
    await press('Move several visits');
    const dialog = await screen.findByRole('dialog', { name: 'Move several visits' });
    expect(within(dialog).getAllByRole('checkbox')).toHaveLength(2);
  });

  it('of a doctor move by minutes, those that can, in one write', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('{Shift>}m{/Shift}');
    const dialog = await screen.findByRole('dialog', { name: 'Move several visits' });
    expect(within(dialog).getAllByRole('checkbox')).toHaveLength(2);
    await desk.user.type(within(dialog).getByLabelText('Shift (minutes)'), '20{Tab}');
    await within(dialog).findByText('All 2 visits can be moved.');
    await desk.user.selectOptions(within(dialog).getByLabelText('To the doctor'), 'doctor-1');
    await within(dialog).findByText(/taken until 11:30 by Kovač, Ana/);
    await desk.user.click(
      within(dialog).getByRole('button', { name: 'Leave out those that cannot' }),
    );
    await within(dialog).findByText('One visit can be moved.');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'appointments_move_together');
    expect(desk.requests('appointments_move_together')[0]).toMatchObject({
      visits: [{ doctor_id: 'doctor-1', starts: { date_time: `${TODAY}T10:40:00` } }],
      series_id: null,
    });
    await screen.findByText('Moved: Smith, John.');
  });

  it('are checked before they move, however fast one types', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard('{Shift>}m{/Shift}');
    const dialog = await screen.findByRole('dialog', { name: 'Move several visits' });
    expect(within(dialog).queryByText('free')).toBeNull();
    await desk.user.type(
      within(dialog).getByLabelText('Shift (minutes)'),
      '20{Control>}{Enter}{/Control}',
    );
    await untilAsked(desk, 'appointments_move_together');
    const checked = desk.requests('appointments_check_moves').at(-1) as MoveTogether;
    const [moved] = desk.requests('appointments_move_together') as MoveTogether[];
    expect(moved?.visits).toEqual(checked.visits);
  });

  it('are marked one by one', async () => {
    const desk = await withMorning();
    await cursorOn(desk, /Smith, John/);
    await desk.user.keyboard(' ');
    expect(screen.getByRole('gridcell', { name: /Smith, John.*marked/ })).toBeVisible();
    await fireEvent.click(screen.getByRole('gridcell', { name: /Kovač/ }), { ctrlKey: true });
    await desk.user.keyboard('{Shift>}m{/Shift}');
    const dialog = await screen.findByRole('dialog', { name: 'Move several visits' });
    expect(within(dialog).getAllByRole('checkbox')).toHaveLength(2);
    expect(within(dialog).queryByLabelText('From (time)')).toBeNull();
  });
});
