import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { Clinic, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import type { MessageSettings, SendingHere } from '../shared/contract';
import MessagesTab from './MessagesTab.svelte';

const set: MessageSettings = {
  host: 'mail.clinic.example',
  port: 587,
  security: 'starttls',
  ca_pem: '',
  user_name: 'desk',
  sender_name: 'Harbour Clinic',
  sender_address: 'desk@clinic.example',
  moved: true,
  cancelled: true,
  confirmed: false,
  reminder: false,
  reminder_hours: 24,
};
let clinic: Clinic;
let settings: MessageSettings;
let here: SendingHere;

beforeEach(() => {
  signIn('administrator');
  settings = set;
  here = { on: false, password_known: false, kept: false };
  clinic = new Clinic({
    messages_settings: () => ({ settings, row_version: 1 }),
    messages_save_settings: (request) => {
      settings = request.settings;
      return { settings, row_version: 2 };
    },
    messages_sending_here: () => here,
    messages_send_here: ({ on, password }) => {
      here = { on, password_known: password !== null || here.password_known, kept: false };
      return here;
    },
    messages_send_test: () => ({ outcome: 'taken' }),
  });
});

async function show() {
  render(MessagesTab);
  await screen.findByRole('heading', { name: 'Messages' });
  return userEvent.setup();
}

describe('the settings of the messages', () => {
  it('say that nobody is written to while no mail server is set', async () => {
    settings = { ...set, host: '' };
    await show();
    expect(screen.getByText(/No mail server is set/)).toBeVisible();
    expect(screen.queryByText('This workstation')).toBeNull();
  });

  it('are changed, and what is refused stands at its field', async () => {
    const user = await show();
    await user.click(screen.getByRole('button', { name: /Change|Edit/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Messages' });
    expect(await seriousFaults()).toEqual([]);
    await user.click(within(dialog).getByLabelText('their visit is near'));
    const hours = within(dialog).getByLabelText('Hours before the visit');
    await user.clear(hours);
    await user.type(hours, '48');
    const saved = clinic.answers.messages_save_settings;
    clinic.answers.messages_save_settings = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'security', problem: { code: 'unknown_choice' } }],
      });
    await user.click(within(dialog).getByRole('button', { name: /^Save/ }));
    await waitFor(() =>
      expect(within(dialog).getByLabelText('Encryption')).toHaveAttribute('aria-invalid', 'true'),
    );
    if (saved) clinic.answers.messages_save_settings = saved;
    await user.click(within(dialog).getByRole('button', { name: /^Save/ }));
    expect(await screen.findByText(/a reminder 48 h before/)).toBeVisible();
    expect(clinic.requests('messages_save_settings').at(-1)).toMatchObject({
      row_version: 1,
      settings: { port: 587, reminder: true, reminder_hours: 48 },
    });
  });

  it('have this workstation send with a password that is not shown again', async () => {
    const user = await show();
    await user.type(await screen.findByLabelText(/Password of the mail server/), 'secret');
    await user.click(screen.getByRole('button', { name: 'Send from here' }));
    expect(await screen.findByText(/It sends the clinic/, { selector: 'p' })).toBeVisible();
    expect(clinic.requests('messages_send_here')).toEqual([{ on: true, password: 'secret' }]);
    expect(screen.getByLabelText(/Password of the mail server/)).toHaveValue('');
    expect(screen.getByText(/This workstation has no keyring/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Stop sending from here' }));
    expect(await screen.findByText(/It does not send/)).toBeVisible();
  });

  it('are tried with a message, and say what is wrong', async () => {
    const user = await show();
    await user.type(await screen.findByLabelText('Send a test message to'), 'admin@example.org');
    await user.keyboard('{Enter}');
    expect(await screen.findByText(/The mail server took the message/)).toBeVisible();
    clinic.answers.messages_send_test = () => ({
      outcome: 'refused',
      problem: 'sign_in_refused',
      detail: '535 5.7.8 Authentication failed',
    });
    await user.click(screen.getByRole('button', { name: 'Send the test' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /refused the name or the password.*535 5.7.8/,
    );
  });
});
