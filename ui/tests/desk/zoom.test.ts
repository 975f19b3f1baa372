import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Refuse } from '$dev/standIn';
import { openDesk } from '../support';

describe('the size of everything', () => {
  it('follows the keys every reader of pages knows, also over a dialog and in a field', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('{Control>}={/Control}');
    expect(await screen.findByText('125 %')).toBeVisible();
    await desk.user.keyboard('/');
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: 'Find a patient' })).toHaveFocus(),
    );
    await desk.user.keyboard('{Control>}-{/Control}');
    expect(await screen.findByText('80 %')).toBeVisible();
    await desk.user.keyboard('{Control>}0{/Control}{Control>}+{/Control}');
    expect(desk.requests('setup_zoom')).toEqual(['larger', 'smaller', 'usual', 'larger']);
  });

  it('is in the help, and says when it could not be kept', async () => {
    const desk = await openDesk({
      answers: {
        setup_zoom: () => {
          throw new Refuse({ kind: 'inconsistent', detail: 'zoom: the disk is full' });
        },
      },
    });
    await desk.user.keyboard('?');
    const group = await screen.findByRole('region', { name: 'Size of everything' });
    expect(within(group).getByText('Larger')).toBeVisible();
    await desk.user.keyboard('{Escape}{Control>}0{/Control}');
    expect(await screen.findByText(/holds something that Clinic Desk does not/)).toBeVisible();
  });
});
