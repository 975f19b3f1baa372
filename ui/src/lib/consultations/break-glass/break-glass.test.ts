import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokenGlassView } from '$lib/shared/contract';
import { session } from '$lib/users/session.svelte';
import { Clinic, refuse, seriousFaults, signIn } from '../../../../tests/clinic';
import { brokenGlass } from './broken-glass.svelte';
import BreakGlassDialog from './BreakGlassDialog.svelte';
import BrokenGlassButton from './BrokenGlassButton.svelte';
import BrokenGlassDialog from './BrokenGlassDialog.svelte';

let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  user = userEvent.setup();
});

afterEach(() => {
  cleanup();
  session.view = null;
});

describe('breaking the glass', () => {
  let opened: number;

  function ask(clinic: Clinic) {
    signIn('doctor');
    opened = 0;
    const patient = { id: 'patient-9', name: 'Park, Jo' };
    render(BreakGlassDialog, { patient, onopen: () => (opened += 1), onclose: () => undefined });
    return clinic;
  }
  const reason = () => screen.getByRole('textbox', { name: 'Reason' });
  const password = () => screen.getByLabelText('Password');

  it('takes a reason and the password, and opens the chart', async () => {
    const clinic = ask(
      new Clinic({ break_glass_open: () => ({ ends_at: '2026-11-21T10:41:00Z' }) }),
    );
    await waitFor(() => expect(reason()).toHaveFocus());
    await user.keyboard('Unconscious in the waiting room.{Tab}secret{Enter}');
    await waitFor(() => expect(opened).toBe(1));
    expect(clinic.requests('break_glass_open')[0]).toMatchObject({
      patient_id: 'patient-9',
      reason: 'Unconscious in the waiting room.',
      password: 'secret',
    });
    expect(await seriousFaults()).toEqual([]);
  });

  it('asks nobody without a password, and says what was wrong at its field', async () => {
    const answers: unknown[] = [
      { kind: 'refused', refusal: { code: 'wrong_credentials' } },
      {
        kind: 'invalid',
        fields: [{ field: 'reason', problem: { code: 'too_short', least: 10 } }],
      },
    ];
    const clinic = ask(new Clinic({ break_glass_open: () => refuse(answers.shift() as never) }));
    await user.type(reason(), 'Urgent');
    await user.click(screen.getByRole('button', { name: 'Open the chart' }));
    expect(password()).toHaveFocus();
    expect(clinic.requests('break_glass_open')).toHaveLength(0);
    await user.type(password(), 'wrong{Enter}');
    expect(await screen.findByText('The password is wrong.')).toBeVisible();
    expect(password()).toHaveValue('');
    await user.type(password(), 'secret{Enter}');
    await waitFor(() => expect(reason()).toBeInvalid());
    expect(opened).toBe(0);
  });
});

describe('broken glass', () => {
  const one: BrokenGlassView = {
    id: 'glass-1',
    user_name: 'Dr Ama Osei',
    patient_name: 'Park, Jo',
    patient_id: 'patient-9',
    reason: 'Unconscious in the waiting room.',
    workstation: 'room 2',
    opened_at: '2026-11-21T09:41:00Z',
    ends_at: '2026-11-21T10:41:00Z',
    seen_at: null,
    seen_by: null,
    row_version: 1,
  };
  let stop = () => {};
  afterEach(() => stop());

  function watch(clinic: Clinic) {
    const view = signIn('administrator');
    view.actions = [...view.actions, 'see_broken_glass'];
    stop = brokenGlass.start();
    return clinic;
  }

  it('is told to the administrator, who marks it as looked at', async () => {
    const seen = { ...one, seen_at: '2026-11-21T11:00:00Z', seen_by: 'Robin', row_version: 2 };
    const clinic = watch(
      new Clinic({ break_glass_list: () => [one], break_glass_mark_seen: () => [seen] }),
    );
    render(BrokenGlassButton);
    expect(await screen.findByText('Emergency access: 1 to look at')).toBeVisible();
    render(BrokenGlassDialog, { onclose: () => undefined });
    expect(screen.getByText(one.reason)).toBeVisible();
    await user.click(screen.getByRole('button', { name: /^Looked at/ }));
    expect(await screen.findByText(/^Robin looked at it/)).toBeVisible();
    expect(clinic.requests('break_glass_mark_seen')[0]).toMatchObject({
      id: 'glass-1',
      row_version: 1,
    });
    expect(screen.queryByText('Emergency access: 1 to look at')).toBeNull();
    expect(await seriousFaults()).toEqual([]);
  });

  it('says when there is none, and reads again when another one looked at it first', async () => {
    let list = [one];
    const clinic = watch(
      new Clinic({
        break_glass_list: () => list,
        break_glass_mark_seen: () => refuse({ kind: 'stale', what: 'broken_glass' }),
      }),
    );
    render(BrokenGlassDialog, { onclose: () => undefined });
    await screen.findByText(one.reason);
    list = [];
    await user.click(screen.getByRole('button', { name: /^Looked at/ }));
    expect(await screen.findByText('Nobody has opened a chart in an emergency.')).toBeVisible();
    expect(clinic.requests('break_glass_list')).toHaveLength(2);
  });
});
