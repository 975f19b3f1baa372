// What the administrator sets for the whole clinic.

import { call } from '../shared/desk';
import type { SettingsView } from '../shared/contract';
import { RecordForm } from './form.svelte';
import { Reading } from './reading.svelte';

type Typed = { video_base_url: string; late_cancel_hours: string; offer_minutes: string };

function typed({ video_base_url, late_cancel_hours, offer_minutes }: SettingsView): Typed {
  return {
    video_base_url,
    late_cancel_hours: String(late_cancel_hours),
    offer_minutes: String(offer_minutes),
  };
}

/** What is no number is told at the field by the core. */
function number(text: string): number {
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : -1;
}

/** The settings being changed. */
export class SettingsEditing {
  readonly form: RecordForm<Typed>;
  #row_version: number;

  constructor(settings: SettingsView) {
    this.form = new RecordForm(typed(settings));
    this.#row_version = settings.row_version;
  }

  save(): Promise<SettingsView | null> {
    const row_version = this.#row_version;
    return this.form.save((request_id, { video_base_url, late_cancel_hours, offer_minutes }) =>
      call('settings_save', {
        request_id,
        row_version,
        video_base_url,
        late_cancel_hours: number(late_cancel_hours),
        offer_minutes: number(offer_minutes),
      }),
    );
  }

  rebase(settings: SettingsView): void {
    this.#row_version = settings.row_version;
    this.form.rebase(typed(settings));
  }
}

/** The clinic's settings. */
export class Settings {
  readonly settings = new Reading<SettingsView>(() => call('settings_get', null));
  editing = $state.raw<SettingsEditing | null>(null);

  read(): Promise<void> {
    return this.settings.read();
  }

  edit(): void {
    if (this.settings.value) this.editing = new SettingsEditing(this.settings.value);
  }

  async save(): Promise<SettingsView | null> {
    const saved = (await this.editing?.save()) ?? null;
    if (saved) {
      this.editing = null;
      await this.read();
    }
    return saved;
  }

  /** Takes the version that somebody else saved under what was typed. */
  async reload(): Promise<void> {
    await this.read();
    if (!this.settings.problem && this.settings.value) this.editing?.rebase(this.settings.value);
  }
}
