// Meetings over time, topics by year, counterparts by rank.

const SETTINGS = [
  ["in_person", "In person", "var(--series-1)"],
  ["telephone", "By telephone", "var(--series-2)"],
  ["online", "By video", "var(--series-3)"],
];
const HEATMAP_TOPICS = 16;
const RANKED = 12;

/** Every n-th of the values, so that labels of so many pixels have room. */
function spaced(values, width, pixels) {
  const every = Math.max(1, Math.ceil(values.length / Math.max(1, Math.floor(width / pixels))));
  return values.filter((_, i) => i % every === 0);
}

/** The years that the axis of a chart covers: those asked for, else those that occur. */
function yearSpan(data, state, meetings) {
  const found = meetings.map((m) => data.years[m]).filter(Boolean);
  const first = state.from ?? d3.min(found);
  const last = state.to ?? d3.max(found);
  return found.length ? d3.range(Math.min(first, d3.min(found)), Math.max(last, d3.max(found)) + 1) : [];
}

function swatches(entries) {
  return entries.map(([name, colour]) => make("span", { class: "key" },
    make("i", { style: `background:${colour}`, "aria-hidden": "true" }), name));
}

class Timeline {
  constructor(app) {
    this.app = app;
    this.figure = new Figure("timeline", "Meetings over time");
  }

  update(state, selection) {
    const { data, store } = this.app;
    const years = yearSpan(data, state, selection.meetings);
    if (!years.length) {
      this.figure.show({ empty: selection.meetings.length ? "No meeting that matches has a date." : NOTHING });
      return;
    }
    const byMonth = years.length <= 2;
    const periods = byMonth ? years.flatMap((year) => MONTHS.map((_, i) => `${year}-${String(i + 1).padStart(2, "0")}`)) : years;
    const counts = new Map(periods.map((period) => [period, SETTINGS.map(() => 0)]));
    let undated = 0;
    const order = new Map(SETTINGS.map(([code], i) => [code, i]));
    for (const m of selection.meetings) {
      const date = data.meetings.date.at(m);
      if (date === null) undated += 1;
      else counts.get(byMonth ? date.slice(0, 7) : data.years[m])[order.get(data.meetings.setting.at(m))] += 1;
    }
    const bars = periods.flatMap((period) => SETTINGS.map(([setting], i) => ({ period, setting, n: counts.get(period)[i] })))
      .filter((bar) => bar.n);
    const total = (period) => d3.sum(counts.get(period));
    const ranked = d3.sort(periods, (period) => -total(period));
    const name = (period) => (byMonth ? `${MONTHS[Number(period.slice(5)) - 1]} ${period.slice(0, 4)}` : String(period));
    const dated = selection.meetings.length - undated;
    const present = SETTINGS.filter((_, i) => periods.some((period) => counts.get(period)[i]));
    const summary = `${counted(dated, "meeting")}${years.length > 1 ? ` from ${years[0]} to ${years[years.length - 1]}` : ` in ${years[0]}`}`
      + `${leader(ranked, total, (period) => `in ${name(period)} (${number(total(period))})`)}.${undated ? ` ${counted(undated, "meeting")} without a date.` : ""}`;
    const pick = (year) => {
      const only = store.state.from === year && store.state.to === year;
      store.set(only ? { from: null, to: null } : { from: year, to: year });
    };
    this.figure.show({
      summary,
      legend: swatches(present.map(([, title, colour]) => [title, colour])),
      draw: (width) => this.draw({ width, periods, bars, total, name, byMonth, pick, summary }),
      columns: [byMonth ? "Month" : "Year", ...present.map(([, title]) => title), "All"],
      rows: periods.filter(total).map((period) => [
        byMonth ? name(period) : { text: String(period), press: () => pick(period) },
        ...present.map(([setting]) => counts.get(period)[order.get(setting)]), total(period),
      ]),
    });
  }

