import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic } from '$dev/fakeClinic';
import { Refuse } from '$dev/standIn';
import { openDesk, untilAsked } from '../support';

async function register(desk: Awaited<ReturnType<typeof openDesk>>) {
  await desk.user.click(screen.getByRole('button', { name: 'Patients' }));
  await desk.user.click(await screen.findByRole('button', { name: 'Register a patient' }));
  return screen.findByRole('dialog', { name: 'Register a patient' });
}

describe('search', () => {
  it('drops an answer that a later question overtook', async () => {
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        patients_search: async (request) => {
          const found = await answers.patients_search(request);
          await new Promise((resolve) => setTimeout(resolve, request.query === 'sm' ? 150 : 10));
          return found;
        },
      },
    });
    await desk.user.keyboard('/');
    const box = await screen.findByRole('combobox', { name: 'Find a patient' });
    await desk.user.type(box, 'sm');
    await new Promise((resolve) => setTimeout(resolve, 90));
    await desk.user.clear(box);
    await desk.user.type(box, 'kova');
    await screen.findByRole('option', { name: /Kovač/ });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(screen.queryByRole('option', { name: /Smith, John/ })).toBeNull();
    expect(screen.getByRole('option', { name: /Kovač, Ana.*Name/ })).toBeVisible();
  });

  it('opens the chosen patient by arrows and Enter', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Control>}k{/Control}');
    await desk.user.keyboard('sm');
    await screen.findByRole('option', { name: /Smythe, Joan/ });
    await waitFor(() =>
      expect(
        within(screen.getByRole('listbox', { name: 'Patients found' })).getAllByRole('option'),
      ).toHaveLength(3),
    );
    await desk.user.keyboard('{ArrowDown}{Enter}');
    const card = await screen.findByRole('dialog', { name: 'Smythe, Joan' });
    expect(within(card).getByText('P-7006')).toBeVisible();
  });

  it('begins anew wherever somebody comes from, and nothing is typed into a screen that is out of sight', async () => {
    const desk = await openDesk();
    await waitFor(() => expect(screen.getByRole('grid')).toHaveFocus());
    await desk.user.keyboard('{Alt>}2{/Alt}');
    const box = await screen.findByRole('combobox', { name: 'Find a patient' });
    await waitFor(() => expect(box).toHaveFocus());
    await desk.user.keyboard('smy{Alt>}1{/Alt}');
    expect(box).not.toHaveFocus();
    await waitFor(() => expect(screen.getByRole('grid')).toHaveFocus());
    screen.getByRole('button', { name: 'Waitlist' }).focus();
    await desk.user.keyboard('{Alt>}2{/Alt}');
    await waitFor(() => expect(box).toHaveFocus());
    await desk.user.keyboard('kova');
    expect(box).toHaveValue('kova');
  });

  it('marks who has died, and books nothing for them', async () => {
    const clinic = new FakeClinic();
    clinic.patients = clinic.patients.map((patient) =>
      patient.family_name === 'Smythe' ? { ...patient, deceased_on: '2025-10-17' } : patient,
    );
    const desk = await openDesk({ clinic });
    await desk.user.keyboard('bsmythe');
    const row = await screen.findByRole('option', { name: /Smythe, Joan/ });
    expect(row).toHaveTextContent('Died 17 Oct 2025');
    await desk.user.keyboard('{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('no longer active');
    expect(desk.requests('appointments_free_slots')).toHaveLength(0);
    await desk.user.keyboard('{Escape}{Control>}k{/Control}smythe');
    await screen.findByRole('option', { name: /Smythe, Joan/ });
    await desk.user.keyboard('{Enter}');
    const card = await screen.findByRole('dialog', { name: 'Smythe, Joan' });
    expect(within(card).queryByRole('button', { name: 'Book' })).toBeNull();
    expect(within(card).getByRole('button', { name: 'Change details' })).toBeVisible();
  });
});

