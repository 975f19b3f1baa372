// Locations and their rooms, as the administrator keeps them.

import { call, freshId } from '../shared/desk';
import type { DeviceView, LocationForm, LocationView, RoomView } from '../shared/contract';
import { RecordForm } from './form.svelte';
import { Reading } from './reading.svelte';

type LocationTyped = LocationForm & Record<string, unknown>;
type RoomTyped = { name: string; active: boolean };

/** The zone this computer is in: most likely the clinic's. */
function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function typedLocation(form: LocationForm): LocationTyped {
  const { name, address, phone, what_to_bring, time_zone, active, opening_hours } = form;
  return { name, address, phone, what_to_bring, time_zone, active, opening_hours };
}

/** One location being added or changed. */
export class LocationEditing {
  readonly form: RecordForm<LocationTyped>;
  readonly id: string;
  #row_version: number | null;

  constructor(location: LocationView | null) {
    this.id = location?.id ?? freshId();
    this.#row_version = location?.row_version ?? null;
    const empty = {
      name: '',
      address: '',
      phone: '',
      what_to_bring: '',
      time_zone: ownZone(),
      active: true,
      opening_hours: [],
    };
    this.form = new RecordForm(typedLocation(location ?? empty));
  }

  get isNew(): boolean {
    return this.#row_version === null;
  }

  save(): Promise<LocationView | null> {
    const { id } = this;
    const row_version = this.#row_version;
    return this.form.save((request_id, form) =>
      call('locations_save', { request_id, id, row_version, form }),
    );
  }

  rebase(now: LocationView): void {
    this.#row_version = now.row_version;
    this.form.rebase(typedLocation(now));
  }
}

/** What a location has that one visit takes at a time. */
export type Thing = RoomView | DeviceView;

/** One room or device being added or changed. */
export class RoomEditing {
  readonly form: RecordForm<RoomTyped>;
  readonly id: string;
  readonly location_id: string;
  #row_version: number | null;

  constructor(
    location_id: string,
    room: Thing | null,
    readonly what: 'room' | 'device' = 'room',
  ) {
    this.location_id = location_id;
    this.id = room?.id ?? freshId();
    this.#row_version = room?.row_version ?? null;
    this.form = new RecordForm({ name: room?.name ?? '', active: room?.active ?? true });
  }

  get isNew(): boolean {
    return this.#row_version === null;
  }

  save(): Promise<Thing | null> {
    const { id, location_id } = this;
    const command = this.what === 'room' ? 'locations_save_room' : 'locations_save_device';
    const row_version = this.#row_version;
    return this.form.save((request_id, { name, active }) =>
      call(command, { request_id, id, row_version, location_id, name, active }),
    );
  }

  rebase({ name, active, row_version }: Thing): void {
    this.#row_version = row_version;
    this.form.rebase({ name, active });
  }
}

/** The administrator's locations. */
export class Locations {
  readonly locations = new Reading<LocationView[]>(() => call('locations_list', null));
  editing = $state.raw<LocationEditing | null>(null);
  room = $state.raw<RoomEditing | null>(null);

  read(): Promise<void> {
    return this.locations.read();
  }

  edit(location: LocationView | null): void {
    this.room = null;
    this.editing = new LocationEditing(location);
  }

  editRoom(location_id: string, room: RoomView | null): void {
    this.editing = null;
    this.room = new RoomEditing(location_id, room);
  }

  editDevice(location_id: string, device: DeviceView | null): void {
    this.editing = null;
    this.room = new RoomEditing(location_id, device, 'device');
  }

  async save(): Promise<LocationView | null> {
    const saved = (await this.editing?.save()) ?? null;
    if (saved) {
      this.editing = null;
      await this.read();
    }
    return saved;
  }

  async saveRoom(): Promise<Thing | null> {
    const saved = (await this.room?.save()) ?? null;
    if (saved) {
      this.room = null;
      await this.read();
    }
    return saved;
  }

  /** Takes the version that somebody else saved under what was typed. */
  async reload(): Promise<void> {
    await this.read();
    if (this.locations.problem) return;
    const all = this.locations.value ?? [];
    const location = all.find(({ id }) => id === this.editing?.id);
    const things: Thing[] = all.flatMap(({ rooms, devices }) => [...rooms, ...devices]);
    const room = things.find(({ id }) => id === this.room?.id);
    if (location) this.editing?.rebase(location);
    if (room) this.room?.rebase(room);
  }
}
