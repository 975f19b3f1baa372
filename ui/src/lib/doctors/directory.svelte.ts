import type { DoctorView, LocationView, SpecialtyView } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt } from '$lib/shared/desk';

/** Who works at the clinic, in what, and where: what every screen of the desk names. */
class Directory {
  doctors = $state.raw<DoctorView[]>([]);
  specialties = $state.raw<SpecialtyView[]>([]);
  locations = $state.raw<LocationView[]>([]);

  readonly activeDoctors = $derived(this.doctors.filter((doctor) => doctor.active));
  readonly activeLocations = $derived(this.locations.filter((location) => location.active));
  /** The zone that instants without a location are shown in. */
  readonly zone = $derived(
    this.activeLocations[0]?.time_zone ?? this.locations[0]?.time_zone ?? 'UTC',
  );

  /** Reads it, and again whenever the clinic changes. Returns how to stop. */
  start(): () => void {
    void this.load();
    return connection.onChange((change) => {
      if (change.returned || change.topics.includes('clinic')) void this.load();
    });
  }

  async load(): Promise<void> {
    const [doctors, specialties, locations] = await Promise.all([
      attempt('doctors_list', null),
      attempt('specialties_list', null),
      attempt('locations_list', null),
    ]);
    if (doctors.ok) this.doctors = doctors.answer;
    if (specialties.ok) this.specialties = specialties.answer;
    if (locations.ok) this.locations = locations.answer;
  }

  doctor(id: string | null): DoctorView | undefined {
    return this.doctors.find((doctor) => doctor.id === id);
  }

  zoneOf(locationId: string | null | undefined): string {
    return this.locations.find((location) => location.id === locationId)?.time_zone ?? this.zone;
  }
}

export const directory = new Directory();
