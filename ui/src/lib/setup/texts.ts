// What went wrong while coming to the clinic's server, and what to do about it here.

import * as m from '$messages';
import type { ClinicError, OfflineCause, SetupStep } from '$lib/shared/contract';
import { errorText, type ErrorText } from '$lib/shared/errors';

/** Where the trouble is met: the form of a new server, a known server, or the private one. */
export type Where = 'form' | 'known' | 'private';

const offline: Partial<Record<OfflineCause, (where: Where) => ErrorText>> = {
  unreachable: (where) =>
    where === 'private'
      ? { what: m.setup_unreachable_private_what(), next: m.setup_unreachable_private_next() }
      : { what: m.setup_unreachable_what(), next: m.setup_unreachable_next() },
  account_refused: () => ({ what: m.setup_account_what(), next: m.setup_account_next() }),
  certificate_refused: (where) => ({
    what: m.setup_certificate_what(),
    next: where === 'form' ? m.setup_certificate_next() : m.setup_certificate_failed_next(),
  }),
};

/** The words for an error of setting up. */
export function setupText(error: ClinicError, where: Where): ErrorText {
  if (error.kind === 'offline') return offline[error.cause]?.(where) ?? errorText(error);
  if (error.kind !== 'refused') return errorText(error);
  const { refusal } = error;
  if (refusal.code === 'schema_newer')
    return { what: m.setup_newer_what(), next: m.setup_newer_next(versions(refusal)) };
  if (refusal.code === 'schema_older')
    return { what: m.setup_older_what(), next: m.setup_older_next(versions(refusal)) };
  return errorText(error);
}

function versions({ database, program }: { database: number; program: number }) {
  return { database, program };
}

/** What each step is called, in the order they come. */
export const steps: Record<SetupStep, () => string> = {
  initialise_server: m.setup_step_initialise_server,
  start_server: m.setup_step_start_server,
  connect: m.setup_step_connect,
  migrate: m.setup_step_migrate,
  seed_demo: m.setup_step_seed_demo,
};
