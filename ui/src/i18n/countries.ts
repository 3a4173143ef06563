/** Country names in the language of the app, sorted as people look for them. */
const NAMES = new Intl.DisplayNames(['en-GB'], { type: 'region', fallback: 'code' });

export function countryName(code: string): string {
  try {
    return NAMES.of(code) ?? code;
  } catch {
    return code; // not a code at all
  }
}

export const byName = (codes: string[]) =>
  [...codes].sort((a, b) => countryName(a).localeCompare(countryName(b), 'en-GB'));

/** "www.samaritans.org" of a whole address: what a person would look for. */
export function site(address: string): string {
  try {
    return new URL(address).host.replace(/^www\./, '');
  } catch {
    return address;
  }
}
