let known: string[] | null = null;

/** Every IANA zone this computer knows. */
export function timeZones(): string[] {
  known ??= Intl.supportedValuesOf('timeZone');
  return known;
}

/** Zones of which every typed word is a part: "berlin", "america york"; those whose city begins with it come first. */
export function findZones(typed: string, most: number): string[] {
  const words = plain(typed).split(' ').filter(Boolean);
  const found = timeZones().filter((zone) => words.every((word) => plain(zone).includes(word)));
  const city = (zone: string) => plain(zone.slice(zone.lastIndexOf('/') + 1));
  const first = words.at(-1) ?? '';
  const rank = (zone: string) => (city(zone).startsWith(first) ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, most);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[/_,-]+/g, ' ')
    .trim();
}
