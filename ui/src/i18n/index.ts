/**
 * Every word the app says, from the Fluent files that Rust shares (src-tauri/locales/<language>/<noun>.ftl). `t` takes
 * only ids that exist, with the variables they need: the list is generated (messages.ts, `npm run messages`).
 */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Failure } from '../backend';
import type { Messages } from './messages';

type MessageId = keyof Messages;

/** The variables that every one of these messages needs. */
type Variables<Id extends MessageId> = (
  Id extends unknown ? (variables: Messages[Id] extends null ? unknown : Messages[Id]) => void : never
) extends (variables: infer All) => void
  ? All
  : never;

const files = import.meta.glob<string>(
  ['../../../src-tauri/locales/en/*.ftl', '!../../../src-tauri/locales/en/cli.ftl'],
  { query: '?raw', import: 'default', eager: true },
);

// Isolation marks around every argument would end up in accessible names; only right-to-left arguments get them.
const bundle = new FluentBundle('en-GB', { useIsolating: false });
for (const source of Object.values(files)) {
  for (const error of bundle.addResource(new FluentResource(source))) console.error(error);
}

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

function isolate(variables: Record<string, FluentVariable>): Record<string, FluentVariable> {
  const isolated = (value: FluentVariable) =>
    typeof value === 'string' && RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, isolated(value)]));
}

/** The message of an id that is only known when it is asked for, or one of its attributes; null when there is none. */
export function find(id: string, variables: Record<string, FluentVariable> = {}, attribute?: string): string | null {
  const message = bundle.getMessage(id);
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
  return pattern == null ? null : bundle.formatPattern(pattern, isolate(variables), []);
}

export function t<Id extends MessageId>(
  id: Id,
  ...variables: unknown extends Variables<Id> ? [] : [Variables<Id>]
): string {
  return find(id, variables[0] as Record<string, FluentVariable> | undefined) ?? id;
}

/** What happened and what is safe. An unknown code gets the general message. */
export function failureHappened(failure: Failure): string {
  return find(failureId(failure), failure.params) ?? '';
}

/** What to do next after a failure. */
export function failureAdvice(failure: Failure): string | null {
  return find(failureId(failure), failure.params, 'advice');
}

/** Both as one text. */
export function failureText(failure: Failure): string {
  return [failureHappened(failure), failureAdvice(failure)].filter(Boolean).join(' ');
}

function failureId(failure: Failure): string {
  const id = `failure-${failure.code.replaceAll('_', '-')}`;
  return bundle.hasMessage(id) ? id : 'failure-unexpected';
}
