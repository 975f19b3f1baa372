import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportEnd } from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { away, Clinic, later, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import ExportDialog from './ExportDialog.svelte';
import { Exporting } from './exporting.svelte';

const done: ExportEnd = {
  end: 'done',
  exported: { folder: '/home/ada/patient-P-7K2M9Q', scope: 'everything', files: 3, sealed: 1 },
};

let user: ReturnType<typeof userEvent.setup>;
let closed: number;
let work: Exporting;

function press(event: KeyboardEvent) {
  keyboard.press(event);
}

beforeEach(() => {
  user = userEvent.setup();
  closed = 0;
  work = new Exporting({ id: 'patient-9', name: 'Park, Jo' });
  addEventListener('keydown', press);
});

afterEach(() => {
  removeEventListener('keydown', press);
  cleanup();
  session.view = null;
});

function open(answers: ConstructorParameters<typeof Clinic>[0], role: 'doctor' | 'administrator') {
  signIn(role);
  const clinic = new Clinic({
    setup_papers_folder: () => '/home/ada/Downloads',
    exports_stop: () => null,
    ...answers,
  });
  render(ExportDialog, { work, onclose: () => (closed += 1) });
  return clinic;
}

const start = () => screen.getByRole('button', { name: 'Take out' });

describe('all data of a patient', () => {
  it('is taken out by Enter, and it is said where it is', async () => {
    const clinic = open({ exports_take_out: () => done }, 'doctor');
    await waitFor(() => expect(start()).toHaveFocus());
    expect(await screen.findByText('/home/ada/Downloads')).toBeVisible();
    expect(screen.queryByText(/You hold no keys/)).toBeNull();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Enter}');
    expect(await screen.findByText('All of it is there.')).toBeVisible();
    expect(screen.getByText('/home/ada/patient-P-7K2M9Q')).toBeVisible();
    expect(clinic.requests('exports_take_out')[0]).toMatchObject({ patient_id: 'patient-9' });
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Escape}');
    expect(closed).toBe(1);
  });

  it('tells whoever holds no keys what is not in it', async () => {
    open({}, 'administrator');
    expect(await screen.findByText(/You hold no keys/)).toBeVisible();
  });

  it('shows how far it is, and Escape stops it and closes nothing', async () => {
    const answer = later<ExportEnd>();
    const clinic = open({ exports_take_out: () => answer.promise }, 'doctor');
    await user.click(start());
    await clinic.tell('exports', { state: 'running', patient_id: 'somebody else', done: 1, of: 2 });
    await clinic.tell('exports', { state: 'running', patient_id: 'patient-9', done: 3, of: 12 });
    const bar = await screen.findByRole('progressbar', { name: 'Taking out…' });
    await waitFor(() => expect(bar).toHaveAttribute('value', '3'));
    expect(bar).toHaveAttribute('max', '12');
    expect(start()).toHaveFocus();
    expect(await seriousFaults()).toEqual([]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(clinic.requests('exports_stop')).toHaveLength(1));
    expect(closed).toBe(0);
    answer.answer({ end: 'stopped' });
    expect(await screen.findByText(/Nothing of it was left/)).toBeVisible();
  });

  it('says why it failed, and is tried again', async () => {
    const answers: (() => ExportEnd | Promise<never>)[] = [
      () =>
        refuse({
          kind: 'refused',
          refusal: { code: 'not_kept', folder: '/home/ada/Downloads', why: 'disk_full' },
        }),
      () => refuse(away),
      () => done,
    ];
    open({ exports_take_out: () => (answers.shift() ?? (() => done))() }, 'doctor');
    await user.click(start());
    expect(await screen.findByText(/the disk is full/)).toBeVisible();
    await user.click(start());
    expect(await screen.findByRole('alert')).toBeVisible();
    await user.click(start());
    expect(await screen.findByText('All of it is there.')).toBeVisible();
  });
});
