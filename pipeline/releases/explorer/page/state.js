// What is asked for: it stands in the address, so that a view can be kept and sent.

const FACETS = ["topic", "counterpart", "act", "person", "publisher"];
const TABS = ["meetings", "statements"];

const emptyState = () => ({
  q: "", from: null, to: null, tab: "meetings", open: null,
  ...Object.fromEntries(FACETS.map((name) => [name, new Set()])),
});

/** The state that the part of the address after "#" speaks of; what it does not understand is left out. */
function parseState(hash) {
  const state = emptyState();
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  state.q = asked.get("q") ?? "";
  for (const name of ["from", "to"]) {
    if (/^\d{4}$/.test(asked.get(name) ?? "")) state[name] = Number(asked.get(name));
  }
  if (TABS.includes(asked.get("table"))) state.tab = asked.get("table");
  state.open = asked.get("open");
  for (const name of FACETS) state[name] = new Set(asked.getAll(name));
  return state;
}

/** The state as the part of an address after "#"; nothing where nothing is asked for. */
function formatState(state) {
  const asked = new URLSearchParams();
  if (state.q) asked.set("q", state.q);
  for (const name of ["from", "to"]) if (state[name] !== null) asked.set(name, state[name]);
  for (const name of FACETS) for (const value of state[name]) asked.append(name, value);
  if (state.tab !== TABS[0]) asked.set("table", state.tab);
  if (state.open !== null) asked.set("open", state.open);
  return asked.toString();
}

/** Whether anything is filtered. */
const isFiltered = (state) =>
  Boolean(state.q.trim() || state.from !== null || state.to !== null || FACETS.some((name) => state[name].size));

/** Holds the state, keeps the address in step, and tells those who listen which names changed. */
class Store {
  constructor() {
    this.state = parseState(location.hash);
    this.listeners = [];
    window.addEventListener("hashchange", () => this.take(parseState(location.hash)));
  }

  listen(call) {
    this.listeners.push(call);
  }

  /** Change some of the state. What is opened is a step that the browser's back undoes; filters are not. */
  set(changes) {
    const state = { ...this.state, ...changes };
    const hash = formatState(state);
    const opened = state.open !== this.state.open && state.open !== null;
    if (hash !== location.hash.slice(1)) {
      history[opened ? "pushState" : "replaceState"](null, "", `#${hash}`);
    }
    this.take(state);
  }

  /** Put a value into a facet, or take it out. */
  toggle(name, value) {
    const chosen = new Set(this.state[name]);
    if (!chosen.delete(value)) chosen.add(value);
    this.set({ [name]: chosen });
  }

  take(state) {
    const before = this.state;
    this.state = state;
    const changed = new Set(Object.keys(state).filter((name) => FACETS.includes(name)
      ? [...state[name]].join("\n") !== [...before[name]].join("\n")
      : state[name] !== before[name]));
    if (changed.size) for (const call of this.listeners) call(state, changed);
  }
}
