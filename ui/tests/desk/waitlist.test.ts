import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { AddToWaitlist, DeclineOffer, OfferTime } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { makeOffer, makeWaiting } from '$dev/fakeWaitlist';
import { tellFeed } from '$dev/standIn';
import { openDesk, seriousFaults, untilAsked } from '../support';

async function withOffer() {
  const clinic = new FakeClinic();
  const first = makeWaiting(clinic, 5, { priority: 'urgent', notes: 'mornings only' });
  makeWaiting(clinic, 6, { weekdays: [1, 3], from_time: '09:00:00', to_time: '12:00:00' });
  const offer = makeOffer(clinic, first, '11:20');
  const desk = await openDesk({ clinic });
  await desk.user.keyboard('{Alt>}w{/Alt}');
  const panel = await screen.findByRole('dialog', { name: 'Waitlist' });
  return { desk, panel, offer, first };
}

describe('the waitlist', () => {
  it('opens by Alt+W, offers on top with how long they stand, then who waits with their wishes', async () => {
    const { panel } = await withOffer();
    const offered = within(panel).getByRole('region', { name: /Offered now/ });
    expect(within(offered).getByText('Smith, John')).toBeVisible();
    expect(within(offered).getByLabelText(/Held for another 10:00/)).toBeVisible();
    const waiting = within(panel).getByRole('region', { name: /Waiting/ });
    expect(within(waiting).getByText(/Mon, Wed · 09:00–12:00/)).toBeVisible();
    expect(within(waiting).getByText('Urgent')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
  });

  it('says what to do while nobody waits', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Alt>}w{/Alt}');
    expect(await screen.findByText(/Nobody waits. Put a patient on the waitlist/)).toBeVisible();
  });

  it('books an offer by one key, and it stands on the day sheet', async () => {
    const { desk, offer } = await withOffer();
    await desk.user.keyboard('a');
    await untilAsked(desk, 'waitlist_accept');
    expect(desk.requests('waitlist_accept')).toEqual([{ appointment_id: offer.appointment_id }]);
    expect(await screen.findByText(/Booked: Smith, John/)).toBeVisible();
    expect(
      await screen.findByRole('gridcell', { name: /11:20 to 11:40, Smith, John/, hidden: true }),
    ).toBeInTheDocument();
  });

  it('passes an offer on, and says when it was over already', async () => {
    const { desk, offer } = await withOffer();
    desk.clinic.offers = [];
    await desk.user.keyboard('d');
    await untilAsked(desk, 'waitlist_decline');
    expect(desk.requests('waitlist_decline')[0]).toMatchObject({
      appointment_id: offer.appointment_id,
      why: 'declined',
    } satisfies Partial<DeclineOffer>);
    expect(
      await screen.findByText(/This offer is over: it was not answered in time/),
    ).toBeVisible();
    expect(await screen.findByText(/Nothing is offered to anybody/)).toBeVisible();
  });

  it('takes somebody off and brings them back by undo', async () => {
    const { desk, panel } = await withOffer();
    await desk.user.keyboard('{ArrowDown}{ArrowDown}{Delete}');
    await untilAsked(desk, 'waitlist_remove');
    await waitFor(() => expect(within(panel).queryByText('Smythe, Joan')).toBeNull());
    await desk.user.click(await screen.findByRole('button', { name: /Undo/ }));
    await untilAsked(desk, 'waitlist_bring_back');
    expect(desk.requests('waitlist_bring_back')[0]).toMatchObject({ row_version: 2 });
    expect(await within(panel).findByText('Smythe, Joan')).toBeVisible();
  });

  it('offers somebody a time of the desk’s choice', async () => {
    const { desk } = await withOffer();
    await desk.user.keyboard('{ArrowDown}{ArrowDown}o');
    await screen.findByRole('dialog', { name: /Offer a time: Smythe, Joan/ });
    await screen.findByRole('button', { name: /10:20/ });
    await desk.user.keyboard('1');
    await untilAsked(desk, 'waitlist_offer');
    const [request] = desk.requests('waitlist_offer') as OfferTime[];
    expect(request).toMatchObject({ doctor_id: 'doctor-0', starts_at: `${TODAY}T10:20:00Z` });
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /Offer a time/ })).toBeNull());
  });

  it('says at once, wherever one is, whom to call when something was offered', async () => {
    const desk = await openDesk();
    const offer = makeOffer(desk.clinic, makeWaiting(desk.clinic, 5), '11:20');
    await tellFeed({ state: 'online', resource_ids: [], topics: ['waitlist'], returned: false });
    expect(
      await screen.findByText(
        new RegExp(`11:20 with ${offer.doctor_name} is offered to Smith, John`),
      ),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: /Waitlist 1 offered/ })).toBeVisible();
    await desk.user.click(screen.getByRole('button', { name: 'Show' }));
    expect(await screen.findByRole('dialog', { name: 'Waitlist' })).toBeVisible();
  });

  it('takes a patient from a booking that finds nothing, with what was asked for', async () => {
    const desk = await openDesk({ answers: { appointments_free_slots: () => [] } });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('button', { name: /Put on the waitlist/ });
    await desk.user.keyboard('i');
    const form = await screen.findByRole('dialog', { name: /Waitlist: Smith, John/ });
    await desk.user.keyboard('{Alt>}1{/Alt}');
    await desk.user.type(within(form).getByLabelText(/Notes/), 'before the holidays');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'waitlist_add');
    const [request] = desk.requests('waitlist_add') as AddToWaitlist[];
    expect(request).toMatchObject({
      patient_id: 'patient-5',
      wish: {
        waits_for: { with: 'doctor', doctor_id: 'doctor-1' },
        weekdays: [1],
        notes: 'before the holidays',
      },
    });
    expect(await screen.findByText(/Smith, John is on the waitlist/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('changes what somebody waits for where they are, and takes it back', async () => {
    const { desk, panel } = await withOffer();
    await desk.user.keyboard('{ArrowDown}{ArrowDown}e');
    const form = await screen.findByRole('dialog', { name: /^Waitlist: / });
    expect(within(form).getByLabelText(/^From/)).toHaveValue('09:00');
    const until = within(form).getByLabelText(/^Until/);
    await desk.user.clear(until);
    await desk.user.type(until, '10:30');
    await desk.user.keyboard('{Alt>}5{/Alt}{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'waitlist_change');
    const waiting = within(panel).getByRole('region', { name: /Waiting/ });
    expect(await within(waiting).findByText(/Mon, Wed, Fri · 09:00–10:30/)).toBeVisible();
    expect(desk.requests('waitlist_change')[0]).toMatchObject({ row_version: 1 });
    await desk.user.keyboard('{Escape}{Control>}z{/Control}');
    await waitFor(() => {
      expect(desk.requests('waitlist_change')[1]).toMatchObject({
        row_version: 2,
        wish: { weekdays: [1, 3], to_time: '12:00' },
      });
    });
  });

  it('keeps what was typed when somebody else changed the entry meanwhile, and says so', async () => {
    const { desk } = await withOffer();
    await desk.user.keyboard('{ArrowDown}{ArrowDown}e');
    const form = await screen.findByRole('dialog', { name: /^Waitlist: / });
    desk.clinic.waiting = desk.clinic.waiting.map((one) => ({ ...one, row_version: 7 }));
    await desk.user.type(within(form).getByLabelText(/Notes/), 'rings back');
    await desk.user.keyboard('{Control>}{Enter}{/Control}');
    expect(await within(form).findByText(/changed/i)).toBeVisible();
    expect(within(form).getByLabelText(/Notes/)).toHaveValue('rings back');
  });
});
