import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '$lib/shared/contract';
import { FakeClinic } from '$dev/fakeClinic';
import { Refuse, tellFeed } from '$dev/standIn';
import { openDesk, untilAsked } from '../support';

async function bookSmith(desk: Awaited<ReturnType<typeof openDesk>>) {
  await desk.user.keyboard('bsmith{Enter}');
  await screen.findByRole('option', { name: /10:30/, selected: true });
}

function busy(clinic: FakeClinic): Refusal {
  const taken = clinic.put(1, 9, '10:30');
  return {
    code: 'doctor_busy',
    appointment_id: taken.id,
    doctor_name: taken.doctor_name,
    held_by: taken.patient_name,
    until_local: taken.ends_local,
    next: [],
  };
}

describe('the list of free times', () => {
  it('chooses by a click and books by a second one', async () => {
    const desk = await openDesk();
    await bookSmith(desk);
    const [later] = screen.getAllByRole('option', { name: /11:30/ });
    if (!later) throw new Error('no such time');
    await desk.user.click(later);
    expect(later).toHaveAttribute('aria-selected', 'true');
    expect(desk.requests('appointments_book')).toHaveLength(0);
    await desk.user.click(later);
    await untilAsked(desk, 'appointments_book');
  });

  it('keeps the reason for a time outside the hours when something else is in the way', async () => {
    const clinic = new FakeClinic();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: ({ override_reason }) => {
          const outside: Refusal = { code: 'outside_hours', next: [] };
          throw new Refuse({ kind: 'refused', refusal: override_reason ? busy(clinic) : outside });
        },
      },
    });
    await bookSmith(desk);
    await desk.user.keyboard('{Enter}');
    await desk.user.type(await screen.findByLabelText('Why outside the hours'), 'Fever{Enter}');
    expect(await screen.findByText(/is taken until 11:00 by Kovač/)).toBeVisible();
    expect(screen.getByLabelText('Why outside the hours')).toHaveValue('Fever');
  });

  it('goes on with anyone after a lost race', async () => {
    const clinic = new FakeClinic();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: () => {
          throw new Refuse({ kind: 'refused', refusal: busy(clinic) });
        },
      },
    });
    await bookSmith(desk);
    await desk.user.keyboard('a{Enter}');
    expect(await screen.findByText(/is taken until 11:00 by Kovač/)).toBeVisible();
    await waitFor(() =>
      expect(screen.getAllByRole('option', { name: /Osei/ }).length).toBeGreaterThan(0),
    );
    expect(screen.getAllByRole('option', { name: /Ortega/ }).length).toBeGreaterThan(0);
  });

  it('looks for anyone where the patient has no usual doctor', async () => {
    const clinic = new FakeClinic();
    const smith = clinic.patients[5];
    if (smith) clinic.patients[5] = { ...smith, usual_doctor_id: null };
    const desk = await openDesk({ clinic });
    await desk.user.keyboard('bsmith{Enter}');
    expect(await screen.findByRole('button', { name: /^Anyone/, pressed: true })).toBeVisible();
    expect(screen.getByRole('button', { name: /^Usual doctor/ })).toBeDisabled();
    await screen.findAllByRole('option', { name: /Osei/ });
  });
});

describe('the search for a patient', () => {
  it('registers nobody by digits unless that is chosen', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('/26 Feb 1992{Enter}');
    await screen.findByText(/Nobody is found by/);
    const register = screen.getByRole('option', { name: /Register “26 Feb 1992”/ });
    expect(register).toHaveAttribute('aria-selected', 'false');
    expect(screen.queryByRole('dialog', { name: 'Register a patient' })).toBeNull();
    await desk.user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Register a patient' })).toBeVisible();
  });

  it('offers to register a name that nobody has', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('/Dimitrova{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Register a patient' })).toBeVisible();
  });
});

