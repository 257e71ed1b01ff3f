// The page: reads the state, follows its changes, and gives each part what it shows.

import { api, watch } from "./api.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { contextOf } from "./context.js";
import { clockFace, keepTime } from "./dates.js";
import { avatar, h, icon, replace, wellMark } from "./dom.js";
import { faultControls } from "./faults.js";
import { keyboard } from "./keyboard.js";
import { MessageList } from "./messages.js";
import * as modal from "./modal.js";
import { announce } from "./announce.js";
import { panel } from "./panel.js";
import { mailPart } from "./panel-mail.js";
import { firstPerson, peopleMenu, remember } from "./people.js";
import { order, sidebar } from "./sidebar.js";
import { nowOf, roots, thread, understand } from "./state.js";
import { themeButton } from "./theme.js";
import { follow as followToasts, toast } from "./toasts.js";

const at = (id) => document.getElementById(id);
const page = { as: firstPerson(), open: null, tab: "home", thread: null, state: null, unwatch: () => {} };
const list = new MessageList(at("messages"), at("messages-scroll"), at("to-new"));
const threadList = new MessageList(at("thread-messages"), at("thread-scroll"));

const mail = mailPart();
let reading = null;
let again = false;

/** Reads the state and draws it; calls that come meanwhile share one more reading. */
function refresh() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = (async () => {
    do {
      again = false;
      const as = page.as;
      try {
        const raw = await api.state(as);
        if (as === page.as) take(understand(raw));
        else again = true;
      } catch (problem) {
        if (!page.state) throw problem;
        online(false);
      }
    } while (again);
  })().finally(() => (reading = null));
  return reading;
}

function take(state) {
  const first = page.state?.me.id !== state.me.id;
  const before = page.state;
  page.state = state;
  if (!state.conversations.some((one) => one.id === page.open)) page.open = order(state.conversations)[0]?.id ?? null;
  draw();
  mail.follow(state.me.tz).catch(() => {});
  followToasts(state.toasts, first);
  if (!first) announce(before, state, page.open);
}

const current = () => page.state.conversations.find((one) => one.id === page.open);

const tick = () => (at("clock").textContent = clockFace(nowOf(page.state), page.state.me.tz));

function draw() {
  const { state } = page;
  tick();
  const here = current();
  const ctx = contextOf(state, nowOf(state), refresh);
  peopleMenu(at("person"), state);
  const home = here?.isApp && page.tab === "home";
  sidebar(at("conversations"), state, { open: page.open, seen: home ? null : page.open }, choose);
  title(here, home);
  at("home").hidden = !home;
  at("messages-scroll").hidden = home;
  if (home) at("to-new").hidden = true;
  if (home) drawHome(ctx);
  else if (here) list.show(here.id + state.me.id, roots(here), ctx.forMessage(here.id), openThread);
  at("empty").hidden = home || (here && roots(here).length > 0);
  at("empty").textContent = here?.isApp ? "No messages from the app yet." : "Nothing has been written here yet.";
  drawThread(here, ctx);
  writeHere();
  writeThread();
  modal.follow(state.views, ctx);
  keepTime(nowOf(state), state.me.tz);
  if (here?.unread && !home && document.visibilityState === "visible") read(here);
}

let marked = null;
async function read(conversation) {
  const mark = `${page.as}/${conversation.id}/${conversation.messages.at(-1)?.ts}`;
  if (marked === mark) return;
  marked = mark;
  await api.read({ as: page.as, channel: conversation.id }).catch(() => {});
}

