import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { receptionist } from '$dev/fakeClinic';
import { Refuse, type Answers } from '$dev/standIn';
import { openDesk, seriousFaults, untilAsked } from '../support';

const OWN = 'seven tall herons wading';

/** Someone who signs in with the password that the administrator gave them. */
async function newcomer(answers: Answers = {}) {
  const desk = await openDesk({
    signedIn: false,
    answers: {
      users_sign_in: () => ({ ...receptionist, actions: [], password_change_due: true }),
      ...answers,
    },
  });
  await desk.user.type(screen.getByLabelText('E-mail'), 'rita@demo.clinic');
  await desk.user.type(screen.getByLabelText('Password'), 'demo{Enter}');
  await screen.findByRole('heading', { name: 'Choose your own password' });
  return desk;
}

async function fill(desk: Awaited<ReturnType<typeof newcomer>>, texts: [string, string, string]) {
  const labels = ['Present password', 'New password', 'New password once more'];
  for (const [at, label] of labels.entries()) {
    const field = screen.getByLabelText(label);
    await desk.user.clear(field);
    if (texts[at]) await desk.user.type(field, texts[at]);
  }
  await desk.user.keyboard('{Enter}');
}

describe('a password that somebody else set', () => {
  it('is changed before anything of the desk is there', async () => {
    const desk = await newcomer();
    expect(screen.getByLabelText('Present password')).toHaveFocus();
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(desk.requests('appointments_day_sheet')).toHaveLength(0);
    expect(await seriousFaults()).toEqual([]);
    await fill(desk, ['demo', OWN, OWN]);
    await screen.findByRole('row', { name: 'Dr Ama Osei' });
    expect(desk.requests('users_change_password')).toMatchObject([
      { password: 'demo', new_password: OWN },
    ]);
    expect(JSON.stringify({ ...localStorage })).not.toContain(OWN);
  });

  it('says at the field what is wrong, and keeps the rest', async () => {
    const desk = await newcomer();
    await fill(desk, ['', OWN, 'something else']);
    expect(await screen.findByText('The two new passwords are not the same.')).toBeVisible();
    expect(screen.getByText('Needed.')).toBeVisible();
    expect(desk.requests('users_change_password')).toHaveLength(0);
    await fill(desk, ['demo', 'short', 'short']);
    expect(await screen.findByText('At least 10 characters.')).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText('New password')).toHaveFocus());
    await fill(desk, ['not this one', OWN, OWN]);
    expect(await screen.findByRole('alert')).toHaveTextContent('The password is wrong.');
    await waitFor(() => expect(screen.getByLabelText('Present password')).toHaveFocus());
    expect(screen.getByLabelText('Present password')).toHaveValue('');
    expect(screen.getByLabelText('New password')).toHaveValue(OWN);
  });

  it('says how long to wait, and sends the same change again after silence', async () => {
    const refused: ConstructorParameters<typeof Refuse>[0][] = [
      { kind: 'offline', cause: 'unreachable', detail: '' },
      { kind: 'refused', refusal: { code: 'throttled', wait_seconds: 30 } },
    ];
    const desk = await newcomer({
      users_change_password: () => {
        const error = refused.shift();
        if (error) throw new Refuse(error);
        return { ...receptionist, password_change_due: false };
      },
    });
    await fill(desk, ['demo', OWN, OWN]);
    expect(await screen.findByText(/does not answer/)).toBeVisible();
    await fill(desk, ['demo', OWN, OWN]);
    expect(await screen.findByText(/Try again in 30 seconds/)).toBeVisible();
    const [first, second] = desk.requests('users_change_password') as { request_id: string }[];
    expect(second?.request_id).toBe(first?.request_id);
    await fill(desk, ['demo', OWN, OWN]);
    await screen.findByRole('row', { name: 'Dr Ama Osei' });
  });

  it('may be left by signing out', async () => {
    const desk = await newcomer();
    await desk.user.click(screen.getByRole('button', { name: 'Sign out' }));
    await untilAsked(desk, 'users_sign_out');
    expect(await screen.findByLabelText('E-mail')).toBeVisible();
  });
});
