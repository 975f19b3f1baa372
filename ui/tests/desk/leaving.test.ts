import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClinic } from '$dev/fakeClinic';
import { tellClosing } from '$dev/standIn';
import { unfinished } from '$lib/shared/unfinished.svelte';
import { leaving } from '$lib/users/leaving.svelte';
import { overlays } from '../../src/overlays.svelte';
import { openDesk } from '../support';

type Desk = Awaited<ReturnType<typeof openDesk>>;

async function open() {
  const clinic = new FakeClinic();
  clinic.put(0, 5, '10:20');
  const desk = await openDesk({ clinic });
  return desk;
}

const closed = (desk: Desk) => desk.requests('plugin:window|destroy').length > 0;

async function registerHalf(desk: Desk) {
  await desk.user.keyboard('{Alt>}2{/Alt}');
  await desk.user.click(await screen.findByRole('button', { name: 'Register a patient' }));
  await desk.user.type(await screen.findByLabelText('Family name'), 'Boateng');
  await desk.user.type(screen.getByLabelText('Given names'), 'Ama');
}

async function throwAway(desk: Desk) {
  await desk.user.click(screen.getByRole('button', { name: 'Throw away' }));
}

afterEach(() => leaving.goBack());

describe('closing the window', () => {
  it('closes at once where nothing is unfinished', async () => {
    const desk = await open();
    await tellClosing();
    await waitFor(() => expect(closed(desk)).toBe(true));
    expect(leaving.asking).toBeNull();
  });

  it('names what is unfinished, and stays when the person goes back', async () => {
    const desk = await open();
    await registerHalf(desk);
    await tellClosing();
    const dialog = await screen.findByRole('dialog', { name: 'Something is not finished' });
    expect(dialog).toHaveTextContent('Registering Ama Boateng is not finished.');
    await desk.user.click(within(dialog).getByRole('button', { name: 'Go back' }));
    expect(screen.getByLabelText('Family name')).toHaveValue('Boateng');
    expect(closed(desk)).toBe(false);
    await throwAway(desk);
    expect(unfinished.left()).toEqual([]);
  });

  it('leaves it when the person says so', async () => {
    const desk = await open();
    await registerHalf(desk);
    await tellClosing();
    await desk.user.click(await screen.findByRole('button', { name: 'Leave it' }));
    await waitFor(() => expect(closed(desk)).toBe(true));
    await throwAway(desk);
  });
});

describe('signing out', () => {
  it('asks first, and names the booking with a typed reason', async () => {
    const desk = await open();
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.type(screen.getByLabelText(/^Reason/), 'Fever');
    await leaving.signOut();
    const dialog = await screen.findByRole('dialog', { name: 'Something is not finished' });
    expect(dialog).toHaveTextContent('Booking for Smith, John is not finished.');
    expect(desk.requests('users_sign_out')).toHaveLength(0);
    await desk.user.click(within(dialog).getByRole('button', { name: 'Leave it' }));
    await waitFor(() => expect(desk.requests('users_sign_out')).toHaveLength(1));
    expect(unfinished.left().join()).not.toContain('Booking');
  });

  it('says on the lock only that there is something, and no names', async () => {
    const desk = await open();
    await registerHalf(desk);
    await desk.user.keyboard('{Control>}l{/Control}');
    await desk.user.click(await screen.findByRole('button', { name: 'Someone else' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('not all on the server');
    expect(screen.getByRole('alert')).not.toHaveTextContent('Boateng');
    expect(desk.requests('users_sign_out')).toHaveLength(0);
    leaving.goBack();
    await desk.user.type(screen.getByLabelText('Password'), 'demo{Enter}');
    await waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull());
    await throwAway(desk);
  });
});

describe('closing a form by Escape', () => {
  it('gives a booking back with everything in it', async () => {
    const desk = await open();
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.type(screen.getByLabelText(/^Reason/), 'Fever{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await desk.user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByLabelText(/^Reason/)).toHaveValue('Fever');
  });

  it('gives the reason of a cancellation back', async () => {
    const desk = await open();
    await desk.user.click(await screen.findByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('c');
    await desk.user.type(await screen.findByLabelText('Why is it cancelled?'), 'Call{Escape}');
    await desk.user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByLabelText('Why is it cancelled?')).toHaveValue('Call');
  });

  it('gives a series back with its rule', async () => {
    const desk = await open();
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('e');
    const dialog = await screen.findByRole('dialog', { name: /^Repeat the visit of Smith/ });
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    await desk.user.keyboard('e');
    const count = await screen.findByLabelText('How many visits');
    await desk.user.clear(count);
    await desk.user.type(count, '9{Tab}');
    expect(unfinished.left()).toEqual(['Repeating the visit of Smith, John is not finished.']);
    await desk.user.keyboard('{Escape}');
    await desk.user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByLabelText('How many visits')).toHaveValue('9');
  });

  it('gives back the visits that were being moved', async () => {
    const desk = await open();
    const visit = desk.clinic.visits[0];
    if (!visit) throw new Error('no visit');
    overlays.move({ visits: [visit], wholeDay: true });
    const shift = await screen.findByLabelText('Shift (minutes)');
    expect(unfinished.left()).toEqual([]);
    await desk.user.type(shift, '+20{Tab}');
    expect(unfinished.left()).toEqual(['Moving several visits is not finished.']);
    await desk.user.keyboard('{Escape}');
    expect(unfinished.left()).toEqual([]);
    await desk.user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByLabelText('Shift (minutes)')).toHaveValue('+20');
  });

  it('says nothing where nothing was typed', async () => {
    const desk = await open();
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('gives a patient back who is being registered', async () => {
    const desk = await open();
    await registerHalf(desk);
    await desk.user.keyboard('{Escape}');
    await desk.user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByLabelText('Given names')).toHaveValue('Ama');
    await throwAway(desk);
  });
});
