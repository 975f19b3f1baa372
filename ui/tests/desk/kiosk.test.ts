import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from '../../src/App.svelte';
import type { KioskGuest, KioskTime, KioskVisit } from '$lib/shared/contract';
import { session } from '$lib/users/session.svelte';
import { FakeClinic, NOW, receptionist, TODAY } from '$dev/fakeClinic';
import { Refuse, standIn, type Answers } from '$dev/standIn';
import { seriousFaults } from '../support';

const due: KioskVisit = {
  id: 'visit-1',
  reference: 'NCD-FNX',
  starts_local: `${TODAY}T10:20:00`,
  doctor_name: 'Dr Ama Osei',
  location_name: 'Harbour',
  standing: 'due',
};
const later: KioskVisit = {
  ...due,
  id: 'visit-2',
  starts_local: '2026-12-01T09:00:00',
  standing: 'later',
};
const guest: KioskGuest = { given_name: 'Joan', reference: 'P-7K3M9Q', visits: [due, later] };
const time: KioskTime = {
  doctor_id: 'doctor-0',
  doctor_name: 'Dr Ama Osei',
  starts_at: `${TODAY}T15:00:00Z`,
  starts_local: `${TODAY}T15:00:00`,
  minutes: 20,
};

afterEach(() => vi.useRealTimers());

/** A kiosk with one location, and somebody who can be recognised. */
async function openKiosk(answers: Answers = {}) {
  cleanup();
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: Date.parse(NOW) });
  session.view = null;
  session.covered = null;
  const { asked } = standIn({
    ...new FakeClinic().answers(),
    users_current_session: () => ({
      ...receptionist,
      user_id: `kiosk-${Math.random()}`,
      name: 'Kiosk',
      role: 'kiosk',
      actions: ['use_kiosk'],
    }),
    kiosk_place: () => ({
      locations: [{ id: 'location-0', name: 'Harbour' }],
      doctors: [{ id: 'doctor-0', name: 'Dr Ama Osei' }],
      specialties: [{ id: 'specialty-0', name: 'General practice' }],
    }),
    kiosk_enter: () => guest,
    kiosk_check_in: () => ({ ...due, standing: 'checked_in' }),
    kiosk_times: () => [time],
    kiosk_book: () => ({ ...due, reference: 'H6X-HY6', standing: 'later' }),
    kiosk_register: () => ({ ...guest, visits: [] }),
    ...answers,
  });
  const user = userEvent.setup({ delay: null });
  render(App);
  await screen.findByText('What would you like to do?');
  return {
    user,
    requests: (name: string) => asked.filter((one) => one.name === name).map((one) => one.request),
  };
}

async function sayWho({ user }: Awaited<ReturnType<typeof openKiosk>>) {
  const birthDate = await screen.findByLabelText('Birth date');
  await waitFor(() => expect(birthDate).toHaveFocus());
  await user.keyboard('22.3.1979');
  await user.tab();
  await user.keyboard('ncd fnx{Enter}');
}

