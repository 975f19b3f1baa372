import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { blocks } from '$lib/availability/blocks.svelte';
import { tellFeed } from '$dev/standIn';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { openDesk, seriousFaults, untilAsked, type OpenDesk } from '../support';

beforeEach(() => {
  blocks.copied = null;
});

/** Another look at the day, as after every change. */
const readAgain = () =>
  tellFeed({ state: 'online', resource_ids: [], topics: ['availability'], returned: false });

const dialog = (name: string) => screen.findByRole('dialog', { name });
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

/** A meeting of Dr Osei from 10:40 on, made where the cursor stands. */
async function withMeeting(): Promise<OpenDesk> {
  const desk = await openDesk();
  screen.getByRole('grid').focus();
  await desk.user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}k');
  const form = await dialog('Add a block');
  await waitFor(() => expect(within(form).getByLabelText(/^Title/)).toHaveFocus());
  await desk.user.keyboard('Ward round{Enter}');
  await untilAsked(desk, 'availability_add_blocks');
  await closed();
  await readAgain();
  await screen.findByRole('gridcell', { name: '10:40 to 11:00, Meeting: Ward round' });
  return desk;
}

describe('a block', () => {
  it('is made where the cursor stands, and undone', async () => {
    const desk = await withMeeting();
    expect(desk.requests('availability_add_blocks')[0]).toMatchObject({
      blocks: [
        {
          doctor_id: 'doctor-0',
          location_id: 'location-0',
          block_kind: 'meeting',
          title: 'Ward round',
          starts_local: `${TODAY}T10:40`,
          ends_local: `${TODAY}T11:00`,
          release: { by: 'never' },
        },
      ],
    });
    await screen.findByText('Blocked: Ward round.');
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'availability_remove_blocks');
    await readAgain();
    await screen.findByRole('gridcell', { name: '10:40 to 11:00, free' });
    await desk.user.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await untilAsked(desk, 'availability_restore_blocks');
  });

  it('is copied by keys to another doctor, and taken off by Delete', async () => {
    const desk = await withMeeting();
    await desk.user.keyboard('{Control>}c{/Control}');
    await screen.findByText(/^Copied/);
    await desk.user.keyboard('{ArrowRight}{Control>}v{/Control}');
    await untilAsked(desk, 'availability_add_blocks', 2);
    expect(desk.requests('availability_add_blocks')[1]).toMatchObject({
      blocks: [{ doctor_id: 'doctor-1', title: 'Ward round', starts_local: `${TODAY}T10:30` }],
    });
    await desk.user.keyboard('{ArrowLeft}{Delete}');
    await untilAsked(desk, 'availability_remove_blocks');
    await screen.findByText('Block removed: Meeting: Ward round.');
    await readAgain();
    await screen.findByRole('gridcell', { name: '10:40 to 11:00, free' });
  });

  it('pasted over another one is refused with where that is', async () => {
    const desk = await withMeeting();
    await desk.user.keyboard('{Control>}c{/Control}{Control>}v{/Control}');
    expect(
      await screen.findByText(/another block is in the way on Mon,? 23 Nov, 10:40/),
    ).toBeVisible();
  });

  it('of a day is pasted into the week at its own time', async () => {
    const desk = await withMeeting();
    await desk.user.keyboard('{Control>}{Shift>}c{/Shift}{/Control}');
    await screen.findByText(/^1 block copied/);
    await desk.user.click(screen.getByRole('button', { name: 'Paste into the week' }));
    await untilAsked(desk, 'availability_add_blocks', 2);
    const pasted = desk.requests('availability_add_blocks')[1] as {
      blocks: { starts_local: string }[];
    };
    expect(pasted.blocks.map(({ starts_local }) => starts_local)).toEqual(
      ['24', '25', '26', '27'].map((day) => `2026-11-${day}T10:40`),
    );
  });

  it('is opened by its label, changed over midnight, and the change undone', async () => {
    const desk = await withMeeting();
    await desk.user.click(screen.getByTitle('Meeting: Ward round'));
    const form = await dialog('Block');
    expect(await seriousFaults()).toEqual([]);
    const fill = async (label: string, text: string) => {
      await desk.user.clear(within(form).getByLabelText(label));
      await desk.user.type(within(form).getByLabelText(label), text);
    };
    await desk.user.selectOptions(within(form).getByLabelText('What for'), 'emergency');
    await fill('From', '22');
    await fill('To', '1');
    await desk.user.selectOptions(within(form).getByLabelText('Everyone may book it'), 'hours');
    expect(within(form).getByLabelText('From')).toHaveValue('22:00');
    expect(within(form).getByText('ends the next day')).toBeVisible();
    await fill('Hours before', '24');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'availability_change_block');
    expect(desk.requests('availability_change_block')[0]).toMatchObject({
      row_version: 1,
      block: {
        block_kind: 'emergency',
        starts_local: `${TODAY}T22:00`,
        ends_local: '2026-11-24T01:00',
        release: { by: 'hours', hours: 24 },
      },
    });
    await closed();
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'availability_change_block', 2);
    expect(desk.requests('availability_change_block')[1]).toMatchObject({
      row_version: 2,
      block: { block_kind: 'meeting', starts_local: `${TODAY}T10:40`, release: { by: 'never' } },
    });
  });

  it('says at the field what is wrong, and what was typed can be had back', async () => {
    const desk = await openDesk();
    await desk.user.click(screen.getByRole('button', { name: /^Block this time/ }));
    const form = await dialog('Add a block');
    await desk.user.type(within(form).getByLabelText(/^Title/), 'Budget');
    const to = within(form).getByLabelText('To');
    await desk.user.clear(to);
    await desk.user.type(to, 'noon{Enter}');
    await waitFor(() => expect(to).toBeInvalid());
    expect(desk.requests('availability_add_blocks')).toHaveLength(0);
    await desk.user.keyboard('{Escape}');
    await closed();
    await desk.user.click(
      within(screen.getByRole('region', { name: 'Notices' })).getByRole('button', { name: 'Undo' }),
    );
    expect(within(await dialog('Add a block')).getByLabelText(/^Title/)).toHaveValue('Budget');
  });

  it('laid over a visit names it, and is seen beside it', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '10:40', 'scheduled');
    const desk = await openDesk({ clinic });
    screen.getByRole('grid').focus();
    await desk.user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}k');
    const form = await dialog('Add a block');
    await waitFor(() => expect(within(form).getByLabelText(/^Title/)).toHaveFocus());
    await desk.user.keyboard('Ward round{Enter}');
    expect(
      await screen.findByText(/1 visit lies in this block and stays: 10:40 Smith, John/),
    ).toBeVisible();
    await readAgain();
    await screen.findByRole('gridcell', {
      name: /10:40 to 11:00, Smith, John.*in the block Meeting: Ward round/,
    });
  });
});
