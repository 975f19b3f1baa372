// The settings of the clinic's messages, and whether this workstation sends them.

import { call, attempt } from '../shared/desk';
import type {
  ClinicError,
  MessageSettings,
  MessageSettingsView,
  SendingHere,
  TestOutcome,
} from '../shared/contract';
import { RecordForm } from './form.svelte';
import { Reading } from './reading.svelte';

type Typed = Omit<MessageSettings, 'port' | 'reminder_hours'> & {
  port: string;
  reminder_hours: string;
};

function typed(settings: MessageSettings): Typed {
  const { port, reminder_hours } = settings;
  return { ...settings, port: String(port), reminder_hours: String(reminder_hours) };
}

/** What is no number is told at the field by the core. */
function number(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text) : -1;
}

/** The settings being changed. */
export class MailEditing {
  readonly form: RecordForm<Typed>;
  #row_version: number;

  constructor({ settings, row_version }: MessageSettingsView) {
    this.form = new RecordForm(typed(settings));
    this.#row_version = row_version;
  }

  save(): Promise<MessageSettingsView | null> {
    const row_version = this.#row_version;
    return this.form.save((request_id, { port, reminder_hours, ...settings }) =>
      call('messages_save_settings', {
        request_id,
        row_version,
        settings: {
          ...settings,
          port: number(port),
          reminder_hours: number(reminder_hours),
        },
      }),
    );
  }

  rebase({ settings, row_version }: MessageSettingsView): void {
    this.#row_version = row_version;
    this.form.rebase(typed(settings));
  }
}

/** What the clinic set of its messages. */
export class Mail {
  readonly settings = new Reading<MessageSettingsView>(() => call('messages_settings', null));
  readonly here = new Reading<SendingHere>(() => call('messages_sending_here', null));
  editing = $state.raw<MailEditing | null>(null);
  /** What is typed of the mail server's password. */
  password = $state('');
  /** Where the test goes. */
  address = $state('');
  pending = $state<'here' | 'test' | null>(null);
  problem = $state.raw<ClinicError | null>(null);
  tested = $state.raw<TestOutcome | null>(null);

  async read(): Promise<void> {
    await Promise.all([this.settings.read(), this.here.read()]);
  }

  edit(): void {
    if (this.settings.value) this.editing = new MailEditing(this.settings.value);
  }

  async save(): Promise<MessageSettingsView | null> {
    const saved = (await this.editing?.save()) ?? null;
    if (saved) {
      this.editing = null;
      this.tested = null;
      await this.read();
    }
    return saved;
  }

  /** Takes the version that somebody else saved under what was typed. */
  async reload(): Promise<void> {
    await this.settings.read();
    if (!this.settings.problem && this.settings.value) this.editing?.rebase(this.settings.value);
  }

  /** Has this workstation send, or no longer; what was typed of a password is kept here. */
  async sendHere(on: boolean): Promise<boolean> {
    if (this.pending) return false;
    this.pending = 'here';
    const password = this.password || null;
    const outcome = await attempt('messages_send_here', { on, password });
    this.pending = null;
    this.problem = outcome.ok ? null : outcome.error;
    if (!outcome.ok) return false;
    this.here.value = outcome.answer;
    this.password = '';
    return true;
  }

  async test(): Promise<void> {
    if (this.pending) return;
    this.pending = 'test';
    this.tested = null;
    const outcome = await attempt('messages_send_test', { address: this.address });
    this.pending = null;
    this.problem = outcome.ok ? null : outcome.error;
    if (outcome.ok) this.tested = outcome.answer;
  }

  /** What is wrong with where the test goes. */
  readonly addressProblem = $derived(
    this.problem?.kind === 'invalid'
      ? this.problem.fields.find(({ field }) => field === 'address')?.problem
      : undefined,
  );
}