describe('whom to call and who insures', () => {
  it('is out of the way until it is opened, goes with the rest, and is on the card', async () => {
    const desk = await openDesk();
    const dialog = await register(desk);
    await desk.user.type(within(dialog).getByLabelText(/Family name/), 'Adair');
    await desk.user.type(within(dialog).getByLabelText(/Given name/), 'Nell');
    await desk.user.type(within(dialog).getByLabelText(/Birth date/), '1980-04-05');
    const more = within(dialog).getByText('Emergency contact and insurance');
    expect(within(dialog).getByLabelText(/In an emergency call/)).not.toBeVisible();
    await desk.user.click(more);
    await desk.user.type(within(dialog).getByLabelText(/In an emergency call/), 'Bea (sister)');
    const phone = within(dialog).getByLabelText(/Their phone/);
    await desk.user.type(phone, 'x');
    await desk.user.tab();
    expect(phone).toHaveAttribute('aria-invalid', 'true');
    await desk.user.clear(phone);
    await desk.user.type(phone, '+44 20 7946 0188');
    await desk.user.type(
      within(dialog).getByLabelText(/^Insurance optional|^Insurance$/),
      'Mutual',
    );
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'patients_register');
    expect(desk.requests('patients_register')[0]).toMatchObject({
      form: {
        emergency_name: 'Bea (sister)',
        emergency_phone: '+44 20 7946 0188',
        insurer: 'Mutual',
        insurance_number: '',
      },
    });
  });
});

describe('the patients', () => {
  it('are left from the search to the list by Escape, where keys are keys', async () => {
    const desk = await openDesk();
    await desk.user.click(screen.getByRole('button', { name: 'Patients' }));
    const box = await screen.findByRole('combobox', { name: 'Find a patient' });
    await waitFor(() => expect(box).toHaveFocus());
    await desk.user.keyboard('smn');
    expect(box).toHaveValue('smn');
    await desk.user.keyboard('{Escape}');
    expect(box).toHaveValue('');
    expect(box).toHaveFocus();
    await desk.user.keyboard('{Escape}');
    expect(screen.getByRole('listbox', { name: 'Patients found' })).toHaveFocus();
    await desk.user.keyboard('{ArrowDown}{Enter}');
    expect(await screen.findByRole('button', { name: 'Change details' })).toBeVisible();
    await desk.user.keyboard('n');
    expect(await screen.findByRole('dialog', { name: 'Register a patient' })).toBeVisible();
  });

  it('are registered out of the search by Alt+N, with what was typed', async () => {
    const desk = await openDesk();
    await desk.user.click(screen.getByRole('button', { name: 'Patients' }));
    await desk.user.keyboard('zola dimitrova{Alt>}n{/Alt}');
    const form = await screen.findByRole('dialog', { name: 'Register a patient' });
    expect(within(form).getByLabelText('Family name')).toHaveValue('Dimitrova');
  });

  it('are counted as the first of more', async () => {
    const many = Array.from({ length: 30 }, (_, at): [string, string] => ['Okafor', `Ada ${at}`]);
    const desk = await openDesk({ clinic: new FakeClinic(undefined, many) });
    await desk.user.click(screen.getByRole('button', { name: 'Patients' }));
    expect(await screen.findByText('The first 20')).toBeVisible();
    const list = screen.getByRole('listbox', { name: 'Patients found' });
    expect(within(list).getAllByRole('option')).toHaveLength(20);
    await desk.user.keyboard('ada 29');
    expect(await screen.findByText('1 patient')).toBeVisible();
  });
});

