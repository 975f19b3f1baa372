import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { Refuse } from '$dev/standIn';
import { openDesk, untilAsked } from '../support';

async function withVisit(answers = {}) {
  const clinic = new FakeClinic();
  clinic.put(0, 5, '10:20');
  const desk = await openDesk({ clinic, answers });
  await screen.findByRole('gridcell', { name: /Smith, John/ });
  return desk;
}

async function carryDown(desk: Awaited<ReturnType<typeof openDesk>>) {
  await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
  await desk.user.keyboard('m{ArrowDown}{Enter}');
  await untilAsked(desk, 'appointments_reschedule');
}

describe('undo', () => {
  it('of a booking cancels it, and redo brings it back', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('bsmith{Enter}{Enter}');
    await screen.findByText(/^Booked: Smith/);
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_cancel');
    expect(desk.requests('appointments_cancel')[0]).toMatchObject({
      reason: 'undone',
      row_version: 1,
    });
    await screen.findByText(/^The booking is undone: Smith/);
    await desk.user.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await untilAsked(desk, 'appointments_step');
    expect(desk.requests('appointments_step')[0]).toMatchObject({
      step: 'take_back',
      row_version: 2,
    });
  });

  it('of nothing is neither done nor a problem', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Control>}z{/Control}');
    const said = await screen.findByText('Nothing to undo.');
    expect(said.closest('.toast')).toHaveClass('notice');
    expect(said.closest('.toast')?.querySelector('.lucide-info')).not.toBeNull();
  });

  it('of a move takes it back to the old time, doctor and place', async () => {
    const desk = await withVisit();
    await carryDown(desk);
    expect(desk.requests('appointments_reschedule')[0]).toMatchObject({
      doctor_id: 'doctor-0',
      starts: { by: 'local', date_time: `${TODAY}T10:40:00`, which: null },
    });
    const toast = await screen.findByText(/^Moved: Smith/);
    expect(toast).toBeVisible();
    await desk.user.click(
      within(screen.getByRole('region', { name: 'Notices' })).getByRole('button', { name: 'Undo' }),
    );
    await untilAsked(desk, 'appointments_undo_move');
    const [moved] = desk.requests('appointments_reschedule') as { request_id: string }[];
    expect(desk.requests('appointments_undo_move')[0]).toMatchObject({
      row_version: 2,
      move_id: moved?.request_id,
    });
    expect(await screen.findByRole('gridcell', { name: /10:20 to 10:40, Smith/ })).toBeVisible();
    await screen.findByText(/^The move is undone: Smith/);
    await desk.user.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await untilAsked(desk, 'appointments_undo_move', 2);
    const [undone, redone] = desk.requests('appointments_undo_move') as { request_id: string }[];
    expect(redone).toMatchObject({ row_version: 3, move_id: undone?.request_id });
    expect(await screen.findByRole('gridcell', { name: /10:40 to 11:00, Smith/ })).toBeVisible();
  });

  it('says so when the place was taken since, and leaves the rest undoable', async () => {
    const desk = await withVisit();
    await carryDown(desk);
    await screen.findByText(/^Moved: Smith/);
    desk.clinic.put(0, 9, '10:20');
    await desk.user.keyboard('{Control>}z{/Control}');
    expect(
      await screen.findByText(/Cannot be undone\. Dr Ama Osei is taken until 10:40/),
    ).toBeVisible();
    expect(screen.getByRole('gridcell', { name: /10:40 to 11:00, Smith/ })).toBeVisible();
    await desk.user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByText('Nothing to undo.')).toBeVisible();
  });

  it('of arriving takes the step back', async () => {
    const desk = await withVisit();
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('a');
    await screen.findByText('Smith, John has arrived.');
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_step', 2);
    expect(desk.requests('appointments_step')).toMatchObject([
      { step: 'arrive', row_version: 1 },
      { step: 'take_back', row_version: 2 },
    ]);
  });

  it('of cancelling brings the visit back', async () => {
    const desk = await withVisit();
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('c');
    await desk.user.type(await screen.findByLabelText('Why is it cancelled?'), 'Called{Enter}');
    await screen.findByText(/^Cancelled: Smith/);
    expect(screen.queryByRole('gridcell', { name: /Smith, John/ })).toBeNull();
    await desk.user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByRole('gridcell', { name: /Smith, John/ })).toBeVisible();
  });

  it('that was not answered is sent again as the same write', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '10:20');
    const answers = clinic.answers();
    let silent = false;
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_step: (request) => {
          if (silent) throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
          return answers.appointments_step(request);
        },
      },
    });
    await desk.user.click(await screen.findByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('a');
    await screen.findByText('Smith, John has arrived.');
    silent = true;
    await desk.user.keyboard('{Control>}z{/Control}');
    const retry = await screen.findByRole('button', { name: 'Try again' });
    silent = false;
    await desk.user.click(retry);
    await waitFor(() => expect(desk.requests('appointments_step')).toHaveLength(3));
    const [, first, second] = desk.requests('appointments_step');
    expect(second).toEqual(first);
  });
});
