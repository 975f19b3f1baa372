import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, NOW } from '$dev/fakeClinic';
import { Refuse, tellFeed, tellKept } from '$dev/standIn';
import type { AppointmentView, KeptDeedView, SlotSearch, StepRequest } from '$lib/shared/contract';
import { openDesk, seriousFaults, untilAsked } from '../support';

const ANY_TIME: SlotSearch = {
  patient_id: null,
  over: { over: 'anyone' },
  location_id: null,
  room_id: null,
  device_ids: [],
  visit_kind: 'in_person',
  minutes: null,
  wished: { parts_of_day: [], weekdays: [], per_day: null },
  followed_by: null,
  from_on: null,
  days: 1,
  limit: 1,
  appointment_id: null,
};
const NOTHING_KEPT = { keeps: true, deeds: [], unreadable: false };

function deed(visit: AppointmentView, more: Partial<KeptDeedView> = {}): KeptDeedView {
  return {
    id: `deed-${visit.id}`,
    verb: 'check_in',
    patient_name: visit.patient_name,
    visit: { ...visit, not_yet_certain: true },
    made_at: NOW,
    standing: { standing: 'waiting' },
    followers: 0,
    ...more,
  };
}

async function awayDesk() {
  const clinic = new FakeClinic();
  const visit = clinic.put(0, 5, '10:20');
  const desk = await openDesk({
    clinic,
    answers: {
      away_withdraw: () => {
        clinic.visits = clinic.visits.map((one) => ({
          ...one,
          status: 'scheduled',
          not_yet_certain: false,
        }));
        return NOTHING_KEPT;
      },
      away_settle: () => NOTHING_KEPT,
    },
  });
  await screen.findByRole('gridcell', { name: /Smith, John/ });
  return { clinic, visit, desk };
}

