// The frame of a chart: heading, what it shows in a sentence, the drawing, and the same figures as a table.

// A longer table is cut, and says so: the tables at the end of the page list everything.
const TABLE_ROWS = 300;

class Figure {
  /** Fill a section of the page; tools are elements for its head. */
  constructor(id, title, tools = []) {
    this.title = title;
    this.summary = make("p", { class: "summary" });
    this.canvas = make("div", { class: "canvas" });
    this.flat = make("div", { class: "flat", hidden: true });
    this.legend = make("div", { class: "legend" });
    this.switch = make("button", {
      type: "button", class: "quiet small", "aria-pressed": "false",
      "aria-label": `${title}: show as a table`,
      onclick: () => this.flip(),
    }, "Table");
    const heading = make("h2", { id: `${id}-heading` }, title);
    byId(id).setAttribute("aria-labelledby", heading.id);
    byId(id).append(make("div", { class: "card-head" }, heading, make("div", { class: "tools" }, tools, this.switch)),
      this.summary, this.legend, this.canvas, this.flat);
    this.width = 0;
    new ResizeObserver(debounced(() => {
      if (Math.abs(this.canvas.clientWidth - this.width) > 2) this.redraw();
    }, 60)).observe(this.canvas);
  }

  /**
   * Show a view of the selection.
   *
   * @param view summary: a sentence; draw: width to node; legend: nodes; columns: heads of the table; rows: lists of
   *   values, or { text, press } for what can be pressed; empty: said instead of all, where there is nothing.
   */
  show(view) {
    this.view = view;
    this.summary.textContent = view.empty ?? view.summary;
    this.summary.classList.toggle("empty", Boolean(view.empty));
    this.legend.replaceChildren(...(view.empty ? [] : view.legend ?? []));
    this.redraw();
  }

  flip() {
    const flat = this.flat.hidden;
    this.flat.hidden = !flat;
    this.canvas.hidden = flat;
    this.legend.hidden = flat;
    this.switch.setAttribute("aria-pressed", flat);
    this.redraw();
  }

  redraw() {
    if (!this.view) return;
    if (!this.flat.hidden) {
      this.flat.replaceChildren(...(this.view.empty ? [] : this.table()));
      return;
    }
    this.width = this.canvas.clientWidth;
    if (this.width === 0) return;
    this.canvas.replaceChildren(...(this.view.empty ? [] : [this.view.draw(this.width)]));
  }

  table() {
    const { columns, rows } = this.view;
    const cell = (value, place) => {
      const node = value?.press
        ? make("button", { type: "button", class: "link", onclick: value.press }, value.text) : String(value ?? "");
      return make(place ? "td" : "th", place ? { class: typeof value === "number" ? "number" : null } : { scope: "row" }, node);
    };
    const shown = make("table", {},
      make("caption", { class: "unseen" }, this.title),
      make("thead", {}, make("tr", {}, columns.map((name, i) =>
        make("th", { scope: "col", class: rows.some((row) => typeof row[i] === "number") ? "number" : null }, name)))),
      make("tbody", {}, rows.slice(0, TABLE_ROWS).map((row) => make("tr", {}, row.map(cell)))));
    const more = rows.length - TABLE_ROWS;
    return [make("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": `${this.title} as a table` }, shown),
      more > 0 ? make("p", { class: "summary" }, `${counted(more, "more row")} not shown.`) : ""];
  }
}

/** A drawing that a screen reader takes as one picture, described by the sentence above it. */
function asPicture(svg, description) {
  // Plot labels the parts of a drawing, which have no role that may have a label.
  for (const part of svg.querySelectorAll("[aria-label]")) {
    part.setAttribute("data-part", part.getAttribute("aria-label"));
    part.removeAttribute("aria-label");
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  return svg;
}

/** Buttons of which one is pressed. */
function choice(title, options, chosen, choose) {
  const buttons = options.map(([value, text]) => make("button", {
    type: "button", class: "quiet small", "aria-pressed": value === chosen,
    onclick: () => {
      buttons.forEach((button, i) => button.setAttribute("aria-pressed", options[i][0] === value));
      choose(value);
    },
  }, text));
  return make("div", { class: "choice", role: "group", "aria-label": title }, buttons);
}

/** "; most in 2017 (11)" for the one that leads; nothing where others have as many. */
function leader(ranked, size, words) {
  const [first, second] = ranked;
  return ranked.length > 1 && size(first) > size(second) ? `; most ${words(first)}` : "";
}

const NOTHING = "No meetings match the filters.";
const FONT = { fontFamily: "inherit", fontSize: "12px", background: "none", overflow: "visible" };