describe('a server that is slow or away', () => {
  it('is said to be awaited, and waiting can be stopped with nothing lost', async () => {
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    let answer: () => void = () => undefined;
    const desk = await openDesk({
      clinic,
      answers: {
        patients_register: async (request) => {
          await new Promise<void>((resolve) => (answer = resolve));
          return answers.patients_register(request);
        },
      },
    });
    await desk.user.keyboard('{Alt>}2{/Alt}');
    await desk.user.click(await screen.findByRole('button', { name: 'Register a patient' }));
    const form = await screen.findByRole('dialog', { name: 'Register a patient' });
    await desk.user.type(within(form).getByLabelText('Family name'), 'Dimitrova');
    await desk.user.type(within(form).getByLabelText('Birth date'), '1990-02-28');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await desk.user.click(await within(form).findByRole('button', { name: 'Stop waiting' }));
    expect(await within(form).findByText(/Nobody knows yet whether it was saved/)).toBeVisible();
    expect(within(form).getByLabelText('Family name')).toHaveValue('Dimitrova');
    answer();
    await waitFor(() => expect(clinic.patients.at(-1)?.family_name).toBe('Dimitrova'));
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/Dimitrova.* is registered/)).toBeVisible();
    expect(desk.requests('patients_register')).toHaveLength(1);
  });

  it('that answers again is not said to be away in the dialog', async () => {
    const desk = await openDesk({
      answers: {
        appointments_book: () => {
          throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
        },
      },
    });
    await bookSmith(desk);
    await desk.user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: /Book for/ });
    expect(await within(dialog).findByText(/Try again when it answers/)).toBeVisible();
    await tellFeed({ state: 'online', resource_ids: [], topics: [], returned: true });
    expect(await within(dialog).findByText("The clinic's server answers again.")).toBeVisible();
    expect(within(dialog).getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

describe('a server whose password was changed', () => {
  it('is given the new one over the page', async () => {
    const passwords: string[] = [];
    const desk = await openDesk({
      answers: {
        setup_server_password: ({ password }) => {
          passwords.push(password);
          if (password !== 'new one')
            throw new Refuse({ kind: 'offline', cause: 'account_refused', detail: '1045' });
          const server = { private: false, address: 'db.clinic.example:3306', kept_here: false };
          return { stage: 'ready', server, demo_accounts: [] };
        },
      },
    });
    await tellFeed({ state: 'offline', cause: 'account_refused' });
    await desk.user.click(await screen.findByRole('button', { name: 'Enter the new password' }));
    const dialog = await screen.findByRole('dialog', { name: "The server's password" });
    const field = within(dialog).getByLabelText('Password');
    await desk.user.type(field, '{Enter}');
    expect(field).toHaveAccessibleDescription('Needed.');
    await desk.user.type(field, 'old one{Enter}');
    expect(await within(dialog).findByRole('alert')).toBeVisible();
    await desk.user.clear(field);
    await desk.user.type(field, 'new one{Enter}');
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(passwords).toEqual(['old one', 'new one']);
  });
});

describe('signing in', () => {
  it('says what is missing at its field, and asks nobody', async () => {
    const desk = await openDesk({ signedIn: false });
    await desk.user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(screen.getByLabelText('E-mail')).toHaveAccessibleDescription('Needed.');
    await desk.user.type(screen.getByLabelText('E-mail'), 'rita@demo.clinic{Enter}');
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription('Needed.');
    expect(screen.getByLabelText('Password')).toHaveFocus();
    expect(desk.requests('users_sign_in')).toHaveLength(0);
  });

  it('speaks of the password alone where only that is asked', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Control>}l{/Control}');
    await desk.user.type(await screen.findByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('The password is wrong.');
    expect(screen.getByRole('alert')).not.toHaveTextContent('E-mail');
  });
});

it('the help tells the keys of a visit before one is chosen', async () => {
  const desk = await openDesk();
  await desk.user.keyboard('?');
  const help = await screen.findByRole('dialog', { name: 'Keys of this screen' });
  for (const does of ['Move', 'Cancel the visit', 'Check in', 'Arrived', 'No-show']) {
    expect(within(help).getByText(`${does} (a chosen visit)`)).toBeVisible();
  }
});

it('the help tells the keys of a card that lies over the day sheet, and those of idle doctors below it', async () => {
  const clinic = new FakeClinic();
  clinic.withoutHours.add('doctor-3');
  clinic.put(0, 5, '10:20', 'arrived');
  const desk = await openDesk({ clinic });
  await desk.user.keyboard('?');
  let help = await screen.findByRole('dialog', { name: 'Keys of this screen' });
  expect(within(help).getByText('Shift+x').closest('div')).toHaveTextContent('Doctors');
  await desk.user.keyboard('{Escape}');
  await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
  await screen.findByRole('dialog', { name: 'Smith, John' });
  await desk.user.keyboard('?');
  help = await screen.findByRole('dialog', { name: 'Keys of this screen' });
  expect(within(help).getByText('Take back the last step')).toBeVisible();
  expect(within(help).queryByText('Shift+x')).toBeNull();
  await desk.user.keyboard('{Escape}z');
  await untilAsked(desk, 'appointments_step');
  expect(desk.requests('appointments_step')[0]).toMatchObject({ step: 'take_back' });
});
