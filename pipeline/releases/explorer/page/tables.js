// The tables of meetings and statements: TanStack Table keeps sorting and pages, the markup is a plain table.

const PAGE_SIZES = [25, 50, 100];
const TABLE_FEATURES = TanStackTable.tableFeatures({
  coreReactivityFeature: TanStackTable.storeReactivityBindings(),
  rowSortingFeature: TanStackTable.rowSortingFeature,
  sortedRowModel: TanStackTable.createSortedRowModel(),
  rowPaginationFeature: TanStackTable.rowPaginationFeature,
  paginatedRowModel: TanStackTable.createPaginatedRowModel(),
});

const collator = new Intl.Collator("en");
const byValue = (a, b, column) => {
  const [x, y] = [a.getValue(column), b.getValue(column)];
  return typeof x === "string" ? collator.compare(x, y) : x - y;
};

/** A table of rows that are places in the data; columns have id, header, value (to sort by), cell (nodes) and kind. */
class PagedTable {
  constructor({ name, columns, newest }) {
    this.name = name;
    this.columns = columns;
    // The rows come newest first; sorted by no column they stay so.
    this.newest = newest;
    this.turn = 0;
    this.table = TanStackTable.constructTable({
      features: TABLE_FEATURES,
      data: [],
      columns: columns.map(({ id, header, value, down }) => ({
        id, header, accessorFn: value ?? (() => 0), enableSorting: Boolean(value), sortFn: byValue,
        sortUndefined: "last", sortDescFirst: Boolean(down),
      })),
      getRowId: (row) => String(row),
      autoResetPageIndex: false,
      enableMultiSort: false,
      initialState: { pagination: { pageIndex: 0, pageSize: PAGE_SIZES[0] } },
    });
    this.body = make("tbody");
    this.heads = columns.map((column) => this.head(column));
    this.range = make("p", { class: "range", role: "status", "aria-live": "polite" });
    this.element = make("div", {},
      make("div", { class: "scroller" }, make("table", { class: `rows ${name}` },
        make("caption", { class: "unseen" }, `${capital(name)} that match the filters`),
        make("thead", {}, make("tr", {}, this.heads)), this.body)),
      this.pager());
  }

  head({ id, header, value, kind }) {
    return make("th", { scope: "col", class: kind }, value
      ? make("button", { type: "button", class: "sort", onclick: () => this.sort(id) }, header, make("i", { "aria-hidden": "true" }))
      : header);
  }

  sort(id) {
    this.table.getColumn(id).toggleSorting();
    this.table.setPageIndex(0);
    this.render();
  }

  pager() {
    const go = (text, name, page) => make("button", {
      type: "button", class: "quiet small", "aria-label": `${name} page of ${this.name}`, onclick: () => this.turnTo(page()),
    }, text);
    const place = () => this.table.atoms.pagination.get().pageIndex;
    this.back = [go("«", "First", () => 0), go("‹ Previous", "Previous", () => place() - 1)];
    this.forth = [go("Next ›", "Next", () => place() + 1), go("»", "Last", () => this.table.getPageCount() - 1)];
    const size = make("select", {
      "aria-label": `Rows of ${this.name} on a page`,
      onchange: (event) => {
        this.table.setPageSize(Number(event.target.value));
        this.turnTo(0);
      },
    }, PAGE_SIZES.map((n) => make("option", { value: n }, `${n} rows`)));
    this.pagerElement = make("nav", { class: "pager", "aria-label": `Pages of ${this.name}` },
      this.range, make("div", { class: "pager-buttons" }, this.back, this.forth, size));
    return this.pagerElement;
  }

  turnTo(page) {
    this.table.setPageIndex(page);
    this.render();
  }

  show(rows) {
    this.table.setOptions((options) => ({ ...options, data: rows }));
    this.table.setPageIndex(0);
    return this.render();
  }

