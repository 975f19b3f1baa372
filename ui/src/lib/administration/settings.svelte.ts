// What the administrator sets for the whole clinic.

import { call } from '../shared/desk';
import type { SettingsView } from '../shared/contract';
import { RecordForm } from './form.svelte';
import { Reading } from './reading.svelte';

type Typed = { video_base_url: string };

/** The settings being changed. */
export class SettingsEditing {
  readonly form: RecordForm<Typed>;
  #row_version: number;

  constructor({ video_base_url, row_version }: SettingsView) {
    this.form = new RecordForm({ video_base_url });
    this.#row_version = row_version;
  }

  save(): Promise<SettingsView | null> {
    const row_version = this.#row_version;
    return this.form.save((request_id, typed) =>
      call('settings_save', { request_id, row_version, ...typed }),
    );
  }

  rebase({ video_base_url, row_version }: SettingsView): void {
    this.#row_version = row_version;
    this.form.rebase({ video_base_url });
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
