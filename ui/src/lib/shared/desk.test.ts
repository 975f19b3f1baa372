import { mockIPC } from '@tauri-apps/api/mocks';
import { describe, expect, it } from 'vitest';
import { asClinicError, attempt, call, DeskFailure, freshId } from './desk';

describe('the bridge to the core', () => {
  it('sends the request under its name and gives the answer', async () => {
    const asked: unknown[] = [];
    mockIPC((name, payload) => {
      asked.push([name, payload]);
      return [];
    });
    await expect(call('patients_search', { query: 'osei', limit: 5 })).resolves.toEqual([]);
    expect(asked).toEqual([['patients_search', { request: { query: 'osei', limit: 5 } }]]);
  });

  it('turns a typed rejection into a DeskFailure that carries it', async () => {
    mockIPC(() => Promise.reject({ kind: 'stale', what: 'patient' }));
    const failure = await call('patients_get', 'p').catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(DeskFailure);
    expect(asClinicError(failure)).toEqual({ kind: 'stale', what: 'patient' });
  });

  it('takes a plain string, the shell failing to read the request, as invalid input', async () => {
    mockIPC(() => Promise.reject('invalid args `request` for command `patients_get`'));
    const outcome = await attempt('patients_get', 'p');
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'invalid' } });
  });

  it('refuses half a surrogate pair at its field and sends nothing', async () => {
    let sent = 0;
    mockIPC(() => {
      sent += 1;
      return null;
    });
    const outcome = await attempt('users_sign_in', { email: 'a\ud800b', password: 'x' });
    expect(outcome).toEqual({
      ok: false,
      error: {
        kind: 'invalid',
        fields: [{ field: 'email', problem: { code: 'bad_characters' } }],
      },
    });
    expect(sent).toBe(0);
  });

  it('makes ids of UUID version 7 that sort by time', () => {
    const early = freshId(1_700_000_000_000);
    const late = freshId(1_800_000_000_000);
    expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(early < late).toBe(true);
    expect(new Set(Array.from({ length: 500 }, () => freshId())).size).toBe(500);
  });
});
