import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Refuse } from '$dev/standIn';
import { openDesk, untilAsked } from '../support';

describe('signing in', () => {
  it('remembers who was here, never the password, and says what is wrong', async () => {
    const desk = await openDesk({ signedIn: false });
    await desk.user.type(screen.getByLabelText('E-mail'), 'rita@demo.clinic');
    await desk.user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('E-mail or password is wrong.');
    await desk.user.type(screen.getByLabelText('Password'), 'demo{Enter}');
    await screen.findByRole('row', { name: 'Dr Ama Osei' });
    expect(localStorage.getItem('clinic-desk.last-emails')).toBe('["rita@demo.clinic"]');
    expect(JSON.stringify({ ...localStorage })).not.toContain('"demo"');
  });

  it('tries the demo by one click', async () => {
    const desk = await openDesk({ signedIn: false });
    await desk.user.click(screen.getByRole('button', { name: /Rita Desk/ }));
    await screen.findByRole('row', { name: 'Dr Ama Osei' });
  });
});

describe('the lock', () => {
  it('covers the page, keeps what was typed, and opens by the password', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('/');
    await desk.user.keyboard('smi');
    await desk.user.keyboard('{Control>}l{/Control}');
    await untilAsked(desk, 'users_lock');
    const password = await screen.findByLabelText('Password');
    expect(document.querySelector<HTMLElement>('.desk')?.inert).toBe(true);
    await desk.user.type(password, 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('password is wrong');
    await desk.user.type(screen.getByLabelText('Password'), 'demo{Enter}');
    await waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull());
    expect(screen.getByRole('combobox', { name: 'Find a patient' })).toHaveValue('smi');
  });

  it('comes down when the core says that the session is locked', async () => {
    const desk = await openDesk({
      answers: {
        patients_search: () => {
          throw new Refuse({ kind: 'signed_out', why: 'locked' });
        },
      },
    });
    await desk.user.keyboard('/');
    expect(await screen.findByRole('button', { name: 'Unlock' })).toBeVisible();
    expect(screen.getByText('Signed in: Rita Desk')).toBeVisible();
  });

  it('says of a session that is over only who was here', async () => {
    const desk = await openDesk({
      answers: {
        patients_search: () => {
          throw new Refuse({ kind: 'signed_out', why: 'unknown' });
        },
      },
    });
    await desk.user.keyboard('/');
    expect(await screen.findByText(/Nobody is signed in here/)).toBeVisible();
    expect(screen.queryByText(/^Signed in/)).toBeNull();
    expect(screen.getByText('Here until then: Rita Desk')).toBeVisible();
  });

  it('leaves Ctrl+A to fields', async () => {
    await openDesk();
    const press = (target: Element) => {
      const event = new KeyboardEvent('keydown', {
        key: 'a',
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      });
      target.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(press(screen.getByRole('grid'))).toBe(true);
    const field = document.createElement('textarea');
    document.body.append(field);
    expect(press(field)).toBe(false);
    field.remove();
  });

  it('hands the desk to another person', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Control>}l{/Control}');
    await desk.user.click(await screen.findByRole('button', { name: 'Someone else' }));
    expect(await screen.findByLabelText('E-mail')).toBeVisible();
    await untilAsked(desk, 'users_sign_out');
  });
});
