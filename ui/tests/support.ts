import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { vi } from 'vitest';
import App from '../src/App.svelte';
import { session } from '$lib/users/session.svelte';
import { wall } from '$lib/appointments/wall.svelte';
import { FakeClinic, NOW, receptionist } from '$dev/fakeClinic';
import { standIn, type Answers, type Asked } from '$dev/standIn';
import { overlays } from '../src/overlays.svelte';

/** The window with a clinic behind it. */
export interface OpenDesk {
  clinic: FakeClinic;
  asked: Asked[];
  user: ReturnType<typeof userEvent.setup>;
  /** The requests of a command, in order. */
  requests: (name: string) => unknown[];
}

let people = 0;

/** Opens the window at 10:07 of the made-up day, with the receptionist signed in unless told otherwise. */
export async function openDesk({
  clinic = new FakeClinic(),
  answers = {},
  signedIn = true,
}: { clinic?: FakeClinic; answers?: Answers; signedIn?: boolean } = {}): Promise<OpenDesk> {
  cleanup();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
  session.view = null;
  session.covered = null;
  overlays.closeAll();
  wall.close();
  // Somebody new each time: what one left behind is not the next one's.
  people += 1;
  clinic.session = signedIn ? { ...receptionist, user_id: `user-${people}` } : null;
  const { asked } = standIn({ ...clinic.answers(), ...answers });
  const user = userEvent.setup({ delay: null });
  render(App);
  if (signedIn) await screen.findByRole('row', { name: 'Dr Ama Osei' });
  else await screen.findByRole('button', { name: 'Sign in' });
  return {
    clinic,
    asked,
    user,
    requests: (name) => asked.filter((one) => one.name === name).map((one) => one.request),
  };
}

/** What axe finds critical or serious in the window; colours are judged in a real browser. */
export async function seriousFaults(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === 'critical' || impact === 'serious')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('; ')}`);
}

/** Waits until a command was asked so many times. */
export function untilAsked(desk: OpenDesk, name: string, times = 1): Promise<void> {
  return waitFor(() => {
    if (desk.requests(name).length < times) throw new Error(`${name} was not asked`);
  });
}
