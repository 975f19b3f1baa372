import * as m from '$messages';
import type { MessageList, MessageState, MessageView } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt, type Outcome } from '$lib/shared/desk';
import { errorText } from '$lib/shared/errors';
import { OnceId } from '$lib/shared/once';
import { Rereading } from '$lib/shared/rereading.svelte';
import { toasts } from '$lib/shared/toasts.svelte';
import { session } from '$lib/users/session.svelte';

/** Which messages are shown. */
export type Filter = 'all' | 'waiting' | 'not_gone' | 'gone';

export const filters: Record<Filter, readonly MessageState[]> = {
  all: [],
  waiting: ['pending', 'sending'],
  not_gone: ['failed', 'unknown'],
  gone: ['sent'],
};

/** A message that is due for longer than this is sent by nobody. */
const PATIENCE_MS = 120_000;

/** The messages to patients as the window knows them, and what the desk does with them. */
class MessagesState extends Rereading {
  list = $state.raw<MessageList | null>(null);
  filter = $state<Filter>('all');
  /** The message that something is being done with. */
  pending = $state<string | null>(null);

  private readonly onces = new Map<string, OnceId>();

  readonly messages = $derived(this.list?.messages ?? []);
  /** How many a person has to see to. */
  readonly toSettle = $derived(this.list?.to_settle ?? 0);
  /** Why none goes at present. */
  readonly hindrance = $derived(
    this.messages.find((one) => one.state === 'pending' && one.problem && concernsAll(one))
      ?.problem ?? null,
  );
  /** Something is due and nobody sends it. */
  readonly nobodySends = $derived(
    this.messages.some(
      (one) =>
        one.state === 'pending' &&
        one.problem === null &&
        Date.parse(one.next_try_at) + PATIENCE_MS < this.now,
    ),
  );

  /** What waits does not go. */
  readonly stuck = $derived(this.hindrance !== null || this.nobodySends);

  /** Starts reading, and following what changes. Returns how to stop. */
  start(): () => void {
    if (!session.may('see_messages')) return () => undefined;
    void this.load();
    const tick = setInterval(() => this.tick(), 10_000);
    const stopChanges = connection.onChange((change) => {
      if (change.returned || change.topics.includes('messages')) void this.load();
    });
    return () => {
      clearInterval(tick);
      stopChanges();
      this.list = null;
      this.filter = 'all';
    };
  }

  async load(): Promise<void> {
    const search = { states: [...filters[this.filter]], patient_id: null };
    const answer = await this.reread(attempt('messages_list', search));
    if (answer) this.list = answer;
  }

  show(filter: Filter): void {
    this.filter = filter;
    void this.load();
  }

  async tryAgain(message: MessageView): Promise<void> {
    const done = await this.act('messages_try_again', message);
    if (done) toasts.done(m.messages_tried_again({ name: message.patient_name }));
  }

  async withdraw(message: MessageView): Promise<void> {
    const done = await this.act('messages_withdraw', message);
    if (done) toasts.done(m.messages_withdrawn({ name: message.patient_name }));
  }

  /** Does one thing at a time, says why it was not done, and reads the list again. */
  private async act(
    which: 'messages_try_again' | 'messages_withdraw',
    message: MessageView,
  ): Promise<boolean> {
    if (this.pending) return false;
    this.pending = message.id;
    const once = this.onces.get(`${which} ${message.id}`) ?? new OnceId();
    this.onces.set(`${which} ${message.id}`, once);
    const request = { message_id: message.id, row_version: message.row_version };
    const request_id = once.for(request);
    const outcome: Outcome<null> = once.settle(await attempt(which, { request_id, ...request }));
    this.pending = null;
    if (!outcome.ok) {
      const text = errorText(outcome.error);
      toasts.problem(text.what, text.next);
    }
    void this.load();
    return outcome.ok;
  }
}

/** The problem is the mail server's or the settings', and so every message's. */
function concernsAll({ problem }: MessageView): boolean {
  return (
    problem === 'cannot_connect' ||
    problem === 'certificate_refused' ||
    problem === 'no_tls' ||
    problem === 'sign_in_refused'
  );
}

/** It did not go, and can be tried or given up. */
export function isOpen({ state }: MessageView): boolean {
  return state === 'pending' || state === 'failed' || state === 'unknown';
}

export const messages = new MessagesState();