  async render() {
    const turn = ++this.turn;
    const rows = this.table.getRowModel().rows.map((row) => row.original);
    const cells = await Promise.all(rows.map((row) => Promise.all(this.columns.map((column) => column.cell(row)))));
    // Another page was asked for while this one was made.
    if (turn !== this.turn) return;
    this.body.replaceChildren(...cells.map((row) => make("tr", {}, row.map((nodes, i) =>
      make(this.columns[i].heads ? "th" : "td", { class: this.columns[i].kind, scope: this.columns[i].heads ? "row" : null }, nodes)))));
    const { pageIndex, pageSize } = this.table.atoms.pagination.get();
    const all = this.table.options.data.length;
    const first = pageIndex * pageSize;
    this.range.textContent = all
      ? `${number(first + 1)}–${number(Math.min(first + pageSize, all))} of ${number(all)}` : `No ${this.name} match the filters.`;
    this.back.forEach((button) => { button.disabled = pageIndex === 0; });
    this.forth.forEach((button) => { button.disabled = first + pageSize >= all; });
    this.columns.forEach((column, i) => {
      const sorted = this.table.getColumn(column.id).getIsSorted();
      const untouched = column.id === this.newest && !this.table.atoms.sorting.get().length;
      const order = sorted === "asc" ? "ascending" : sorted === "desc" || untouched ? "descending" : null;
      if (order) this.heads[i].setAttribute("aria-sort", order);
      else this.heads[i].removeAttribute("aria-sort");
    });
  }
}

