// Everything that this page asks of the server. See practice/README.md for the routes.

export class Refused extends Error {
  constructor(answer, status) {
    super(answer.message || answer.error || `The server answered ${status}.`);
    this.answer = answer;
  }
}

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Refused({ message: "The practice workspace does not answer. Is it still running?" }, 0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || answer.ok === false) throw new Refused(answer, response.status);
  return answer;
}

const post = (path) => (body) => ask("POST", `/practice/${path}`, body);

export const api = {
  state: (as) => ask("GET", `/practice/state?as=${encodeURIComponent(as)}`),
  providers: () => ask("GET", "/practice/providers"),
  click: post("click"),
  command: post("command"),
  message: post("message"),
  read: post("read"),
  home: post("home"),
  submit: post("view/submit"),
  close: post("view/close"),
  shortcut: post("shortcut"),
  suggest: post("suggest"),
  forward: post("forward"),
  survey: post("surveys"),
  faults: post("faults"),
  mails: () => ask("GET", "/practice/mails"),
  mailMood: post("mails/mood"),
  answerMail: (id, answer) => post(`mails/${id}/answer`)(answer),
  unsubscribe: (id) => ask("POST", `/practice/mails/${id}/unsubscribe`),
  behave: () => ask("DELETE", "/practice/faults"),
};

/** Live changes for one person; `onchange` runs at every change and after every reconnect. */
export function watch(as, onchange, onstatus) {
  const stream = new EventSource(`/practice/stream?as=${encodeURIComponent(as)}`);
  stream.addEventListener("open", () => {
    onstatus(true);
    onchange();
  });
  stream.addEventListener("changed", onchange);
  stream.addEventListener("error", () => onstatus(false));
  return () => stream.close();
}
