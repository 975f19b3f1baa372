import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { ClinicError, SetupState } from '$lib/shared/contract';
import { away, Clinic, later, refuse, seriousFaults } from '../../../tests/clinic';
import { unfinished } from '../shared/unfinished.svelte';
import { leaving } from '../users/leaving.svelte';
import LeavingDialog from '../users/LeavingDialog.svelte';
import SetupScreen from './SetupScreen.svelte';

const choose: SetupState = { stage: 'choose', server_program: '/usr/sbin/mariadbd' };
const bare: SetupState = { stage: 'choose', server_program: null };
const ready: SetupState = {
  stage: 'ready',
  server: { private: true, address: '/home/ama/.local/share/clinic', kept_here: false },
  demo_accounts: [],
};
const server = { private: false, address: 'db.clinic.example:3306', kept_here: false };

function show(state: SetupState, clinic = new Clinic()) {
  const onready = vi.fn();
  const onaway = vi.fn();
  render(SetupScreen, { state, onready, onaway });
  return { clinic, onready, onaway, user: userEvent.setup() };
}

async function fillJoin(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText('Server'), 'db.clinic.example');
  await user.type(screen.getByLabelText('Account'), 'front_desk');
  await user.type(screen.getByLabelText('Password'), 'blue harbour lamp');
}

describe('try it on this computer', () => {
  it('is what Enter does', async () => {
    const { clinic, onready, user } = show(choose);
    clinic.answers.setup_try_private = () => ready;
    await user.keyboard('{Enter}');
    await waitFor(() => expect(onready).toHaveBeenCalledWith(ready));
  });

  it('shows the step and how far it is', async () => {
    const { clinic, onready, user } = show(choose);
    const answer = later<SetupState>();
    clinic.answers.setup_try_private = () => answer.promise;
    await user.keyboard('{Enter}');
    await clinic.progress({ doing: 'migrate', percent: 42 });
    const bar = await screen.findByRole('progressbar');
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '42'));
    expect(bar).toHaveAttribute('aria-valuetext', 'Making the tables, 42 percent');
    expect(screen.getByText('Making the tables').closest('li')).toHaveAttribute(
      'aria-current',
      'step',
    );
    expect(await seriousFaults()).toEqual([]);
    answer.answer(ready);
    await waitFor(() => expect(onready).toHaveBeenCalled());
  });

  it('says which package to install where no server program is, and joining still works', async () => {
    const { clinic, user } = show(bare);
    expect(screen.getByRole('alert')).toHaveTextContent(
      'No database server is installed on this computer. Install mariadb-server-core mariadb-client-core',
    );
    expect(screen.queryByRole('button', { name: 'Try it' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Join' })).toBeEnabled();
    clinic.answers.setup_state = () => choose;
    await user.click(screen.getByRole('button', { name: 'Look again' }));
    expect(await screen.findByRole('button', { name: 'Try it' })).toBeEnabled();
  });

  it('names the package the core asks for', async () => {
    const { clinic, user } = show(choose);
    clinic.answers.setup_try_private = () =>
      refuse({ kind: 'refused', refusal: { code: 'no_server_program', package: 'mysql-server' } });
    await user.keyboard('{Enter}');
    expect(await screen.findByText('sudo apt install mysql-server')).toBeVisible();
  });

  it('can be tried again when it failed', async () => {
    const { clinic, onready, user } = show(choose);
    clinic.answers.setup_try_private = () =>
      refuse({ kind: 'offline', cause: 'disk_full', detail: 'x' });
    await user.keyboard('{Enter}');
    expect(await screen.findByText("The server's disk is full.")).toBeVisible();
    clinic.answers.setup_try_private = () => ready;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(onready).toHaveBeenCalled());
  });
});