  draw({ width, periods, bars, total, name, byMonth, pick, summary }) {
    const highest = d3.max(periods, total);
    const plot = Plot.plot({
      width, height: width < 520 ? 216 : 318, marginLeft: 34, marginRight: 4, marginTop: 14, marginBottom: 26, style: FONT,
      x: {
        type: "band", domain: periods, label: null, tickSize: 0, paddingInner: 0.22, paddingOuter: 0.1,
        ticks: spaced(periods, width - 40, byMonth ? 64 : 40), tickFormat: (period) => name(period),
      },
      y: { domain: [0, Math.max(highest, 4)], nice: true, label: null, grid: true, tickSize: 0,
        ticks: Math.min(5, Math.max(highest, 2)), tickFormat: (n) => (Number.isInteger(n) ? number(n) : "") },
      color: { domain: SETTINGS.map(([setting]) => setting), range: SETTINGS.map(([, , colour]) => colour) },
      marks: [
        Plot.barY(bars, { x: "period", y: "n", fill: "setting", insetTop: 0.5, rx: 1.5 }),
        Plot.ruleY([0], { stroke: "var(--line-strong)" }),
        Plot.tip(bars, Plot.pointerX(Plot.groupX(
          { y: "sum", title: (group) => `${name(group[0].period)}\n${SETTINGS
            .map(([setting, title]) => [title, d3.sum(group.filter((bar) => bar.setting === setting), (bar) => bar.n)])
            .filter(([, n]) => n).map(([title, n]) => `${title}: ${number(n)}`).join("\n")}` },
          { x: "period", y: "n", title: (bar) => bar },
        ))),
      ],
    });
    asPicture(plot, `Meetings over time. ${summary}`);
    if (!byMonth) {
      const scale = plot.scale("x");
      const periodAt = (event) => {
        const x = d3.pointer(event, plot)[0];
        return d3.least(periods, (period) => Math.abs(scale.apply(period) + scale.bandwidth / 2 - x));
      };
      // From where it is pressed to where it is let go. Plot keeps the press to itself, so it is caught before.
      let first = null;
      plot.style.cursor = "pointer";
      plot.addEventListener("pointerdown", (event) => { first = periodAt(event); }, { capture: true });
      plot.addEventListener("pointerup", (event) => {
        const last = periodAt(event);
        if (first === null) return;
        if (first === last) pick(first);
        else this.app.store.set({ from: Math.min(first, last), to: Math.max(first, last) });
      });
    }
    return plot;
  }
}

class TopicsByYear {
  constructor(app) {
    this.app = app;
    this.share = false;
    this.figure = new Figure("topics", "Topics by year", [
      choice("Measure", [[false, "Meetings"], [true, "Share"]], false, (share) => {
        this.share = share;
        this.update(app.store.state, app.selection);
      }),
    ]);
  }

