import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, NOW, TODAY } from '$dev/fakeClinic';
import { tellFeed } from '$dev/standIn';
import { wall } from '$lib/appointments/wall.svelte';
import { openDesk, seriousFaults, untilAsked } from '../support';

const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

function houseful() {
  const clinic = new FakeClinic();
  clinic.put(0, 5, '09:20', 'checked_in', { arrived_at: ago(41) });
  clinic.put(1, 9, '10:00', 'arrived', { arrived_at: ago(20) });
  clinic.put(2, 2, '10:00', 'checked_in', { arrived_at: ago(5) });
  clinic.put(0, 3, '09:00', 'checked_in', {
    arrived_at: ago(60),
    in_room_at: ago(12),
    room_id: 'room-0',
    room_name: 'Blue',
  });
  return clinic;
}
const openBoard = async (desk: Awaited<ReturnType<typeof openDesk>>) => {
  await desk.user.keyboard('{Alt>}4{/Alt}');
  const grid = await screen.findByRole('grid', { name: 'Who is in the house' });
  // Nothing makes the screens that are not shown inert here.
  grid.focus();
  return grid;
};
const rows = () => screen.getAllByRole('row', { selected: undefined }).slice(0);
const names = () =>
  within(screen.getByRole('grid', { name: 'Who is in the house' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent ?? '');

describe('the waiting room', () => {
  it('has the longest wait on top, alerts in words, and who is in a room below', async () => {
    const desk = await openDesk({ clinic: houseful() });
    await openBoard(desk);
    const [first, second, third, last] = names();
    expect(first).toMatch(/41 min.*over 30 min.*Smith, John/s);
    expect(second).toMatch(/20 min.*over 15 min.*Kovač, Ana/s);
    expect(third).not.toContain('over');
    expect(last).toMatch(/Lindqvist.*In the room/s);
    expect(rows().length).toBeGreaterThan(4);
    expect(await seriousFaults()).toEqual([]);
  });

  it('calls the first into a free room by R and a number, and takes it back', async () => {
    const desk = await openDesk({ clinic: houseful() });
    await openBoard(desk);
    await desk.user.keyboard('r');
    const dialog = await screen.findByRole('dialog', { name: 'Room for Smith, John' });
    expect(await within(dialog).findByText(/Lindqvist/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    // The room that is used is not taken.
    await desk.user.keyboard('1');
    expect(desk.requests('appointments_assign_room')).toHaveLength(0);
    await desk.user.keyboard('2');
    await untilAsked(desk, 'appointments_assign_room');
    expect(desk.requests('appointments_assign_room')[0]).toMatchObject({
      room_id: 'room-1',
      patient: 'in_room',
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(names()[0]).toContain('Kovač'));
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_assign_room', 2);
    expect(desk.requests('appointments_assign_room')[1]).toMatchObject({
      room_id: null,
      patient: 'waiting',
    });
    await waitFor(() => expect(names()[0]).toContain('Smith'));
  });

  it('follows other workstations and keeps the cursor on its patient', async () => {
    const clinic = houseful();
    const desk = await openDesk({ clinic });
    const grid = await openBoard(desk);
    await desk.user.keyboard('{ArrowDown}');
    const selected = () =>
      document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent;
    await waitFor(() => expect(selected()).toContain('Kovač'));
    clinic.put(3, 6, '10:20', 'arrived', { arrived_at: ago(50) });
    await tellFeed({ state: 'online', resource_ids: [4], topics: [], returned: false });
    await waitFor(() => expect(names()[0]).toContain('Smythe'));
    expect(selected()).toContain('Kovač');
  });

  it('says that nobody is there, and what went wrong', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Alt>}4{/Alt}');
    expect(await screen.findByText('Nobody is in the house.')).toBeVisible();
  });
});

describe('the wall', () => {
  it('shows numbers, doctors and rooms, nobody’s name, and is left by the password', async () => {
    const desk = await openDesk({ clinic: houseful() });
    await openBoard(desk);
    await desk.user.keyboard('w');
    const shown = await screen.findByRole('main', { name: 'Wall screen' });
    await within(shown).findByText('Blue');
    for (const name of ['Smith', 'Kovač', 'Lindqvist']) expect(shown).not.toHaveTextContent(name);
    expect(document.querySelector('.desk')).toHaveProperty('inert', true);
    expect(await seriousFaults()).toEqual([]);
    // Keys of the desk rest.
    await desk.user.keyboard('b{Control>}z{/Control}');
    expect(screen.queryByRole('dialog')).toBeNull();
    await desk.user.keyboard('{Escape}');
    await screen.findByRole('button', { name: 'Unlock' });
    await untilAsked(desk, 'users_lock');
    expect(wall.shown).toBe(false);
    await desk.user.type(screen.getByLabelText('Password'), 'demo{Enter}');
    expect(await screen.findByRole('grid', { name: 'Who is in the house' })).toBeVisible();
  });

  it('is read again when somebody is called elsewhere', async () => {
    const clinic = houseful();
    const desk = await openDesk({ clinic });
    await openBoard(desk);
    await desk.user.keyboard('w');
    await screen.findByText('Blue');
    clinic.put(3, 6, '10:20', 'checked_in', {
      arrived_at: ago(3),
      in_room_at: NOW,
      room_id: 'room-2',
      room_name: 'Red',
    });
    await tellFeed({ state: 'online', resource_ids: [4], topics: [], returned: false });
    expect(await screen.findByText('Red')).toBeVisible();
    wall.close();
  });
});

describe('who has not come', () => {
  it('is proposed, entered one by one or together, and undone', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '08:00');
    clinic.put(1, 9, '08:30', 'confirmed');
    clinic.put(1, 3, '08:00', 'completed');
    clinic.put(0, 6, '15:00');
    const desk = await openDesk({ clinic });
    expect(screen.getByRole('button', { name: '2 have not come' })).toBeVisible();
    await desk.user.keyboard('{Shift>}N{/Shift}');
    const dialog = await screen.findByRole('dialog', { name: 'Who has not come?' });
    await within(dialog).findByText('Smith, John');
    expect(within(dialog).queryByText('Smythe, Joan')).toBeNull();
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('n');
    await within(dialog).findByText('No-show', { selector: '.mark' });
    await desk.user.keyboard('a');
    await waitFor(() =>
      expect(within(dialog).getAllByText('No-show', { selector: '.mark' })).toHaveLength(2),
    );
    await desk.user.keyboard('{Control>}z{/Control}');
    await within(dialog).findByText('Scheduled', { selector: '.mark' });
    expect(desk.requests('appointments_step')).toHaveLength(3);
    await desk.user.keyboard('{Escape}');
    expect(await screen.findByRole('button', { name: '1 has not come' })).toBeVisible();
  });
});

describe('a visit’s card', () => {
  it('tells each step’s time and how long it took', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '09:20', 'completed', {
      arrived_at: `${TODAY}T09:10:00Z`,
      checked_in_at: `${TODAY}T09:12:00Z`,
      in_room_at: `${TODAY}T09:31:00Z`,
      completed_at: `${TODAY}T09:50:00Z`,
    });
    const desk = await openDesk({ clinic });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Smith, John' });
    expect(dialog).toHaveTextContent('09:12 · 2 min later');
    expect(dialog).toHaveTextContent('09:31 · waited 21 min');
    expect(dialog).toHaveTextContent('09:50 · took 19 min');
  });

  it('counts late cancels and no-shows on the patient', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '09:20', 'cancelled', { late_cancel: true, cancelled_at: NOW });
    clinic.put(0, 5, '08:20', 'no_show');
    const desk = await openDesk({ clinic });
    await desk.user.keyboard('x');
    await desk.user.click(await screen.findByRole('gridcell', { name: /Cancelled/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Smith, John' });
    expect(within(dialog).getAllByText('Late cancel')[0]).toBeVisible();
    await desk.user.keyboard('p');
    expect(await screen.findByText('1 late cancel')).toBeVisible();
    expect(screen.getByText('1 no-show')).toBeVisible();
  });
});

