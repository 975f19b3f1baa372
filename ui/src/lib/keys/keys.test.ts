import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeyHolder, KeysState } from '$lib/shared/contract';
import { Clinic, refuse, seriousFaults, signIn } from '../../../tests/clinic';
import { keys } from './keys.svelte';
import KeysDialog from './KeysDialog.svelte';

const WORDS = 'K7M4-0001-0002-0003-0004-0005-0006-0007-0008-0009-0010-0011-0012-ZQ8T';

function holder(name: string, active = true): KeyHolder {
  const fingerprint = 'ABCD-EFGH-IJKL-MNOP';
  return { user_id: `id of ${name}`, name, fingerprint, since: '2026-11-20T09:00:00Z', active };
}

function standing(state: Partial<KeysState> = {}): KeysState {
  return {
    missing: null,
    fingerprint: 'QQQQ-RRRR-SSSS-TTTT',
    holders: [holder('Dr Ama Osei')],
    waiting: [],
    data_key: 1,
    made_at: '2026-11-20T09:00:00Z',
    recovery_made_at: '2026-11-20T09:00:00Z',
    left_to_reseal: 0,
    ...state,
  };
}

let stop = () => {};
afterEach(() => stop());

async function open(state: KeysState, answers: ConstructorParameters<typeof Clinic>[0] = {}) {
  let now = state;
  const clinic = new Clinic({ keys_state: () => now, ...answers });
  const view = signIn('doctor');
  view.actions = [...view.actions, 'hold_keys'];
  stop = keys.start();
  render(KeysDialog, { onclose: () => undefined });
  await waitFor(() => expect(keys.state).not.toBeNull());
  return { clinic, user: userEvent.setup(), become: (next: KeysState) => (now = next) };
}

describe('the keys', () => {
  it('are made once, and the recovery key stays until its last group was typed', async () => {
    const { user, become } = await open(
      standing({ missing: 'not_found', holders: [], data_key: 0, made_at: null }),
      {
        keys_found: () => {
          become(standing());
          return { words: WORDS };
        },
      },
    );
    await user.click(screen.getByRole('button', { name: 'Make the clinic’s keys' }));
    expect(await screen.findByText('K7M4')).toBeVisible();
    await user.type(screen.getByLabelText('Group 14, from the paper'), 'zq8s{Enter}');
    expect(await screen.findByText('That is not what is printed there.')).toBeVisible();
    await user.clear(screen.getByLabelText('Group 14, from the paper'));
    await user.type(screen.getByLabelText('Group 14, from the paper'), 'zq8t{Enter}');
    await waitFor(() => expect(screen.queryByText('K7M4')).toBeNull());
    expect(keys.words).toBe('');
    expect(screen.getByText('Data key 1, of 20 Nov 2026')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
  });

  it('say how to come in: a fingerprint to read out, or the printed key', async () => {
    const { clinic, user } = await open(standing({ missing: 'not_let_in' }), {
      keys_recover: () =>
        refuse({
          kind: 'invalid',
          fields: [{ field: 'words', problem: { code: 'not_a_recovery_key' } }],
        }),
    });
    expect(screen.getByText('QQQQ-RRRR-SSSS-TTTT')).toBeVisible();
    expect(screen.queryByText('Keys in use')).toBeNull();
    await user.type(screen.getByLabelText('Or type the recovery key'), 'K7M4{Enter}');
    expect(await screen.findByText(/A letter is wrong or missing/)).toBeVisible();
    expect(screen.getByLabelText('Or type the recovery key')).toHaveValue('K7M4');
    expect(clinic.requests('keys_recover')[0]).toMatchObject({ words: 'K7M4' });
    expect(await seriousFaults()).toEqual([]);
  });

  it('let a colleague in by the fingerprint on the screen', async () => {
    const ben = holder('Dr Ben Roth');
    const { clinic, user, become } = await open(standing({ waiting: [ben] }), {
      keys_let_in: () => {
        become(standing({ holders: [holder('Dr Ama Osei'), ben] }));
        return null;
      },
    });
    await user.click(screen.getByRole('button', { name: 'Same fingerprint: let in' }));
    await waitFor(() => expect(screen.queryByText('Wait to be let in')).toBeNull());
    const [asked] = clinic.requests('keys_let_in');
    expect(asked).toMatchObject({ user_id: ben.user_id, fingerprint: ben.fingerprint });
  });

  it('are made anew after somebody left, and what was written before is sealed again', async () => {
    let left = 3;
    const gone = holder('Dr Gone', false);
    const { clinic, user, become } = await open(standing({ holders: [gone] }), {
      keys_rotate: () => {
        become(standing({ data_key: 2, left_to_reseal: left }));
        return null;
      },
      keys_reseal_some: () => ({ left: (left -= 1) }),
    });
    expect(screen.getByText('Dr Gone has left and had the present key.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Make a new one…' }));
    expect(screen.getByLabelText('Password')).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Needed.')).toBeVisible();
    expect(clinic.requests('keys_rotate')).toHaveLength(0);
    await user.keyboard('my own{Enter}');
    await waitFor(() => expect(clinic.requests('keys_reseal_some')).toHaveLength(3));
    await waitFor(() => expect(keys.percent).toBeNull());
    expect(clinic.requests('keys_rotate')[0]).toMatchObject({ password: 'my own' });
    expect(screen.queryByLabelText('Password')).toBeNull();
  });

  it('are shown anew to nobody who does not know the password', async () => {
    const { user } = await open(standing(), {
      keys_renew_recovery: () =>
        refuse({ kind: 'refused', refusal: { code: 'wrong_credentials' } }),
    });
    await user.click(screen.getByRole('button', { name: 'Make a new recovery key…' }));
    await user.keyboard('a guess{Enter}');
    expect(await screen.findByText('The password is wrong.')).toBeVisible();
    expect(screen.getByLabelText('Password')).toHaveValue('');
    expect(keys.words).toBe('');
    expect(await seriousFaults()).toEqual([]);
  });

  it('say what a front desk may not', async () => {
    await open(standing({ missing: 'front_desk' }));
    expect(screen.getByText(/This workstation is a front desk/)).toBeVisible();
  });
});