  update(state, selection) {
    const { data, store } = this.app;
    const years = yearSpan(data, state, selection.meetings);
    const perYear = d3.rollup(selection.meetings, (group) => group.length, (m) => data.years[m]);
    const counts = new Map();
    for (const m of selection.meetings) {
      if (!data.years[m]) continue;
      for (const topic of topicsOfMeeting(data, m)) {
        if (!counts.has(topic)) counts.set(topic, new Map());
        const row = counts.get(topic);
        row.set(data.years[m], (row.get(data.years[m]) ?? 0) + 1);
      }
    }
    if (!counts.size) {
      this.figure.show({ empty: selection.meetings.length ? "No meeting that matches has a date and a topic." : NOTHING });
      return;
    }
    const total = (topic) => d3.sum(counts.get(topic).values());
    const name = (topic) => label(data.topics.label[topic]);
    const ranked = [...counts.keys()].sort((a, b) => total(b) - total(a) || name(a).localeCompare(name(b), "en"));
    const shown = ranked.slice(0, HEATMAP_TOPICS);
    const value = (topic, year) => {
      const n = counts.get(topic).get(year) ?? 0;
      return this.share ? n / perYear.get(year) : n;
    };
    const cells = shown.flatMap((topic) => years.filter((year) => counts.get(topic).has(year))
      .map((year) => ({ topic, year, n: counts.get(topic).get(year), value: value(topic, year) })));
    const classes = heatClasses(d3.max(cells, (cell) => cell.value), this.share);
    const format = this.share ? d3.format(".0%") : number;
    const summary = `${counted(ranked.length, "topic")}${ranked.length > shown.length ? `, the ${shown.length} most frequent drawn` : ""}`
      + `${leader(ranked, total, (topic) => `often ${name(topic)} (${counted(total(topic), "meeting")})`)}. `
      + (this.share ? "Share of each year's meetings." : "Meetings in each year.");
    const pressTopic = (topic) => store.toggle("topic", data.topics.topic_id[topic]);
    this.figure.show({
      summary,
      legend: swatches(classes.map(({ from, to }, i) => [
        from === to ? format(from) : `${format(from)}–${format(to)}`, `var(--heat-${i + 1})`,
      ])),
      draw: (width) => this.draw({ width, years, shown, cells, classes, name, format, summary, pressTopic }),
      columns: ["Topic", ...years.map(String), "All"],
      rows: ranked.map((topic) => [
        { text: name(topic), press: () => pressTopic(topic) },
        ...years.map((year) => (counts.get(topic).has(year) ? format(value(topic, year)) : "")), total(topic),
      ]),
    });
  }

  draw({ width, years, shown, cells, classes, name, format, summary, pressTopic }) {
    const { data, store } = this.app;
    const marginLeft = Math.min(210, Math.max(116, width * 0.3));
    const room = Math.floor(marginLeft / 6.1);
    const short = (text) => (text.length > room ? `${text.slice(0, room - 1).trimEnd()}…` : text);
    const band = (width - marginLeft - 8) / years.length;
    const fill = (cell) => classes.findLastIndex(({ from }) => cell.value >= from) + 1;
    const chosen = (topic) => store.state.topic.has(data.topics.topic_id[topic]);
    const plot = Plot.plot({
      width, height: 30 + shown.length * 23, marginLeft, marginRight: 8, marginTop: 26, marginBottom: 4, style: FONT,
      x: { type: "band", domain: years, axis: "top", label: null, tickSize: 0, padding: 0.06,
        ticks: spaced(years, width - marginLeft, 38), tickFormat: String },
      y: { type: "band", domain: shown, axis: null, padding: 0.1 },
      marks: [
        Plot.cell(shown.flatMap((topic) => years.map((year) => ({ topic, year }))),
          { x: "year", y: "topic", fill: "var(--heat-0)", rx: 2 }),
        Plot.cell(cells, { x: "year", y: "topic", fill: (cell) => `var(--heat-${fill(cell)})`, rx: 2 }),
        Plot.text(shown, { y: (topic) => topic, text: (topic) => short(name(topic)), frameAnchor: "left", textAnchor: "end",
          dx: -8, fill: "currentColor", fontWeight: (topic) => (chosen(topic) ? 700 : 400) }),
        band < 24 ? null : Plot.text(cells, { x: "year", y: "topic", text: (cell) => format(cell.value),
          fill: (cell) => `var(--on-heat-${fill(cell)})`, fontSize: 11, fontVariant: "tabular-nums" }),
        Plot.tip(cells, Plot.pointer({ x: "year", y: "topic",
          title: (cell) => `${name(cell.topic)}, ${cell.year}\n${counted(cell.n, "meeting")}${this.share ? `, ${format(cell.value)}` : ""}` })),
      ],
    });
    asPicture(plot, `Topics by year. ${summary}`);
    const [rows, columns] = [plot.scale("y"), plot.scale("x")];
    const near = (domain, scale, at) => d3.least(domain, (each) => Math.abs(scale.apply(each) + scale.bandwidth / 2 - at));
    plot.style.cursor = "pointer";
    plot.addEventListener("click", (event) => {
      const [x, y] = d3.pointer(event, plot);
      if (y < 26) return;
      const topic = near(shown, rows, y);
      if (x < marginLeft) return pressTopic(topic);
      const year = near(years, columns, x);
      if (cells.some((cell) => cell.topic === topic && cell.year === year)) {
        store.set({ topic: new Set([data.topics.topic_id[topic]]), from: year, to: year });
      }
    });
    return plot;
  }
}