describe('a step', () => {
  it('that does not follow says why', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '09:20', 'checked_in', { arrived_at: ago(41) });
    clinic.put(1, 9, '16:00');
    const desk = await openDesk({ clinic });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await screen.findByRole('dialog', { name: 'Smith, John' });
    await desk.user.keyboard('n');
    expect(
      await screen.findByText(/Smith, John is in the house \(Checked in\), so it is no no-show\./),
    ).toBeVisible();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await desk.user.keyboard('a');
    expect(
      await screen.findByText(/Arrived does not follow here: the visit of Smith, John/),
    ).toBeVisible();
    await desk.user.click(screen.getByRole('gridcell', { name: /Kovač, Ana/ }));
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await desk.user.keyboard('n');
    expect(await screen.findByText(/Kovač, Ana is no no-show yet/)).toBeVisible();
    expect(desk.requests('appointments_step')).toHaveLength(0);
    // The help tells only of what can be done.
    await desk.user.keyboard('?');
    const help = await screen.findByRole('dialog', { name: /[Kk]eys/ });
    expect(within(help).queryByText('Done')).toBeNull();
  });

  it('with a visit of another day names that day, and is undone', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '08:40', 'scheduled', {
      starts_at: '2026-11-24T08:40:00Z',
      ends_at: '2026-11-24T09:00:00Z',
      starts_local: '2026-11-24T08:40:00',
      ends_local: '2026-11-24T09:00:00',
    });
    const desk = await openDesk({ clinic });
    await desk.user.keyboard(']');
    await desk.user.click(await screen.findByRole('gridcell', { name: /Smith, John/ }));
    await screen.findByRole('dialog', { name: 'Smith, John' });
    await desk.user.keyboard('i');
    expect(
      await screen.findByText('Smith, John is checked in. Their visit is Tue 24 Nov, 08:40.'),
    ).toBeVisible();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await desk.user.click(screen.getByRole('button', { name: 'Undo' }));
    await untilAsked(desk, 'appointments_step', 2);
    expect(desk.requests('appointments_step')[1]).toMatchObject({ step: 'take_back' });
  });
});
