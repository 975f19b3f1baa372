import * as m from '$messages';
import type { ClinicError, KeyHolder, KeysState } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt, type Outcome } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { toasts } from '$lib/shared/toasts.svelte';
import { session } from '$lib/users/session.svelte';

/** The doings whose answer is waited for. */
type Doing = 'found' | 'let_in' | 'recover' | 'rotate' | 'renew';

/** How long to wait after a sealing anew that failed, in milliseconds. */
const PAUSE_MS = 30_000;

/** Where the clinic's keys stand, as the window knows it, and what a clinician does with them. */
class Keys {
  open = $state(false);
  state = $state.raw<KeysState | null>(null);
  /** Why the state could not be read. */
  error = $state.raw<ClinicError | null>(null);
  /** Why the last doing was refused. */
  refused = $state.raw<ClinicError | null>(null);
  doing = $state<Doing | null>(null);
  /** The recovery key that was just made: until its person has said that they have it. */
  words = $state('');
  /** How many contents the sealing anew began with. */
  toReseal = $state(0);

  readonly #onces: Record<Doing, OnceId> = {
    found: new OnceId(),
    let_in: new OnceId(),
    recover: new OnceId(),
    rotate: new OnceId(),
    renew: new OnceId(),
  };
  #sealing = false;
  #stopped = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Notes can be read and written in this session. */
  readonly held = $derived(this.state !== null && this.state.missing === null);
  /** Something is for this clinician to do before notes can be read, here. */
  readonly lacking = $derived(
    this.state?.missing === 'not_found' || this.state?.missing === 'not_let_in',
  );
  /** Colleagues who wait for somebody to let them in. */
  readonly waiting = $derived(this.held ? (this.state?.waiting ?? []) : []);
  /** Somebody who cannot sign in any more could still open what the present key seals. */
  readonly left = $derived((this.state?.holders ?? []).filter(({ active }) => !active));
  /** How far the sealing anew is, 0 to 100; none under way, nothing. */
  readonly percent = $derived.by(() => {
    const left = this.state?.left_to_reseal ?? 0;
    if (left === 0 || this.toReseal === 0) return null;
    return Math.floor((100 * (this.toReseal - left)) / this.toReseal);
  });

  /** Starts reading, and following what changes. Returns how to stop. */
  start(): () => void {
    if (!session.may('hold_keys')) return () => undefined;
    this.#stopped = false;
    void this.read();
    const stopChanges = connection.onChange((change) => {
      if (change.returned || change.topics.includes('keys')) void this.read();
    });
    return () => {
      stopChanges();
      this.#stopped = true;
      clearTimeout(this.#timer);
      this.state = null;
      this.words = '';
      this.open = false;
    };
  }

  async read(): Promise<void> {
    const outcome = await attempt('keys_state', null);
    if (this.#stopped) return;
    if (outcome.ok) this.state = outcome.answer;
    this.error = outcome.ok ? null : outcome.error;
    if (this.held && (this.state?.left_to_reseal ?? 0) > 0) void this.#reseal();
  }

  /** Makes the clinic's first keys. */
  async found(): Promise<void> {
    const shown = await this.#do('found', {}, (request_id) =>
      attempt('keys_found', { request_id }),
    );
    if (shown) this.words = shown.words;
  }

  /** Makes a new recovery key in place of the one that was printed before; whether it did. */
  async renew(password: string): Promise<boolean> {
    const shown = await this.#do('renew', {}, (request_id) =>
      attempt('keys_renew_recovery', { request_id, password }),
    );
    if (shown) this.words = shown.words;
    return shown !== undefined;
  }

  async letIn({ user_id, fingerprint, name }: KeyHolder): Promise<void> {
    const colleague = { user_id, fingerprint };
    const done = await this.#do('let_in', colleague, (request_id) =>
      attempt('keys_let_in', { request_id, ...colleague }),
    );
    if (done !== undefined) toasts.done(m.keys_was_let_in({ name }));
  }

  /** Lets this clinician in by the printed key; whether it did. */
  async recover(words: string): Promise<boolean> {
    const done = await this.#do('recover', { words }, (request_id) =>
      attempt('keys_recover', { request_id, words }),
    );
    return done !== undefined;
  }

  /** Makes a new data key; whether it did. */
  async rotate(password: string): Promise<boolean> {
    const done = await this.#do('rotate', {}, (request_id) =>
      attempt('keys_rotate', { request_id, password }),
    );
    return done !== undefined;
  }

  /** The person has the recovery key: it is forgotten here. */
  forget(): void {
    this.words = '';
  }

  async #do<T>(
    doing: Doing,
    content: object,
    asking: (request_id: string) => Promise<Outcome<T>>,
  ): Promise<T | undefined> {
    if (this.doing) return undefined;
    this.doing = doing;
    this.refused = null;
    const once = this.#onces[doing];
    const outcome = once.settle(await asking(once.for(content)));
    this.doing = null;
    if (!outcome.ok) this.refused = outcome.error;
    await this.read();
    return outcome.ok ? outcome.answer : undefined;
  }

  /** Seals what an older key sealed again, a little at a time, until nothing is left or the desk is left. */
  async #reseal(): Promise<void> {
    if (this.#sealing) return;
    this.#sealing = true;
    while (!this.#stopped && this.state && this.held && this.state.left_to_reseal > 0) {
      this.toReseal = Math.max(this.toReseal, this.state.left_to_reseal);
      const outcome = await attempt('keys_reseal_some', null);
      if (!outcome.ok) {
        this.#timer = setTimeout(() => void this.read(), PAUSE_MS);
        break;
      }
      this.state = { ...this.state, left_to_reseal: outcome.answer.left };
    }
    if (this.state?.left_to_reseal === 0) this.toReseal = 0;
    this.#sealing = false;
  }
}

/** The last group of a recovery key: who can write it down again has the paper. */
export function lastGroup(words: string): string {
  return words.split('-').at(-1) ?? '';
}

export const keys = new Keys();
