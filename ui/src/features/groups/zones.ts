/** The time zones this computer knows, the one it is in, and a zone's name as people read it. */
export const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

export function knownZones(chosen: string): string[] {
  return [...new Set([chosen, hereZone(), ...Intl.supportedValuesOf('timeZone')])].sort();
}

/** "Europe/London" is read as "London". */
export const zoneName = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