describe('the kiosk', () => {
  it('checks in by keys alone, by birth date and reference', async () => {
    const kiosk = await openKiosk();
    expect(await seriousFaults()).toEqual([]);
    await waitFor(() =>
      expect(screen.getByRole('button', { name: /I have an appointment/ })).toHaveFocus(),
    );
    await kiosk.user.keyboard('{Enter}');
    await sayWho(kiosk);
    expect(await screen.findByText('Hello Joan')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Check in' })).toHaveFocus());
    await kiosk.user.keyboard('{Enter}');
    expect(await screen.findByText('You are checked in')).toBeVisible();
    expect(screen.getByText('NCD-FNX')).toBeVisible();
    const proof = { birth_date: '1979-03-22', reference: 'ncd fnx' };
    expect(kiosk.requests('kiosk_enter')).toMatchObject([{ proof, location_id: 'location-0' }]);
    expect(kiosk.requests('kiosk_check_in')).toMatchObject([{ proof, appointment_id: 'visit-1' }]);
    await kiosk.user.keyboard('{Enter}');
    await kiosk.user.click(await screen.findByRole('button', { name: /I have an appointment/ }));
    expect(await screen.findByLabelText('Birth date')).toHaveValue('');
    expect(screen.getByLabelText('Reference')).toHaveValue('');
  });

  it('says that it found nobody and keeps what was typed', async () => {
    const kiosk = await openKiosk({
      kiosk_enter: () => {
        throw new Refuse({ kind: 'refused', refusal: { code: 'kiosk_unknown' } });
      },
    });
    await kiosk.user.click(screen.getByRole('button', { name: /I have an appointment/ }));
    await sayWho(kiosk);
    expect(await screen.findByRole('alert')).toHaveTextContent('We could not find you.');
    expect(screen.getByLabelText('Reference')).toHaveValue('ncd fnx');
  });

  it('books a free time, and another one when somebody was faster', async () => {
    let faster = true;
    const kiosk = await openKiosk({
      kiosk_book: () => {
        if (!faster) return { ...due, reference: 'H6X-HY6', standing: 'later' };
        faster = false;
        throw new Refuse({ kind: 'refused', refusal: { code: 'kiosk_time_gone' } });
      },
    });
    await kiosk.user.click(screen.getByRole('button', { name: /Book a visit/ }));
    await sayWho(kiosk);
    await kiosk.user.click(await screen.findByRole('button', { name: /15:00/ }));
    await kiosk.user.click(await screen.findByRole('button', { name: 'Book it' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This time is no longer free.');
    const whom = await screen.findByRole('button', { name: 'With whom: Whoever is free first' });
    expect(await screen.findByRole('alert')).toHaveTextContent('This time is no longer free.');
    await kiosk.user.click(whom);
    const choices = screen.getByRole('group', { name: 'With whom' });
    await kiosk.user.click(within(choices).getByRole('button', { name: 'Dr Ama Osei' }));
    expect(screen.queryByRole('group', { name: 'With whom' })).toBeNull();
    await kiosk.user.click(await screen.findByRole('button', { name: /15:00/ }));
    await kiosk.user.click(await screen.findByRole('button', { name: 'Book it' }));
    expect(await screen.findByText('Your visit is booked')).toBeVisible();
    expect(screen.getByText('H6X-HY6')).toBeVisible();
    expect(kiosk.requests('kiosk_times').at(-1)).toMatchObject({
      over: { over: 'doctors', doctor_ids: ['doctor-0'] },
    });
    const [first, second] = kiosk.requests('kiosk_book') as { appointment_id: string }[];
    expect(second?.appointment_id).not.toBe(first?.appointment_id);
  });

  it('registers a newcomer, shows their reference, and books for them', async () => {
    const kiosk = await openKiosk();
    await kiosk.user.click(screen.getByRole('button', { name: /I am new here/ }));
    await kiosk.user.type(await screen.findByLabelText('Given names'), 'Joan');
    await kiosk.user.type(screen.getByLabelText('Family name'), 'O’Dowd');
    await kiosk.user.type(screen.getByLabelText('Birth date'), '22/3/1979');
    await kiosk.user.type(screen.getByLabelText('Phone'), '020 7946 0018{Enter}');
    expect(await screen.findByText('P-7K3M9Q')).toBeVisible();
    await kiosk.user.click(screen.getByRole('button', { name: 'Book a visit' }));
    await screen.findByRole('button', { name: /15:00/ });
    expect(kiosk.requests('kiosk_register')).toMatchObject([
      { form: { given_name: 'Joan', birth_date: '1979-03-22' } },
    ]);
    expect(kiosk.requests('kiosk_times')).toMatchObject([
      { proof: { birth_date: '1979-03-22', reference: 'P-7K3M9Q' } },
    ]);
  });

  it('marks every needed field that is empty, at once', async () => {
    const missing = (field: string) => ({ field, problem: { code: 'missing' as const } });
    const kiosk = await openKiosk({
      kiosk_register: () => {
        throw new Refuse({
          kind: 'invalid',
          fields: ['family_name', 'birth_date', 'phone'].map(missing),
        });
      },
    });
    await kiosk.user.click(screen.getByRole('button', { name: /I am new here/ }));
    await kiosk.user.type(await screen.findByLabelText('Given names'), 'Joan{Enter}');
    await waitFor(() => expect(screen.getByLabelText('Family name')).toBeInvalid());
    for (const label of ['Family name', 'Birth date', 'Phone']) {
      expect(screen.getByLabelText(label)).toBeInvalid();
    }
    expect(screen.getByLabelText('Given names')).not.toBeInvalid();
    await kiosk.user.click(screen.getByRole('button', { name: 'Female' }));
    expect(screen.getByRole('button', { name: 'Female' })).toHaveAttribute('aria-pressed', 'true');
  });

  it('forgets whoever walks away, after it asked', async () => {
    const kiosk = await openKiosk();
    await kiosk.user.click(screen.getByRole('button', { name: /I have an appointment/ }));
    await sayWho(kiosk);
    await screen.findByText('Hello Joan');
    vi.advanceTimersByTime(46_000);
    await kiosk.user.click(await screen.findByRole('button', { name: 'I am still here' }));
    expect(await screen.findByText('Hello Joan')).toBeVisible();
    vi.advanceTimersByTime(61_000);
    expect(await screen.findByText('What would you like to do?')).toBeVisible();
    expect(screen.queryByText(/Joan/)).toBeNull();
  });

  it('is left by the password alone', async () => {
    let opened = false;
    const kiosk = await openKiosk({
      users_unlock: ({ password }) => {
        opened = password === 'right';
        if (opened) return { ...receptionist, role: 'kiosk', actions: ['use_kiosk'] };
        throw new Refuse({ kind: 'refused', refusal: { code: 'wrong_credentials' } });
      },
    });
    await kiosk.user.click(screen.getByRole('button', { name: 'Staff' }));
    await waitFor(() => expect(screen.getByLabelText('Password')).toHaveFocus());
    await kiosk.user.keyboard('wrong{Enter}');
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Sign in' })).toBeNull();
    await kiosk.user.keyboard('right{Enter}');
    expect(await screen.findByRole('button', { name: 'Sign in' })).toBeVisible();
    expect(opened).toBe(true);
  });
});