class Tables {
  constructor(app) {
    this.app = app;
    this.tables = { meetings: this.meetings(), statements: this.statements() };
    this.shown = {};
    this.tabs = TABS.map((name) => make("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`,
      onclick: () => app.store.set({ tab: name }),
      onkeydown: (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        const other = TABS[1 - TABS.indexOf(name)];
        app.store.set({ tab: other });
        byId(`tab-${other}`).focus();
      },
    }));
    this.panels = TABS.map((name) => make("div", {
      role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`,
    }, this.tables[name].element));
    const heading = make("h2", { id: "results-heading", tabindex: "-1" }, "Meetings and statements");
    byId("results").setAttribute("aria-labelledby", heading.id);
    byId("results").append(make("div", { class: "card-head" }, heading,
      make("div", { class: "tabs", role: "tablist", "aria-label": "Table" }, this.tabs)), ...this.panels);
  }

  update(state, selection) {
    TABS.forEach((name, i) => {
      const chosen = name === state.tab;
      this.tabs[i].textContent = `${capital(name)} (${number(selection[name].length)})`;
      this.tabs[i].setAttribute("aria-selected", chosen);
      this.tabs[i].setAttribute("tabindex", chosen ? "0" : "-1");
      this.panels[i].hidden = !chosen;
    });
    // The other table is filled when it is looked at.
    if (this.shown[state.tab] !== selection) {
      this.shown[state.tab] = selection;
      return this.tables[state.tab].show(selection[state.tab]);
    }
    return null;
  }

  meetings() {
    const { data, store } = this.app;
    const { meetings } = data;
    const parties = (m) => data.counterparts[m].map((party) => data.parties[party].name);
    const nStatements = (m) => data.statementStarts[m + 1] - data.statementStarts[m];
    return new PagedTable({
      name: "meetings",
      newest: "date",
      columns: [
        { id: "date", header: "Date", kind: "date", down: true, value: (m) => meetings.date.at(m) ?? undefined, cell: (m) => dateCell(data, m) },
        {
          id: "meeting", header: "Meeting", kind: "main", heads: true, value: (m) => meetingName(data, m),
          cell: (m) => [
            make("button", { type: "button", class: "open", onclick: () => store.set({ open: data.meetingId(m) }) },
              make("bdi", {}, meetingName(data, m))),
            make("span", { class: "sub" }, [capital(inWords(meetings.kind.at(m))), placeName(data, m) || null].filter(Boolean).join(" · ")),
          ],
        },
        { id: "counterparts", header: "Counterparts", kind: "narrow-off", value: (m) => parties(m).join(", ") || undefined,
          cell: (m) => shortList(parties(m), 3) },
        { id: "topics", header: "Topics", kind: "narrow-off", value: (m) => data.topicStarts[m + 1] - data.topicStarts[m], down: true,
          cell: (m) => topicTags(data, topicsOfMeeting(data, m), 3) },
        { id: "minutes", header: "Minutes", kind: "number narrow-off", down: true, value: (m) => meetings.duration_minutes[m] ?? undefined,
          cell: (m) => duration(data, m) },
        { id: "n", header: "Statements", kind: "number", down: true, value: nStatements, cell: (m) => number(nStatements(m)) },
      ],
    });
  }

  statements() {
    const { data, store } = this.app;
    const { statements, meetings } = data;
    return new PagedTable({
      name: "statements",
      newest: "date",
      columns: [
        { id: "date", header: "Date", kind: "date narrow-off", down: true, value: (s) => meetings.date.at(statements.meeting[s]) ?? undefined,
          cell: (s) => dateCell(data, statements.meeting[s]) },
        { id: "speaker", header: "Speaker", kind: "speaker", value: (s) => speakerName(data, s),
          cell: (s) => [make("bdi", {}, speakerName(data, s)),
            statements.addressee[s] < 0 ? null
              : make("span", { class: "sub" }, "to ", make("bdi", {}, participantName(data, statements.addressee[s])))] },
        { id: "act", header: "Act", value: (s) => statements.act.at(s), cell: (s) => actTag(data, s) },
        {
          id: "text", header: "Statement", kind: "main", heads: true,
          cell: async (s) => {
            const text = await statementText(data, s);
            return make("button", { type: "button", class: "open clause", onclick: () => store.set({ open: data.statementId(s) }) },
              make("bdi", {}, text === null ? "(not among the excerpts)" : textNodes(text)));
          },
        },
        { id: "topics", header: "Topics", kind: "narrow-off", cell: (s) => topicTags(data, topicsOfStatement(data, s), 2) },
      ],
    });
  }
}

function dateCell(data, m) {
  const iso = data.meetings.date.at(m);
  return iso === null ? make("span", { class: "none" }, "no date") : make("time", { datetime: iso }, day(iso));
}

function shortList(names, limit) {
  if (!names.length) return make("span", { class: "none" }, "–");
  const rest = names.length - limit;
  const shown = names.slice(0, limit).join(", ");
  return make("span", { title: rest > 0 ? names.join(", ") : null }, shown, rest > 0 ? make("span", { class: "more" }, ` +${rest}`) : null);
}

function topicTags(data, topics, limit) {
  if (!topics.length) return make("span", { class: "none" }, "–");
  const rest = topics.slice(limit).map((topic) => label(data.topics.label[topic]));
  return [...topics.slice(0, limit).map((topic) => make("span", { class: "tag" }, label(data.topics.label[topic]))),
    rest.length ? make("span", { class: "more", title: rest.join(", ") }, ` +${rest.length}`) : null];
}

function actTag(data, s) {
  const act = data.statements.act.at(s);
  return make("span", { class: "act", title: data.about.codes.act[act] }, inWords(act));
}

/** Who speaks: a participant, else the side. */
function speakerName(data, s) {
  const { speaker, speaker_side } = data.statements;
  if (speaker[s] >= 0) return participantName(data, speaker[s]);
  return { home: "Home side", counterpart: "Counterparts", joint: "Both sides" }[speaker_side.at(s)] ?? "Not stated";
}

function duration(data, m) {
  const minutes = data.meetings.duration_minutes[m];
  if (minutes === null) return make("span", { class: "none" }, "–");
  return data.meetings.duration_approximate[m] ? ["ca. ", String(minutes)] : String(minutes);
}
