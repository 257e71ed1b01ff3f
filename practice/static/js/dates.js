// Times as a person reads them: on the practice clock, in the time zone of the person whose place you take.

import { h } from "./dom.js";

const MINUTE = 60;

const part = (seconds, tz, options) => {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: tz }).format(new Date(seconds * 1000));
  } catch {
    return new Intl.DateTimeFormat("en-GB", options).format(new Date(seconds * 1000)); // a zone the browser lacks
  }
};

export const clockTime = (seconds, tz) => part(seconds, tz, { hour: "2-digit", minute: "2-digit" });
export const dayKey = (seconds, tz) => part(seconds, tz, { year: "numeric", month: "2-digit", day: "2-digit" });
const long = (seconds, tz) => part(seconds, tz, { weekday: "long", day: "numeric", month: "long" });
const short = (seconds, tz) => part(seconds, tz, { day: "numeric", month: "short", year: "numeric" });

function near(seconds, now, tz) {
  for (const [shift, word] of [[0, "today"], [-1, "yesterday"], [1, "tomorrow"]]) {
    if (dayKey(now + shift * 86400, tz) === dayKey(seconds, tz)) return word;
  }
  return null;
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** "Today", "Yesterday" or "Monday 12 January", for the line between days. */
export function dayName(seconds, now, tz) {
  const word = near(seconds, now, tz);
  return word ? capital(word) : long(seconds, tz);
}

/** "2 hours ago", "in 3 days". Seconds are not counted: a page full of cards should stay calm. */
export function ago(seconds, now) {
  const away = Math.round(seconds - now);
  if (Math.abs(away) < MINUTE) return away > 0 ? "in less than a minute" : "less than a minute ago";
  const names = [["day", 1440 * MINUTE], ["hour", 60 * MINUTE], ["minute", MINUTE]];
  const [unit, size] = names.find(([, length]) => Math.abs(away) >= length);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(away / size), unit);
}

/** Slack's <!date^…^{tokens}|…> formats. */
export function slackDate(seconds, format, now, tz) {
  const pretty = (plain) => near(seconds, now, tz) ?? plain;
  const tokens = {
    date_num: () => part(seconds, tz, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-"),
    date: () => short(seconds, tz),
    date_short: () => short(seconds, tz),
    date_long: () => `${long(seconds, tz)} ${part(seconds, tz, { year: "numeric" })}`,
    date_pretty: () => pretty(short(seconds, tz)),
    date_short_pretty: () => pretty(short(seconds, tz)),
    date_long_pretty: () => pretty(long(seconds, tz)),
    time: () => clockTime(seconds, tz),
    time_secs: () => part(seconds, tz, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(seconds, now),
    day_divider_pretty: () => pretty(long(seconds, tz)),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => (name in tokens ? tokens[name]() : whole));
}

const capitalIf = (first, words) => (first ? capital(words) : words);

/** A <time> that says Slack's format; `first` in its line, it begins with a capital letter. */
export function slackTime(seconds, format, { first, title }, ctx) {
  const words = capitalIf(first, slackDate(seconds, format, ctx.now, ctx.tz));
  const dataset = { seconds, format, first: first ? "yes" : "" };
  return h("time", { datetime: new Date(seconds * 1000).toISOString(), title, dataset }, words);
}

/** Lets "2 minutes ago" and "tomorrow" follow the clock wherever they stand on the page. */
export function keepTime(now, tz) {
  for (const node of document.querySelectorAll("time[data-format]")) {
    const { seconds, format, first } = node.dataset;
    const words = capitalIf(first, slackDate(Number(seconds), format, now, tz));
    if (node.textContent !== words) node.textContent = words;
  }
}

/** The practice clock for the top bar: "Mon 12 Jan, 09:41". */
export const clockFace = (seconds, tz) =>
  `${part(seconds, tz, { weekday: "short", day: "numeric", month: "short" })}, ${clockTime(seconds, tz)}`;