/** At most five classes of values up to the highest; each from a value to where the next begins. */
function heatClasses(highest, share) {
  if (share) return [0, 0.1, 0.25, 0.5, 0.75].map((from, i, all) => ({ from, to: all[i + 1] ?? 1 }));
  const steps = highest <= 12 ? [2, 3, 5, 9] : [0.1, 0.25, 0.45, 0.7].map((part) => Math.max(2, Math.round(part * highest)));
  const starts = [...new Set([1, ...steps])].filter((start) => start <= highest);
  return starts.map((from, i) => ({ from, to: i + 1 < starts.length ? starts[i + 1] - 1 : highest }));
}

class Counterparts {
  constructor(app) {
    this.app = app;
    this.all = false;
    this.figure = new Figure("counterparts", "Counterparts");
  }

  update(state, selection) {
    const { data, store } = this.app;
    const counts = new Map();
    for (const m of selection.meetings) for (const party of data.counterparts[m]) counts.set(party, (counts.get(party) ?? 0) + 1);
    const name = (party) => data.parties[party].name;
    const ranked = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || name(a).localeCompare(name(b), "en"));
    if (!ranked.length) {
      this.figure.show({ empty: selection.meetings.length ? "No meeting that matches names a counterpart." : NOTHING });
      return;
    }
    const nCountries = ranked.filter((party) => data.parties[party].kind === "country").length;
    const press = (party) => store.toggle("counterpart", data.parties[party].key);
    this.figure.show({
      summary: [nCountries ? counted(nCountries, "country", "countries") : null,
        ranked.length > nCountries ? counted(ranked.length - nCountries, "organization") : null].filter(Boolean).join(", ")
        + `${leader(ranked, (party) => counts.get(party), (party) => `often ${name(party)} (${counted(counts.get(party), "meeting")})`)}.`,
      legend: nCountries && ranked.length > nCountries
        ? swatches([["Country", "var(--series-2)"], ["International organization", "var(--series-3)"]]) : [],
      draw: () => this.draw({ ranked, counts, name, press, chosen: state.counterpart }),
      columns: ["Counterpart", "Kind", "Meetings"],
      rows: ranked.map((party) => [{ text: name(party), press: () => press(party) }, data.parties[party].kind, counts.get(party)]),
    });
  }

  draw({ ranked, counts, name, press, chosen }) {
    const { data } = this.app;
    const highest = counts.get(ranked[0]);
    const shown = this.all ? ranked : ranked.slice(0, RANKED);
    const rows = shown.map((party) => make("li", {}, make(
      "button",
      { type: "button", class: `bar ${data.parties[party].kind}`, "aria-pressed": chosen.has(data.parties[party].key), onclick: () => press(party) },
      make("span", { class: "bar-name" }, name(party)),
      make("span", { class: "bar-track" }, make("i", { style: `width:${(100 * counts.get(party)) / highest}%` })),
      make("span", { class: "bar-number" }, number(counts.get(party)), make("span", { class: "unseen" }, counts.get(party) === 1 ? " meeting" : " meetings")),
    )));
    const rest = ranked.length - RANKED;
    const more = rest <= 0 ? null : make("button", { type: "button", class: "link",
      onclick: () => {
        this.all = !this.all;
        this.figure.redraw();
        this.figure.canvas.querySelector("button.link")?.focus();
      } }, this.all ? `Show the first ${RANKED}` : `Show ${number(rest)} more`);
    return make("div", { class: "ranking" }, make("ol", { "aria-labelledby": "counterparts-heading" }, rows), more);
  }
}
