import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { history } from '$lib/appointments/history.svelte';
import type { AppointmentView, MoveProposal, SlotOffer } from '$lib/shared/contract';
import { keyboard } from '$lib/shared/keys.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { leave } from '../../../tests/administration';
import { Clinic, refuse, seriousFaults, signIn, visit } from '../../../tests/clinic';
import { callText, ToMove } from './to-move.svelte';
import ToMoveDialog from './ToMoveDialog.svelte';

/** A visit of Christmas Eve. */
function eve(id: string, clock: string, patient_name: string): AppointmentView {
  return visit({
    id,
    patient_name,
    status: 'scheduled',
    starts_at: `2026-12-24T${clock}:00Z`,
    starts_local: `2026-12-24T${clock}:00`,
    ends_local: `2026-12-24T${clock}:00`,
  });
}

function offer(day: number, clock: string, change: Partial<SlotOffer> = {}): SlotOffer {
  return {
    doctor_id: 'doctor-1',
    doctor_name: 'Dr Ama Osei',
    location_id: 'location-1',
    location_name: 'Harbour Street',
    starts_at: `2026-12-${day}T${clock}:00Z`,
    starts_local: `2026-12-${day}T${clock}:00`,
    ends_local: `2026-12-${day}T${clock}:00`,
    minutes: 30,
    hours_kind: 'both',
    places_left: 1,
    usual_doctor: false,
    followed_by: null,
    ...change,
  };
}

const lin = { doctor_id: 'doctor-2', doctor_name: 'Dr Lin' };
let clinic: Clinic;
let proposals: MoveProposal[];
// The window's keys: the application listens for them.
const press = (event: KeyboardEvent) => keyboard.press(event);

beforeEach(() => {
  window.addEventListener('keydown', press);
  signIn('receptionist');
  history.clear();
  proposals = [
    {
      visit: eve('visit-1', '09:00', 'Mensah, Kofi'),
      same_doctor: offer(28, '09:00'),
      other_doctor: offer(24, '09:00', lin),
      written_to: false,
    },
    {
      visit: eve('visit-2', '09:30', 'Boateng, Ama'),
      same_doctor: null,
      other_doctor: offer(24, '11:00', {
        ...lin,
        location_id: 'location-2',
        location_name: 'Hill Park',
      }),
      written_to: false,
    },
    {
      visit: eve('visit-3', '10:00', 'Adjei, Yaw'),
      same_doctor: null,
      other_doctor: null,
      written_to: false,
    },
  ];
  clinic = new Clinic({
    appointments_propose_moves: () => ({ time_off: leave, visits: proposals }),
    appointments_move_together: ({ visits }) => {
      const moved = visits.map(({ appointment_id, doctor_id, starts }) => {
        const found = proposals.find((one) => one.visit.id === appointment_id);
        const at = starts.by === 'instant' ? starts.at.slice(0, 19) : starts.date_time;
        const names: Record<string, string> = { 'doctor-1': 'Dr Ama Osei', 'doctor-2': 'Dr Lin' };
        return {
          ...(found?.visit ?? visit()),
          doctor_id: doctor_id ?? '',
          doctor_name: names[doctor_id ?? ''] ?? '',
          starts_local: at,
        };
      });
      const gone = moved.map(({ id }) => id);
      proposals = proposals.filter((one) => !gone.includes(one.visit.id));
      return moved;
    },
  });
});
afterEach(() => {
  window.removeEventListener('keydown', press);
  history.clear();
  toasts.clear();
});

async function show(onmove: ((visit: AppointmentView) => void) | null = vi.fn()) {
  const list = new ToMove(leave);
  render(ToMoveDialog, { doctor: 'Dr Ama Osei', list, onmove, onclose: vi.fn() });
  await list.read();
  const dialog = screen.getByRole('dialog', { name: 'Who must be moved' });
  await within(dialog).findByText('Mensah, Kofi');
  return { user: userEvent.setup(), dialog, list };
}

const rowOf = (dialog: HTMLElement, patient: string) =>
  within(dialog).getByText(patient).closest('tr') as HTMLElement;

