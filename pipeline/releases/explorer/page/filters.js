// The filter bar: search, years, facets, and the chips of what is in force.

const FACET_TITLES = {
  topic: "Topic", counterpart: "Counterpart", act: "Act", person: "Person", publisher: "Publisher",
};
// With fewer values, a field to find one would be in the way.
const FINDER_FROM = 12;

/** What a value of a facet is called. */
function facetLabel(data, name, key) {
  if (name === "topic") return label(data.topics.label[data.topicPlace.get(key)] ?? key);
  if (name === "counterpart") return data.parties[data.partyPlace.get(key)]?.name ?? label(key);
  if (name === "person") return data.personPlace.has(key) ? personName(data, data.personPlace.get(key)) : label(key);
  if (name === "publisher") return label(data.about.publishers[key]?.name ?? key);
  return capital(inWords(label(key)));
}

class FilterBar {
  constructor(app) {
    this.app = app;
    this.search = byId("q");
    this.search.addEventListener("input", debounced(() => app.store.set({ q: this.search.value }), 180));
    const toggle = byId("filters-toggle");
    toggle.addEventListener("click", () => {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", open);
      byId("filters").classList.toggle("unfolded", open);
    });
    byId("clear").addEventListener("click", () => {
      app.store.set({ ...emptyState(), tab: app.store.state.tab });
      this.search.focus();
    });
    this.facets = FACETS.map((name) => new Facet(app, name));
    byId("filters").append(this.years(), ...this.facets.map((facet) => facet.element));
    document.addEventListener("pointerdown", (event) => {
      for (const facet of this.facets) if (!facet.element.contains(event.target)) facet.close();
    });
  }

  years() {
    const years = [...new Set(this.app.data.years)].filter(Boolean).sort();
    const span = years.length ? d3.range(years[0], years[years.length - 1] + 1) : [];
    const chooser = (name, title, none) => make(
      "select",
      {
        id: name, "aria-label": title,
        onchange: (event) => this.app.store.set({ [name]: event.target.value ? Number(event.target.value) : null }),
      },
      make("option", { value: "" }, none), span.map((year) => make("option", { value: year }, String(year))),
    );
    this.from = chooser("from", "First year", "from");
    this.to = chooser("to", "Last year", "to");
    return make("div", { class: "years", role: "group", "aria-label": "Years" },
      make("span", { class: "years-title", "aria-hidden": "true" }, "Years"), this.from, "–", this.to);
  }

  update(state) {
    if (this.search.value !== state.q) this.search.value = state.q;
    this.from.value = state.from ?? "";
    this.to.value = state.to ?? "";
    for (const facet of this.facets) facet.update(state);
    byId("clear").hidden = !isFiltered(state);
    const chips = [];
    const chip = (title, text, remove) => chips.push(make("li", {}, make(
      "button", { type: "button", class: "chip", "aria-label": `Remove the filter ${title}: ${text}`, onclick: remove },
      make("span", { class: "chip-title" }, title), " ", make("bdi", {}, text),
      make("span", { "aria-hidden": "true" }, " ×"),
    )));
    if (state.from !== null || state.to !== null) {
      const years = state.from === state.to ? String(state.from)
        : `${state.from ?? "first"} to ${state.to ?? "last"}`;
      chip("Years", years, () => this.app.store.set({ from: null, to: null }));
    }
    for (const name of FACETS) {
      for (const key of state[name]) {
        chip(FACET_TITLES[name], facetLabel(this.app.data, name, key), () => this.app.store.toggle(name, key));
      }
    }
    byId("chips").replaceChildren(...chips);
    const n = chips.length;
    byId("filters-toggle").textContent = n ? `Filters (${n})` : "Filters";
  }
}

/** A button that opens a list of values to check. */
class Facet {
  constructor(app, name) {
    this.app = app;
    this.name = name;
    this.options = new Map();
    this.button = make("button", {
      type: "button", class: "facet-button", "aria-expanded": "false", "aria-controls": `facet-${name}`,
      onclick: () => (this.panel.hidden ? this.open() : this.close()),
    });
    this.panel = make("div", { class: "facet-panel", id: `facet-${name}`, role: "group",
      "aria-label": FACET_TITLES[name], hidden: true });
    this.element = make("div", {
      class: "facet",
      onkeydown: (event) => {
        if (event.key === "Escape" && !this.panel.hidden) {
          this.close();
          this.button.focus();
        }
      },
      onfocusout: (event) => {
        if (event.relatedTarget && !this.element.contains(event.relatedTarget)) this.close();
      },
    }, this.button, this.panel);
  }

  close() {
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  async open() {
    const { data, store } = this.app;
    const counts = await this.counts();
    const chosen = store.state[this.name];
    const keys = [...new Set([...chosen, ...counts.keys()])];
    const rank = (key) => [chosen.has(key) ? 0 : 1, -(counts.get(key) ?? 0), facetLabel(data, this.name, key)];
    keys.sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2].localeCompare(y[2], "en");
    });
    this.options.clear();
    const items = keys.map((key) => {
      const box = make("input", { type: "checkbox", onchange: () => store.toggle(this.name, key) });
      const count = make("span", { class: "option-count" });
      const meaning = this.name === "act" ? data.about.codes.act[key] : null;
      const item = make("li", {}, make("label", { title: meaning }, box,
        make("span", { class: "option-name" }, facetLabel(data, this.name, key)), count));
      this.options.set(key, { box, count, item, words: folded(facetLabel(data, this.name, key)) });
      return item;
    });
    const finder = keys.length < FINDER_FROM ? null : make("input", {
      type: "search", class: "finder", placeholder: "Find …", "aria-label": `Find a value of ${FACET_TITLES[this.name]}`,
      oninput: (event) => {
        const words = folded(event.target.value);
        for (const option of this.options.values()) option.item.hidden = !option.words.includes(words);
      },
    });
    this.panel.replaceChildren(...[finder, keys.length ? make("ul", { class: "options" }, items)
      : make("p", { class: "empty" }, "No values.")].filter(Boolean));
    this.show(store.state, counts);
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.panel.querySelector("input")?.focus();
  }

  async counts() {
    const { data, store } = this.app;
    const words = store.state.q.trim() ? await searchableStatements(data) : null;
    return facetCounts(data, store.state, words, this.name);
  }

  async update(state) {
    const n = state[this.name].size;
    this.button.replaceChildren(FACET_TITLES[this.name],
      ...(n ? [make("span", { class: "facet-number" }, String(n))] : []));
    if (!this.panel.hidden) this.show(state, await this.counts());
  }

  show(state, counts) {
    for (const [key, option] of this.options) {
      option.box.checked = state[this.name].has(key);
      option.count.textContent = number(counts.get(key) ?? 0);
    }
  }
}
