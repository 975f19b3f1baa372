import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic } from '$dev/fakeClinic';
import { makeMessage } from '$dev/fakeMessages';
import { tellFeed } from '$dev/standIn';
import { openDesk, seriousFaults, untilAsked } from '../support';

async function withMessages(fill: (clinic: FakeClinic) => void) {
  const clinic = new FakeClinic();
  fill(clinic);
  const desk = await openDesk({ clinic });
  await desk.user.keyboard('{Alt>}m{/Alt}');
  const panel = await screen.findByRole('dialog', { name: 'Messages' });
  return { desk, panel };
}

describe('the messages to patients', () => {
  it('say what to expect while there are none', async () => {
    const { panel } = await withMessages(() => undefined);
    expect(await within(panel).findByText(/Nothing was written to anybody/)).toBeVisible();
  });

  it('open on what did not go, with why, and the desk is told without opening them', async () => {
    const { panel } = await withMessages((clinic) => {
      makeMessage(clinic, 5, 'sent');
      makeMessage(clinic, 6, 'failed', {
        problem: 'address_refused',
        problem_detail: '550 No such user here',
      });
      makeMessage(clinic, 7, 'unknown', { problem: 'no_answer' });
    });
    expect(await within(panel).findByText(/550 No such user here/)).toBeVisible();
    expect(within(panel).getByText('not known whether it went')).toBeVisible();
    expect(within(panel).queryByText(/patient5@example.org/)).toBeNull();
    expect(
      screen.getByRole('button', { name: '2 messages did not go', hidden: true }),
    ).toBeInTheDocument();
    expect(await seriousFaults()).toEqual([]);
  });

  it('are filtered by one key', async () => {
    const { desk, panel } = await withMessages((clinic) => {
      makeMessage(clinic, 5, 'sent');
      makeMessage(clinic, 6, 'pending');
    });
    await within(panel).findByText(/patient5@example.org/);
    await desk.user.keyboard('f');
    await waitFor(() => expect(within(panel).queryByText(/patient5@example.org/)).toBeNull());
    expect(within(panel).getByText(/patient6@example.org/)).toBeVisible();
    expect(within(panel).getByRole('button', { name: /^Waiting/, pressed: true })).toBeVisible();
    await desk.user.click(within(panel).getByRole('button', { name: 'Sent' }));
    expect(await within(panel).findByText(/patient5@example.org/)).toBeVisible();
  });

  it('are tried again and withdrawn by one key each', async () => {
    const { desk, panel } = await withMessages((clinic) => {
      makeMessage(clinic, 6, 'failed', { problem: 'deferred' });
    });
    await within(panel).findByText(/the mail server put it off/);
    await desk.user.keyboard('t');
    await untilAsked(desk, 'messages_try_again');
    expect(desk.requests('messages_try_again')[0]).toMatchObject({ row_version: 2 });
    expect(await screen.findByText(/goes out now/)).toBeVisible();
    await desk.user.click(within(panel).getByRole('button', { name: 'All' }));
    await within(panel).findByText(/patient6@example.org/);
    await desk.user.keyboard('{Delete}');
    await untilAsked(desk, 'messages_withdraw');
    expect(await within(panel).findByText('withdrawn by the desk')).toBeVisible();
    expect(within(panel).queryByRole('button', { name: /Withdraw|Send now/ })).toBeNull();
  });

  it('follow the other workstations, and say when none goes at present', async () => {
    const { desk, panel } = await withMessages(() => undefined);
    makeMessage(desk.clinic, 5, 'pending', { problem: 'sign_in_refused' });
    await tellFeed({ state: 'online', resource_ids: [], topics: ['messages'], returned: false });
    expect(
      await within(panel).findByText(
        /Messages cannot go: the mail server refused the name or the password/,
      ),
    ).toBeVisible();
    await desk.user.keyboard('{Escape}');
    expect(
      await screen.findByRole('button', { name: 'Messages wait and do not go' }),
    ).toBeVisible();
  });

  it('say when nobody sends what is due', async () => {
    const { panel } = await withMessages((clinic) => {
      makeMessage(clinic, 5, 'pending', { next_try_at: '2020-01-01T00:00:00Z' });
    });
    expect(await within(panel).findByText(/no workstation sends them/)).toBeVisible();
  });
});

describe('what the clinic calls off', () => {
  it('is told, unlike what the patient or a mistake calls off', async () => {
    const clinic = new FakeClinic();
    const visits = ['10:20', '10:40', '11:00'].map((clock, at) => clinic.put(0, 5 + at, clock));
    const desk = await openDesk({ clinic });
    const callOff = async (at: number, how: (dialog: HTMLElement) => Promise<void>) => {
      const name = new RegExp(visits[at]?.patient_name ?? '');
      await desk.user.click(await screen.findByRole('gridcell', { name }));
      await desk.user.keyboard('c');
      await how(await screen.findByRole('dialog', { name: /Cancel/ }));
    };
    await callOff(0, () => desk.user.keyboard('{Alt>}2{/Alt}'));
    await untilAsked(desk, 'appointments_cancel');
    await callOff(1, () => desk.user.keyboard('{Alt>}4{/Alt}'));
    await untilAsked(desk, 'appointments_cancel', 2);
    await callOff(2, async (dialog) => {
      await desk.user.click(within(dialog).getByLabelText(/The clinic calls it off/));
      await desk.user.type(within(dialog).getByLabelText(/Why is it/), 'Power cut{Enter}');
    });
    await untilAsked(desk, 'appointments_cancel', 3);
    expect(desk.requests('appointments_cancel')).toMatchObject([
      { by: 'clinic' },
      { by: 'mistake' },
      { by: 'clinic', reason: 'Power cut' },
    ]);
  });
});

describe('consent to e-mail', () => {
  it('needs an address, and is saved with it', async () => {
    const desk = await openDesk();
    await desk.user.click(screen.getByRole('button', { name: 'Patients' }));
    await desk.user.keyboard('zola dimitrova{Alt>}n{/Alt}');
    const form = await screen.findByRole('dialog', { name: 'Register a patient' });
    const consent = within(form).getByLabelText(/May be written to by e-mail/);
    expect(consent).not.toBeChecked();
    await desk.user.click(consent);
    const email = within(form).getByLabelText(/^E-mail/);
    await desk.user.click(email);
    await desk.user.tab();
    expect(email).toHaveAttribute('aria-invalid', 'true');
    await desk.user.type(email, 'ada@example.org');
    expect(email).not.toHaveAttribute('aria-invalid', 'true');
    await desk.user.type(within(form).getByLabelText('Birth date'), '28.2.1990');
    await desk.user.click(within(form).getByRole('button', { name: 'Register' }));
    await untilAsked(desk, 'patients_register');
    expect(desk.requests('patients_register')[0]).toMatchObject({
      form: { email: 'ada@example.org', email_consent: true },
    });
  });
});