describe('while the server is away', () => {
  it('says since when the day is as it is shown, and what happens with what is done', async () => {
    await awayDesk();
    await tellKept(NOTHING_KEPT);
    await tellFeed({ state: 'offline', cause: 'unreachable' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Today and the next working day are shown as they were at 10:07.',
    );
    await tellFeed({ state: 'online', resource_ids: [], topics: [], returned: true });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('marks what is not yet certain, in words too, and counts it', async () => {
    const { clinic, visit } = await awayDesk();
    clinic.visits = [{ ...visit, status: 'checked_in', not_yet_certain: true }];
    await tellKept({ keeps: true, deeds: [deed(visit)], unreadable: false });
    expect(
      await screen.findByRole('gridcell', { name: /Smith, John, Checked in, not yet certain/ }),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: '1 not yet certain' })).toBeVisible();
  });

  it('takes back what was kept by Ctrl+Z, without the server', async () => {
    const { clinic, visit, desk } = await awayDesk();
    desk.clinic.visits = [visit];
    clinic.answers();
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    visit.not_yet_certain = true;
    await desk.user.keyboard('i');
    await untilAsked(desk, 'appointments_step');
    expect(await screen.findByText(/^Kept here, not yet certain: .*Smith/)).toBeVisible();
    await tellKept({ keeps: true, deeds: [deed(visit)], unreadable: false });
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'away_withdraw');
    const stepped = desk.requests('appointments_step') as StepRequest[];
    expect(stepped).toHaveLength(1);
    expect(desk.requests('away_withdraw')).toEqual([stepped[0]?.request_id]);
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: /not yet certain/ })).toBeNull(),
    );
  });

  it('shows a refused booking with who has the time, and books the next by one press', async () => {
    const { visit, desk } = await awayDesk();
    const next = desk.clinic.answers().appointments_free_slots({ ...ANY_TIME, limit: 2 });
    await tellKept({
      keeps: true,
      unreadable: false,
      deeds: [
        deed(visit, {
          verb: 'book',
          followers: 1,
          standing: {
            standing: 'to_settle',
            error: {
              kind: 'refused',
              refusal: {
                code: 'doctor_busy',
                appointment_id: 'other',
                doctor_name: 'Dr Ama Osei',
                held_by: 'Kovač, Ana',
                until_local: visit.ends_local,
                next,
              },
            },
          },
        }),
      ],
    });
    await desk.user.click(await screen.findByRole('button', { name: '1 to settle' }));
    const list = await screen.findByRole('dialog', { name: 'Done while the server was away' });
    expect(list).toHaveTextContent('Dr Ama Osei is taken until 10:40 by Kovač, Ana.');
    expect(list).toHaveTextContent('1 more waits for this.');
    expect(await seriousFaults()).toEqual([]);
    const first = next[0];
    await desk.user.click(within(list).getAllByRole('button', { name: /Mon 23 Nov/ })[0] ?? list);
    await untilAsked(desk, 'away_settle');
    expect(desk.requests('away_settle')[0]).toMatchObject({
      id: `deed-${visit.id}`,
      how: { how: 'at', other: { starts: { by: 'instant', at: first?.starts_at } } },
    });
    expect(await within(list).findByText(/nothing waits/)).toBeVisible();
  });

  it('drops what was refused only with a reason', async () => {
    const { visit, desk } = await awayDesk();
    const error = { kind: 'stale', what: 'appointment' } as const;
    await tellKept({
      keeps: true,
      unreadable: true,
      deeds: [deed(visit, { standing: { standing: 'to_settle', error } })],
    });
    await desk.user.keyboard('q');
    const list = await screen.findByRole('dialog', { name: 'Done while the server was away' });
    expect(list).toHaveTextContent('Something kept here earlier cannot be opened.');
    expect(await within(list).findByText(/^Now: .*Dr Ama Osei, Scheduled\.$/)).toBeVisible();
    await desk.user.click(within(list).getByRole('button', { name: 'Drop it' }));
    await desk.user.type(within(list).getByLabelText('Why is it dropped?'), 'came too late{Enter}');
    await untilAsked(desk, 'away_settle');
    expect(desk.requests('away_settle')[0]).toMatchObject({
      how: { how: 'drop', reason: 'came too late' },
    });
  });

  it('leads from a day that is not known here to the one that is kept', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '10:20');
    const answers = clinic.answers();
    const today = answers.appointments_day_sheet;
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_day_sheet: (request) => {
          if (request.date !== NOW.slice(0, 10))
            throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
          return today(request);
        },
      },
    });
    await screen.findByRole('gridcell', { name: /Smith, John/ });
    await tellKept(NOTHING_KEPT);
    await desk.user.click(screen.getByRole('button', { name: 'Day after' }));
    const back = await screen.findByRole('button', { name: 'Show today, which is kept here' });
    expect(screen.queryByRole('gridcell', { name: /Smith, John/ })).toBeNull();
    await desk.user.click(back);
    expect(await screen.findByRole('gridcell', { name: /Smith, John/ })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show today, which is kept here' })).toBeNull();
  });

  it('says how much is to be settled, what cannot be opened among it', async () => {
    await awayDesk();
    await tellKept({ keeps: true, deeds: [], unreadable: true });
    expect(await screen.findByRole('button', { name: '1 to settle' })).toBeVisible();
  });

  it('shows nothing of a week that is not known here, and leads to the day that is kept', async () => {
    let silent = false;
    const clinic = new FakeClinic();
    clinic.put(0, 5, '10:20');
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_week: (request) => {
          if (silent) throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
          return answers.appointments_week(request);
        },
      },
    });
    await screen.findByRole('gridcell', { name: /Smith, John/ });
    await tellKept(NOTHING_KEPT);
    await desk.user.keyboard('3');
    expect(await screen.findByRole('grid', { name: /^Week/ })).toBeVisible();
    silent = true;
    await desk.user.keyboard('{PageDown}');
    const day = await screen.findByRole('button', { name: 'Show today, which is kept here' });
    expect(screen.queryByRole('grid', { name: /^Week/ })).toBeNull();
    expect(screen.queryByText('Loading…')).toBeNull();
    await desk.user.click(day);
    expect(await screen.findByRole('gridcell', { name: /Smith, John/ })).toBeVisible();
  });
});