describe('registering', () => {
  it('shows each refusal at its field and loses nothing typed', async () => {
    const desk = await openDesk({
      answers: {
        patients_register: () => {
          throw new Refuse({
            kind: 'invalid',
            fields: [
              { field: 'phone', problem: { code: 'not_a_phone' } },
              { field: 'email', problem: { code: 'taken' } },
            ],
          });
        },
      },
    });
    const form = await register(desk);
    await desk.user.type(within(form).getByLabelText('Family name'), 'Dimitrova');
    await desk.user.type(within(form).getByLabelText('Given names'), 'Zola');
    await desk.user.type(within(form).getByLabelText('Birth date'), '28.2.1990');
    await desk.user.type(within(form).getByLabelText(/^Phone/), '0123456');
    await desk.user.type(within(form).getByLabelText(/^E-mail/), 'zola@example.org');
    await desk.user.click(within(form).getByRole('button', { name: 'Register' }));
    const phone = within(form).getByLabelText(/^Phone/);
    await waitFor(() => expect(phone).toHaveAccessibleDescription(/not a phone number/));
    expect(phone).toBeInvalid();
    expect(phone).toHaveFocus();
    expect(within(form).getByLabelText(/^E-mail/)).toHaveAccessibleDescription(/has it already/);
    expect(within(form).getByLabelText('Family name')).toHaveValue('Dimitrova');
    expect(within(form).getByLabelText('Birth date')).toHaveValue('1990-02-28');
    const marked = /Correct the marked fields/;
    await desk.user.type(phone, '5');
    expect(within(form).getByText(marked)).toBeVisible();
    await desk.user.type(within(form).getByLabelText(/^E-mail/), 'x');
    expect(within(form).queryByText(marked)).toBeNull();
  });

  it('says at once what cannot be right', async () => {
    const desk = await openDesk();
    const form = await register(desk);
    const born = within(form).getByLabelText('Birth date');
    await desk.user.type(born, '30.2.1990{Tab}');
    expect(born).toHaveAccessibleDescription(/There is no such date/);
    await desk.user.clear(born);
    await desk.user.type(born, '2031-01-01{Tab}');
    expect(born).toHaveAccessibleDescription(/Must not be in the future/);
    expect(desk.requests('patients_register')).toHaveLength(0);
  });

  it('shows who it may be already, and opens them by one key', async () => {
    const desk = await openDesk();
    const form = await register(desk);
    await desk.user.type(within(form).getByLabelText('Family name'), 'smith');
    expect(await within(form).findByText('Almost certainly the same person')).toBeVisible();
    await desk.user.keyboard('{Alt>}o{/Alt}');
    expect(await screen.findByRole('dialog', { name: 'Smith, John' })).toBeVisible();
  });

  it('keeps what was typed when it is closed, until it is thrown away', async () => {
    const desk = await openDesk();
    let form = await register(desk);
    await desk.user.type(within(form).getByLabelText('Family name'), 'Dimitrova');
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    form = await register(desk);
    expect(within(form).getByLabelText('Family name')).toHaveValue('Dimitrova');
    await desk.user.click(within(form).getByRole('button', { name: 'Throw away' }));
    form = await register(desk);
    expect(within(form).getByLabelText('Family name')).toHaveValue('');
  });

  it('keeps everything when the server is away, and registers once when asked again', async () => {
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    let silent = true;
    const desk = await openDesk({
      clinic,
      answers: {
        patients_register: (request) => {
          if (silent) throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
          return answers.patients_register(request);
        },
      },
    });
    const form = await register(desk);
    await desk.user.type(within(form).getByLabelText('Family name'), 'Dimitrova');
    await desk.user.type(within(form).getByLabelText('Birth date'), '1990-02-28');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'patients_register');
    expect(await within(form).findByRole('alert')).toHaveTextContent('does not answer');
    silent = false;
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'patients_register', 2);
    const [first, second] = desk.requests('patients_register') as { id: string }[];
    expect(second?.id).toBe(first?.id);
  });

  it('asks once before somebody who is nearly the same is registered beside them', async () => {
    const desk = await openDesk();
    const form = await register(desk);
    await desk.user.type(within(form).getByLabelText('Family name'), 'Smith');
    await desk.user.type(within(form).getByLabelText('Given names'), 'Jon');
    await desk.user.type(within(form).getByLabelText('Birth date'), '1955-03-06');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    const asked = await within(form).findByRole('alert');
    expect(asked).toHaveTextContent(/There is already Smith, John, born/);
    expect(desk.requests('patients_register')).toHaveLength(0);
    await waitFor(() =>
      expect(within(asked).getByRole('button', { name: 'Open this one' })).toHaveFocus(),
    );
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'patients_register');
    expect(await screen.findByText('Smith, Jon is registered.')).toBeVisible();
  });
});

describe('a reference that is typed', () => {
  it('chooses the visit that is found by it, and says nobody only of patients that are looked for', async () => {
    const clinic = new FakeClinic();
    const visit = clinic.put(1, 9, '10:30');
    visit.reference = 'KJJ-WCY';
    const desk = await openDesk({ clinic });
    await desk.user.keyboard('/kjj-wcy');
    const found = await screen.findByRole('region', { name: /KJJ-WCY/ });
    const register = await screen.findByRole('option', { name: /^Register/ });
    expect(found).toHaveClass('chosen');
    expect(register).toHaveAttribute('aria-selected', 'false');
    expect(screen.queryByText(/Nobody is found/)).toBeNull();
    // The arrow goes on to registering, and back.
    await desk.user.keyboard('{ArrowDown}');
    expect(register).toHaveAttribute('aria-selected', 'true');
    expect(found).not.toHaveClass('chosen');
    await desk.user.keyboard('{ArrowUp}{Enter}');
    expect(
      await screen.findByRole('dialog', { name: new RegExp(visit.patient_name) }),
    ).toBeVisible();
  });
});
