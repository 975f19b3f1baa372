import { screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClinic } from '$dev/fakeClinic';
import { leaving } from '$lib/users/leaving.svelte';
import { openDesk, seriousFaults } from '../support';

type Desk = Awaited<ReturnType<typeof openDesk>>;
const openVisit = async (desk: Desk) => {
  await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
  await screen.findByRole('dialog', { name: 'Smith, John' });
};

const screens: Record<string, (desk: Desk) => Promise<unknown>> = {
  'the day sheet': async (desk) => {
    screen.getByRole('grid').focus();
    await desk.user.keyboard('{ArrowDown}x');
    await screen.findByRole('gridcell', { name: /Cancelled/ });
  },
  'the visit card': openVisit,
  cancelling: async (desk) => {
    await openVisit(desk);
    await desk.user.keyboard('c');
    await screen.findByLabelText('Why is it cancelled?');
  },
  'the search': async (desk) => {
    await desk.user.keyboard('/sm');
    await screen.findByRole('option', { name: /Smythe/ });
  },
  booking: async (desk) => {
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
  },
  registering: async (desk) => {
    await desk.user.keyboard('{Alt>}2{/Alt}');
    await desk.user.click(await screen.findByRole('button', { name: 'Register a patient' }));
    await desk.user.type(await screen.findByLabelText('Family name'), 'smith');
    await screen.findByText('Almost certainly the same person');
  },
  patients: async (desk) => {
    await desk.user.keyboard('{Alt>}2{/Alt}');
    await desk.user.type(
      await screen.findByRole('combobox', { name: 'Find a patient' }),
      'smith{Enter}',
    );
    await screen.findByRole('heading', { name: 'Smith, John' });
  },
  'going to a date': async (desk) => {
    await desk.user.keyboard('g');
    await screen.findByRole('dialog', { name: 'Go to a date' });
  },
  'the help': async (desk) => {
    await desk.user.keyboard('?');
    await screen.findByRole('dialog', { name: 'Keys of this screen' });
  },
  leaving: async (desk) => {
    await desk.user.keyboard('bsmith{Enter}');
    await desk.user.type(await screen.findByLabelText(/^Reason/), 'Fever');
    await leaving.signOut();
    await screen.findByRole('dialog', { name: 'Something is not finished' });
  },
  'the lock': async (desk) => {
    await desk.user.keyboard('{Control>}l{/Control}');
    await screen.findByRole('button', { name: 'Unlock' });
  },
};

afterEach(() => leaving.goBack());

describe('axe finds nothing critical or serious', () => {
  it('on signing in', async () => {
    await openDesk({ signedIn: false });
    expect(await seriousFaults()).toEqual([]);
  });

  it.each(Object.keys(screens))('on %s', async (name) => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '10:20');
    clinic.put(0, 6, '11:20', 'cancelled');
    const desk = await openDesk({ clinic });
    await screens[name]?.(desk);
    expect(await seriousFaults()).toEqual([]);
  });
});