describe('who must be moved', () => {
  it('is listed with a phone and the place proposed, the other one where there is none', async () => {
    const { user, dialog } = await show();
    expect(rowOf(dialog, 'Mensah, Kofi')).toHaveTextContent(/Mon,? 28 Dec, 09:00 Dr Ama Osei/);
    expect(rowOf(dialog, 'Boateng, Ama')).toHaveTextContent(/24 Dec, 11:00 Dr Lin, Hill Park/);
    expect(rowOf(dialog, 'Adjei, Yaw')).toHaveTextContent('no free place found');
    expect(within(dialog).getAllByRole('link', { name: '+233201234567' })).toHaveLength(3);
    await user.selectOptions(within(dialog).getByLabelText('Propose'), 'other_doctor');
    expect(rowOf(dialog, 'Mensah, Kofi')).toHaveTextContent(/24 Dec, 09:00 Dr Lin/);
    expect(await seriousFaults()).toEqual([]);
  });

  it('is moved one after the other by Enter', async () => {
    const { user, dialog } = await show();
    const accept = (patient: string) =>
      within(dialog).getByRole('button', { name: `Accept the proposal for ${patient}` });
    await waitFor(() => expect(accept('Mensah, Kofi')).toHaveFocus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(accept('Boateng, Ama')).toHaveFocus());
    expect(clinic.requests('appointments_move_together')[0]).toMatchObject({
      visits: [
        {
          appointment_id: 'visit-1',
          row_version: 3,
          doctor_id: 'doctor-1',
          location_id: 'location-1',
          starts: { by: 'instant', at: '2026-12-28T09:00:00Z' },
        },
      ],
      series_id: null,
    });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(clinic.requests('appointments_move_together')).toHaveLength(2));
  });

  it('is moved all at once by one key, listed to be called, and taken back by one key', async () => {
    const { user, dialog, list } = await show();
    const before = proposals;
    await user.keyboard('{Control>}{Enter}{/Control}');
    const calls = await within(dialog).findByRole('region', { name: 'To be called: 2 patients' });
    expect(clinic.requests('appointments_move_together')[0]?.visits).toHaveLength(2);
    expect(calls).toHaveTextContent(/Mensah, Kofi.*24 Dec, 09:00.*28 Dec, 09:00, Dr Ama Osei/);
    expect(within(calls).getAllByRole('link', { name: '+233201234567' })).toHaveLength(2);
    expect(callText(list.calls).split('\n')[0]).toMatch(
      /^Mensah, Kofi, \+233201234567: was Thu,? 24 Dec, 09:00; now Mon,? 28 Dec, 09:00, Dr Ama Osei$/,
    );
    expect(await seriousFaults()).toEqual([]);

    clinic.answers.appointments_take_back = () => {
      proposals = before;
      return before.slice(0, 2).map((one) => one.visit);
    };
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(list.calls).toEqual([]));
    expect(rowOf(dialog, 'Mensah, Kofi')).toBeVisible();
  });

  it('says who gets an e-mail and who must be called, before and afterwards', async () => {
    proposals = proposals.map((one, at) => ({ ...one, written_to: at === 0 }));
    const { user, dialog, list } = await show();
    expect(dialog).toHaveTextContent('1 of 3 get an e-mail when they are moved; 2 must be called.');
    expect(rowOf(dialog, 'Mensah, Kofi')).toHaveTextContent('e-mail');
    expect(rowOf(dialog, 'Boateng, Ama')).toHaveTextContent('phone');
    await user.keyboard('{Control>}{Enter}{/Control}');
    const calls = await within(dialog).findByRole('region', { name: 'To be called: 1 patient' });
    expect(calls).toHaveTextContent('Boateng, Ama');
    const written = within(dialog).getByRole('region', { name: 'Written to: 1 patient' });
    expect(written).toHaveTextContent(/Mensah, Kofi.*24 Dec, 09:00.*28 Dec, 09:00, Dr Ama Osei/);
    expect(callText(list.calls)).not.toContain('Mensah');
    expect(await seriousFaults()).toEqual([]);
  });

  it('puts the list into the clipboard', async () => {
    const { user, dialog, list } = await show();
    await list.accept(list.movable);
    await user.click(await within(dialog).findByRole('button', { name: 'Copy the list' }));
    expect(await navigator.clipboard.readText()).toBe(callText(list.calls));
  });

  it('stays as it was when one of them can no longer go there, and says who', async () => {
    const { user, dialog } = await show();
    const mensah = proposals[0]?.visit as AppointmentView;
    clinic.answers.appointments_move_together = () =>
      refuse({
        kind: 'refused',
        refusal: {
          code: 'not_all_possible',
          visits: [
            {
              appointment_id: mensah.id,
              number: 1,
              on: '2026-12-28',
              patient_name: mensah.patient_name,
              doctor_id: 'doctor-1',
              doctor_name: 'Dr Ama Osei',
              location_id: 'location-1',
              starts_local: '2026-12-28T09:00:00',
              standing: {
                standing: 'refused',
                refusal: { code: 'outside_hours', next: [] },
                alternatives: [],
              },
            },
          ],
        },
      });
    await user.click(within(dialog).getByRole('button', { name: /^Move all 2/ }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Mensah, Kofi');
    expect(within(dialog).queryByText(/To be called/)).toBeNull();
    expect(rowOf(dialog, 'Mensah, Kofi')).toBeVisible();
  });

  it('is only read by those who may not move', async () => {
    const { dialog } = await show(null);
    expect(within(dialog).queryByRole('button', { name: /Accept|Move/ })).toBeNull();
    expect(within(dialog).getAllByRole('link')).toHaveLength(3);
  });
});
