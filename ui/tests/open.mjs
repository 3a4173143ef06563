// `npm run dev [-- WORLD]`: serves the interface with a real core behind it, and prints the address of an app to open
// in a browser. Worlds: new, empty, story, therapist.
import { beginApp, PASSPHRASE, startHost } from './host.mjs';

const host = await startHost();
console.log(await beginApp(host.url, { world: process.argv[2] ?? 'story' }));
console.log(`The passphrase is "${PASSPHRASE}". Ctrl+C ends it.`);
process.once('SIGINT', () => void host.stop());
