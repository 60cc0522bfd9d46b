// Opens the release and keeps all views on one selection.

class App {
  constructor(data) {
    this.data = data;
    this.store = new Store();
    this.turn = 0;
    this.filterBar = new FilterBar(this);
    this.views = [Timeline, TopicsByYear, Counterparts, Network, Tables].map((View) => new View(this));
    this.detail = new Detail(this);
    this.store.listen((state, changed) => this.update(state, changed));
  }

  async update(state, changed) {
    const turn = ++this.turn;
    this.filterBar.update(state);
    if (!this.selection || [...changed].some((name) => name !== "open" && name !== "tab")) {
      if (state.q.trim() && !searchable) byId("count").textContent = "Reading the texts …";
      const words = state.q.trim() ? await searchableStatements(this.data) : null;
      // The filters have changed again meanwhile, and that change shows itself.
      if (turn !== this.turn) return;
      this.selection = select(this.data, state, words);
      this.count(state);
      for (const view of this.views) view.update(state, this.selection);
    } else if (changed.has("tab")) {
      this.views[this.views.length - 1].update(state, this.selection);
    }
    if (changed.has("open")) await this.detail.update(state);
  }

  count(state) {
    const { meetings, statements } = this.selection;
    const all = isFiltered(state) ? ` of ${number(this.data.nMeetings)}` : "";
    byId("count").textContent = `${number(meetings.length)}${all} ${meetings.length === 1 && !all ? "meeting" : "meetings"}, `
      + `${counted(statements.length, "statement")}`;
  }
}

/** The three states of the button: as the system has it, light, dark. */
function themeButton() {
  const themes = ["system", "light", "dark"];
  const button = byId("theme");
  const keep = (theme) => {
    try {
      localStorage.setItem("readouts-theme", theme);
    } catch {
      // Some browsers keep nothing for files.
    }
  };
  const show = (theme) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  let theme = "system";
  try {
    theme = themes.includes(localStorage.getItem("readouts-theme")) ? localStorage.getItem("readouts-theme") : "system";
  } catch {
    // As above.
  }
  show(theme);
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep(theme);
    show(theme);
  });
}

function describe(data) {
  const { about } = data;
  document.title = `Readouts explorer, release ${about.release_id}`;
  const years = [...data.years].filter(Boolean);
  const span = years.length ? `, ${d3.min(years)}–${d3.max(years)}` : "";
  byId("release-line").textContent = `Release ${about.release_id} · ${counted(data.nMeetings, "meeting")}, `
    + `${counted(data.nStatements, "statement")} from ${counted(data.documents.id.length, "document")}${span}`;
  const notices = [];
  if (about.total_meetings > data.nMeetings) {
    notices.push(`This page holds the newest ${number(data.nMeetings)} of the release’s ${number(about.total_meetings)} meetings; `
      + "all are in the Parquet files beside it.");
  }
  if (about.excerpts) {
    notices.push("The sources are too large to embed whole: of each, the page holds the paragraphs that contain statements. "
      + "The whole texts are in texts.parquet.");
  }
  byId("notice").textContent = notices.join(" ");
  byId("notice").hidden = !notices.length;
  const used = [...new Set(data.documents.source.values)];
  byId("footer").append(
    make("p", {}, "Each value comes from the words that it is shown with; spans count Unicode code points in the page’s text. "
      + "The tables are in the Parquet files beside this page. It asks for nothing over the network."),
    used.length ? make("p", {}, "Texts: ", listed(used.map((name) => {
      const publisher = about.publishers[name];
      return publisher ? `${label(publisher.name)} (${label(publisher.terms)})` : label(name);
    })), ".") : "",
    make("p", {}, `Made by version ${about.code_version}.`),
    make("details", {}, make("summary", {}, "Licences of the libraries and fonts in this page"), make("pre", { tabindex: "0" }, embedded("licences"))),
  );
}

async function main() {
  themeButton();
  // The part of the address after "#" is taken by the filters.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("results-heading").focus();
  });
  if (typeof DecompressionStream === "undefined") {
    byId("loading").textContent = "This browser is too old for this page: it cannot decompress the data (DecompressionStream).";
    return;
  }
  const data = await readData();
  describe(data);
  const app = new App(data);
  await app.update(app.store.state, new Set(["open"]));
  byId("loading").remove();
  document.documentElement.dataset.ready = "true";
}

main().catch((error) => {
  byId("loading").textContent = `The release could not be opened: ${error.message}`;
  console.error(error);
});