describe('join a clinic', () => {
  it('says what is missing at the fields, and asks the server nothing', async () => {
    const { clinic, user } = show(bare);
    await user.click(screen.getByRole('button', { name: 'Join' }));
    expect(screen.getByLabelText('Server')).toHaveAccessibleDescription('Needed.');
    expect(screen.getByLabelText('Password')).toBeInvalid();
    expect(screen.getByLabelText('Server')).toHaveFocus();
    expect(clinic.requests('setup_join')).toHaveLength(0);
  });

  it('refuses a port that is none', async () => {
    const { user } = show(bare);
    const port = screen.getByLabelText('Port');
    await user.clear(port);
    await user.type(port, '70000');
    await user.click(screen.getByRole('button', { name: 'Join' }));
    expect(port).toHaveAccessibleDescription('Between 1 and 65535.');
  });

  it('sends what was typed', async () => {
    const { clinic, onready, user } = show(bare);
    clinic.answers.setup_join = () => ({ ...ready, server });
    await fillJoin(user);
    await user.click(screen.getByRole('button', { name: 'Join' }));
    await waitFor(() => expect(onready).toHaveBeenCalled());
    expect(clinic.requests('setup_join')[0]).toEqual({
      host: 'db.clinic.example',
      port: 3306,
      database: 'clinic',
      user: 'front_desk',
      password: 'blue harbour lamp',
      ca_pem: '',
    });
  });

  const failures: [string, ClinicError, string, string][] = [
    ['nobody answers', away, 'No server answers at this address.', 'Check the address'],
    [
      'the account is refused',
      { kind: 'offline', cause: 'account_refused', detail: '1045' },
      'The server refused this account.',
      'Check account and password.',
    ],
    [
      'the certificate is refused',
      { kind: 'offline', cause: 'certificate_refused', detail: 'UnknownIssuer' },
      'The server’s certificate could not be verified, so nothing was sent.'.replace('’', "'"),
      'Paste the clinic',
    ],
    [
      'the schema is newer',
      { kind: 'refused', refusal: { code: 'schema_newer', database: 30, program: 26 } },
      "The clinic's database is newer than this program.",
      'Update Clinic Desk on this computer (database 30, program 26).',
    ],
    [
      'the schema is older',
      { kind: 'refused', refusal: { code: 'schema_older', database: 20, program: 26 } },
      "The clinic's database is older than this program.",
      'clinic-admin migrate up (database 20, program 26)',
    ],
  ];
  it.each(failures)(
    'says what to do when %s, and keeps what was typed',
    async (_, error, what, next) => {
      const { clinic, user } = show(bare);
      clinic.answers.setup_join = () => refuse(error);
      await fillJoin(user);
      await user.click(screen.getByRole('button', { name: 'Join' }));
      const words = (await screen.findByText(what)).closest('p');
      expect(words).toHaveTextContent(next);
      expect(screen.getByLabelText('Server')).toHaveValue('db.clinic.example');
      expect(screen.getByLabelText('Account')).toHaveValue('front_desk');
      expect(screen.getByLabelText('Password')).toHaveValue('blue harbour lamp');
    },
  );

  it('stays on its form when the server is known and failed', async () => {
    const { clinic, user } = show(bare);
    clinic.answers.setup_join = () => ({ stage: 'failed', server, error: away });
    await fillJoin(user);
    await user.click(screen.getByRole('button', { name: 'Join' }));
    expect(await screen.findByText('No server answers at this address.')).toBeVisible();
    expect(screen.getByLabelText('Account')).toHaveValue('front_desk');
  });

  it('shows what the core refuses at the field', async () => {
    const { clinic, user } = show(bare);
    clinic.answers.setup_join = () =>
      refuse({
        kind: 'invalid',
        fields: [{ field: 'ca_pem', problem: { code: 'bad_characters' } }],
      });
    await fillJoin(user);
    await user.type(screen.getByLabelText(/Certificate authority/), 'hello');
    await user.click(screen.getByRole('button', { name: 'Join' }));
    await waitFor(() =>
      expect(screen.getByLabelText(/Certificate authority/)).toHaveAccessibleDescription(
        /This is no certificate/,
      ),
    );
    expect(await seriousFaults()).toEqual([]);
  });
});

describe('closing the window', () => {
  it('asks first when the form to join is half filled', async () => {
    const { clinic, user } = show(choose);
    const stop = leaving.start();
    expect(unfinished.left()).toEqual([]);
    await fillJoin(user);
    await clinic.tell('closing');
    await waitFor(() => expect(leaving.asking).toBe('close'));
    expect(clinic.told).not.toContain('plugin:window|destroy');
    render(LeavingDialog);
    const dialog = await screen.findByRole('dialog', { name: 'Something is not finished' });
    expect(dialog).toHaveTextContent('The form to join a clinic is not sent.');
    // Nobody has signed in here whom that would help.
    expect(dialog).not.toHaveTextContent('Signing in again');
    leaving.goBack();
    stop();
    cleanup();
    expect(unfinished.left()).toEqual([]);
  });
});

describe('a server that is known', () => {
  it('is opened with its password where there is no keyring', async () => {
    const { clinic, onready, user } = show({ stage: 'needs_password', server });
    expect(screen.getByText('Server: db.clinic.example:3306')).toBeVisible();
    expect(screen.getByLabelText('Password')).toHaveFocus();
    clinic.answers.setup_server_password = () => ready;
    await user.type(screen.getByLabelText('Password'), 'secret words{Enter}');
    await waitFor(() => expect(onready).toHaveBeenCalledWith(ready));
    expect(clinic.requests('setup_server_password')[0]).toEqual({ password: 'secret words' });
  });

  it('that failed can be tried again, or left for another', async () => {
    const { clinic, user } = show({ stage: 'failed', server, error: away });
    expect(screen.getByRole('alert')).toHaveTextContent('No server answers');
    clinic.answers.setup_state = () => ({
      stage: 'failed',
      server,
      error: { kind: 'offline', cause: 'certificate_refused', detail: 'UnknownIssuer' },
    });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/certificate could not be verified/)).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    clinic.answers.setup_forget_server = () => choose;
    await user.click(screen.getByRole('button', { name: 'Use another server' }));
    expect(await screen.findByRole('button', { name: 'Try it' })).toBeVisible();
  });

  it('whose password was changed takes the new one', async () => {
    const { clinic, onready, user } = show({
      stage: 'failed',
      server,
      error: { kind: 'offline', cause: 'account_refused', detail: '1045' },
    });
    clinic.answers.setup_server_password = () => ready;
    await user.type(screen.getByLabelText('Password'), 'new words{Enter}');
    await waitFor(() => expect(onready).toHaveBeenCalled());
  });
});
