/** The shape of a catalogue of messages, and what can be known of one at compile time. */
import type { en } from "./en";

/** A message whose wording depends on `{count}`, by the plural categories of `Intl.PluralRules`. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

export type Message = string | Plural;
type English = typeof en;
export type Key = keyof English;

/** Every key of the English catalogue, worded in another language; plurals stay plurals. */
export type Translation<Source = English> = {
  readonly [K in keyof Source]: Source[K] extends string ? string : Plural;
};

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<M> = M extends string
  ? Names<M>
  : M extends Plural
    ? "count" | Names<M["one"]> | Names<M["other"]>
    : never;

/** The second argument of `t`: present exactly when the message has placeholders. */
export type Args<K extends Key> = [NamesOf<English[K]>] extends [never]
  ? []
  : [Record<NamesOf<English[K]>, string | number>];

/** The placeholders of a message, sorted: what a translation must have too. */
export function placeholders(message: Message): string[] {
  const texts = typeof message === "string" ? [message] : [message.one, message.other];
  const names = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""));
  return [...new Set(names)].sort();
}

/** Words a message: picks the plural by `count` and fills the placeholders. Numbers are written as the language does. */
export function render(message: Message, language: string, values: Readonly<Record<string, string | number>>): string {
  const text =
    typeof message === "string"
      ? message
      : new Intl.PluralRules(language).select(Number(values.count)) === "one"
        ? message.one
        : message.other;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}