function title(here, home) {
  const unread = page.state.conversations.reduce((sum, one) => sum + (one.unread || 0), 0);
  document.title = `${unread ? `(${unread}) ` : ""}${here?.name ?? ""} · Loopwell practice`;
  const mark = here?.kind === "im" ? avatar(here.user, "small") : icon(here?.kind === "private" ? "lock" : "hash");
  replace(at("place"), mark, h("h1", {}, here?.name ?? ""), here?.is_archived ? h("span", { class: "badge" }, "ARCHIVED") : null);
  at("topic").textContent = here?.topic ?? "";
  at("tabs").hidden = !here?.isApp;
  for (const tab of at("tabs").querySelectorAll("[role=tab]")) {
    const on = tab.dataset.tab === page.tab;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  const waiting = home && here.unread ? h("span", { class: "unread", "aria-label": `${here.unread} unread` }, String(here.unread)) : "";
  replace(at("tab-messages"), "Messages ", waiting);
}

let homeShown = "";
function drawHome(ctx) {
  const version = JSON.stringify([page.state.home, page.as]);
  if (version === homeShown) return;
  homeShown = version;
  const view = page.state.home?.blocks ? page.state.home : page.state.home?.view;
  const empty = h("p", { class: "empty" }, "The app has not drawn its Home yet.");
  replace(at("home-blocks"), view?.blocks ? blocks(view.blocks, ctx.home()) : empty);
}

function drawThread(here, ctx) {
  const found = page.thread && here ? thread(here, page.thread) : [];
  if (!found.length) page.thread = null;
  at("thread").hidden = !page.thread;
  document.body.classList.toggle("thread-open", Boolean(page.thread));
  if (page.thread) threadList.show(`${here.id}/${page.thread}/${page.as}`, found, ctx.forMessage(here.id), null);
}

const CROWDED = 1340; // below this width the thread and the panel take turns

function openThread(ts) {
  page.thread = ts;
  if (innerWidth < CROWDED) panelShown(false);
  draw();
  at("thread-composer").querySelector("textarea").focus();
}

function closeThread() {
  const ts = page.thread;
  page.thread = null;
  draw();
  at("messages").querySelector(`[data-ts="${ts}"] button`)?.focus();
}

function choose(id) {
  page.open = id;
  page.thread = null;
  draw();
  if (current()?.isApp && page.tab === "home") openHome();
}

async function openHome() {
  page.tab = "home";
  draw();
  await api.home({ as: page.as }).catch((problem) => toast(problem.message));
  await refresh();
}

function online(live) {
  at("offline").hidden = live;
}

async function become(as) {
  page.unwatch();
  Object.assign(page, { as, thread: null });
  remember(as);
  page.unwatch = watch(as, refresh, online);
  await refresh();
  if (current()?.isApp && page.tab === "home") openHome();
}

/** Whoever writes wants to see the answer, wherever they had scrolled to. */
function sent(messages) {
  messages.toBottom();
  return refresh();
}

const writeHere = composer(
  at("composer"),
  () => {
    const here = page.state && current();
    if (!here || here.is_archived || (here.isApp && page.tab === "home")) return null;
    return { as: page.as, channel: here.id, label: `Message ${here.kind === "im" ? "" : "#"}${here.name}` };
  },
  () => page.state?.commands ?? [],
  () => sent(list),
);
const writeThread = composer(
  at("thread-composer"),
  () => page.thread && { as: page.as, channel: page.open, thread_ts: page.thread, label: "Reply in thread" },
  () => [],
  () => sent(threadList),
);

function panelShown(open) {
  if (open && page.thread && innerWidth < CROWDED) closeThread();
  document.body.classList.toggle("panel-open", open);
  at("panel-toggle").setAttribute("aria-expanded", String(open));
}

function wire() {
  at("mark").append(wellMark());
  at("tools").append(themeButton());
  at("panel-toggle").prepend(icon("panel"));
  at("panel-toggle").addEventListener("click", () => panelShown(!document.body.classList.contains("panel-open")));
  for (const button of document.querySelectorAll("[data-icon]")) button.prepend(icon(button.dataset.icon));
  at("thread-close").addEventListener("click", closeThread);
  at("panel-close").addEventListener("click", () => {
    panelShown(false);
    at("panel-toggle").focus();
  });
  at("person").addEventListener("change", (event) => become(event.target.value));
  at("hint").hidden = localStorage.getItem("hint") === "seen";
  at("hint-close").addEventListener("click", () => {
    localStorage.setItem("hint", "seen");
    at("hint").hidden = true;
  });
  at("tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]")?.dataset.tab;
    if (tab === "home") openHome();
    else if (tab) Object.assign(page, { tab: "messages" }), draw();
  });
  at("tabs").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const other = [...at("tabs").children].find((tab) => tab.getAttribute("aria-selected") !== "true");
    other.click();
    other.focus();
  });
  keyboard({
    step: (by) => {
      const all = order(page.state.conversations);
      choose(all[(all.findIndex((one) => one.id === page.open) + by + all.length) % all.length].id);
    },
    escape: () => page.thread && closeThread(),
  });
  setInterval(() => page.state && tick(), 500);
  setInterval(() => page.state && keepTime(nowOf(page.state), page.state.me.tz), 5000);
  document.addEventListener("visibilitychange", () => page.state && draw());
}

wire();
panelShown(innerWidth >= 1100);
api.providers().then((offers) => panel(at("panel-body"), offers, refresh, faultControls(refresh), mail.node), (problem) => toast(problem.message));
become(page.as).catch((problem) => toast(problem.message));
