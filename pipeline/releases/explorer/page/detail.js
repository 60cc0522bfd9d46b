// A meeting or a statement, and the source it was read from with the evidence marked.

const FACTS = [
  ["date", "Date"], ["start_local", "Start"], ["utc_offset_minutes", "UTC offset"], ["duration_minutes", "Duration"],
  ["place", "Place"], ["kind", "Form"], ["setting", "Setting"], ["sides", "Sides"], ["occasion", "Occasion"],
];

const ONE_COLUMN = "(max-width: 44rem)";

class Detail {
  constructor(app) {
    this.app = app;
    this.dialog = byId("detail");
    this.turn = 0;
    this.dialog.addEventListener("close", () => {
      if (app.store.state.open !== null) app.store.set({ open: null });
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  async update(state) {
    const turn = ++this.turn;
    if (state.open === null) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const found = this.find(state.open);
    if (!found) {
      this.app.store.set({ open: null });
      return;
    }
    const from = await source(this.app.data, this.app.data.meetings.document[found.meeting]);
    if (turn !== this.turn) return;
    this.fill(found.meeting, found.statement, from);
    const again = this.dialog.open;
    if (!again) this.dialog.showModal();
    byId("detail-title").focus();
    // Where all stands in one column, what is coded comes first, and a button leads to the words.
    if (!matchMedia(ONE_COLUMN).matches) this.bring(again);
  }

  /** The meeting, and the statement if it is one, of an id. */
  find(id) {
    const { data } = this.app;
    this.places ??= new Map(Array.from({ length: data.nMeetings }, (_, m) => [data.meetingId(m), m]));
    if (this.places.has(id)) return { meeting: this.places.get(id), statement: null };
    const meeting = this.places.get(id.slice(0, id.lastIndexOf("/")));
    if (meeting === undefined) return null;
    for (let s = data.statementStarts[meeting]; s < data.statementStarts[meeting + 1]; s += 1) {
      if (data.statementId(s) === id) return { meeting, statement: s };
    }
    return null;
  }

  fill(m, s, from) {
    const { data } = this.app;
    const { meetings, documents } = data;
    const document = meetings.document[m];
    const date = meetings.date.at(m);
    const publisher = label(data.about.publishers[documents.source.at(document)]?.name ?? documents.source.at(document));
    this.from = from;
    this.meeting = m;
    this.statement = s;
    this.sourceText = make("div", { class: "source-text" });
    this.dialog.replaceChildren(
      make("header", { class: "detail-head" },
        make("div", {},
          make("p", { class: "kicker" }, [date === null ? "No date" : day(date), placeName(data, m) || null, publisher].filter(Boolean).join(" · ")),
          make("h2", { id: "detail-title", tabindex: "-1" }, make("bdi", {}, meetingName(data, m)))),
        make("button", { type: "button", class: "quiet", onclick: () => this.dialog.close() }, "Close")),
      make("div", { class: "detail-body" },
        this.card(),
        make("section", { class: "detail-source", "aria-label": "Source text", tabindex: "0" }, this.sourceHead(document), this.sourceText),
        this.facts()),
    );
    if (s === null) this.mark(null);
    else this.mark({ start: data.statements.char_start[s], end: data.statements.char_start[s] + data.statements.n_chars[s] });
  }

  /** What is coded of the statement, or how many there are. */
  card() {
    const { data, store } = this.app;
    const { meeting: m, statement: s } = this;
    const [first, end] = [data.statementStarts[m], data.statementStarts[m + 1]];
    const step = (text, to) => make("button", {
      type: "button", class: "quiet small", disabled: to < first || to >= end,
      onclick: () => store.set({ open: data.statementId(to) }),
    }, text);
    if (s === null) {
      return make("section", { class: "detail-card", "aria-label": "Statements" },
        make("p", { class: "lead" }, end > first ? `${counted(end - first, "statement")} are marked in the text.`.replace("1 statement are", "1 statement is") : "No statement is coded."),
        end > first ? step("Go through them", first) : null);
    }
    const { statements } = data;
    const terms = this.from.terms.filter(([place]) => place === s);
    const topics = d3.group(terms, ([, topic]) => topic);
    const fact = (name, ...value) => make("div", {}, make("dt", {}, name), make("dd", {}, value));
    return make("section", { class: "detail-card", "aria-label": "The statement" },
      make("div", { class: "stepper" }, make("p", {}, `Statement ${s - first + 1} of ${end - first}`),
        make("div", {}, step("‹ Previous", s - 1), step("Next ›", s + 1))),
      make("p", { class: "who" }, make("bdi", {}, speakerName(data, s)),
        statements.addressee[s] < 0 ? null : [make("span", { class: "to" }, " to "), make("bdi", {}, participantName(data, statements.addressee[s]))]),
      make("p", {}, make("button", { type: "button", class: "link", onclick: () => this.bring(true, true) }, "Go to the words in the source")),
      make("dl", { class: "facts" },
        fact("Act", actTag(data, s), make("span", { class: "sub" }, data.about.codes.act[statements.act.at(s)])),
        fact("Verb", make("q", {}, label(statements.verb.at(s))), statements.in_response[s] ? ", in response" : null),
        fact("Topics", topics.size ? [...topics].map(([topic, rows]) => make("span", { class: "term-line" },
          make("span", { class: "tag" }, facetLabel(data, "topic", topic)),
          make("span", { class: "sub" }, " by ", listed([...new Set(rows.map(([, , , start, stop]) => `“${label(this.from.slice(start, stop) ?? "…")}”`))])))) : make("span", { class: "none" }, "none")),
        fact("Rule", make("code", {}, label(statements.method.at(s))))));
  }

  sourceHead(document) {
    const { data } = this.app;
    const { documents } = data;
    const published = documents.published_on[document];
    const publisher = data.about.publishers[documents.source.at(document)];
    return make("div", { class: "source-head" },
      make("p", { class: "sub" }, "Source ", make("bdi", {}, label(documents.id[document])),
        published === null ? null : `, page of ${day(published)}`, address(documents.url[document])),
      publisher ? make("p", { class: "sub" }, `${label(publisher.name)}. ${label(publisher.terms)}.`) : null,
      data.about.excerpts ? make("p", { class: "sub" }, "Excerpts: the paragraphs that hold statements.") : null);
  }

  facts() {
    const { data, store } = this.app;
    const m = this.meeting;
    const { meetings } = data;
    const suffix = meetings.suffix.at(m);
    const value = {
      date: meetings.date.at(m) === null ? null : day(meetings.date.at(m)) + (meetings.end_date.at(m) === null ? "" : ` to ${day(meetings.end_date.at(m))}`),
      start_local: meetings.start_local.at(m),
      utc_offset_minutes: meetings.utc_offset_minutes[m] === null ? null : offsetText(meetings.utc_offset_minutes[m]),
      duration_minutes: meetings.duration_minutes[m] === null ? null
        : `${meetings.duration_approximate[m] ? "about " : ""}${counted(meetings.duration_minutes[m], "minute")}`,
      place: placeName(data, m) || null,
      kind: inWords(meetings.kind.at(m)),
      setting: inWords(meetings.setting.at(m)),
      sides: meetings.sides.at(m),
      occasion: meetings.occasion.at(m),
    };
    const spans = (name) => this.from.evidence.filter(([row, column]) =>
      row === suffix && (column === name || (name === "place" && (column === "city" || column === "country_iso3"))));
    const rows = FACTS.filter(([name]) => value[name]).map(([name, title]) => {
      const [found] = spans(name);
      return make("div", {}, make("dt", {}, title),
        make("dd", {}, make("bdi", {}, label(value[name])), found ? this.shower(title, found[2], found[3], found[4]) : null));
    });
    const side = (home) => {
      const list = [];
      for (let p = data.participantStarts[m]; p < data.participantStarts[m + 1]; p += 1) {
        if (data.isHome(p) === home) list.push(this.participant(p));
      }
      return list.length ? [make("h4", {}, home ? "Home side" : "Counterparts"), make("ul", { class: "people" }, list)] : [];
    };
    const statements = d3.range(data.statementStarts[m], data.statementStarts[m + 1]);
    const topics = topicsOfMeeting(data, m);
    return make("section", { class: "detail-facts", "aria-label": "The meeting", tabindex: "0" },
      make("h3", {}, "The meeting"), make("dl", { class: "facts" }, rows),
      make("h3", {}, "Participants"), side(true), side(false),
      topics.length ? [make("h3", {}, "Topics"), make("p", {}, topics.map((topic) => make("span", {
        class: "tag", title: data.topics.definition[topic] }, label(data.topics.label[topic]))))] : null,
      statements.length ? [make("h3", {}, "Statements"), make("ol", { class: "said-list" }, statements.map((s) => make("li", {}, make(
        "button", { type: "button", class: "link", "aria-current": s === this.statement ? "true" : null,
          onclick: () => store.set({ open: data.statementId(s) }) },
        make("span", { class: "act" }, inWords(data.statements.act.at(s))), " ", make("bdi", {}, speakerName(data, s))))))] : null,
      this.from.issues.length ? [make("h3", {}, "Noted while reading"), make("ul", { class: "issues" }, this.from.issues
        .map(([severity, code, message, start, end]) => make("li", {}, make("span", { class: "sub" }, `${severity}, ${inWords(code)}: `),
          make("bdi", {}, label(message)), start === null ? null : this.shower(inWords(code), start, end, code))))] : null);
  }

  participant(p) {
    const { data } = this.app;
    const { participants } = data;
    const title = participants.title.at(p);
    const party = data.participantParty[p];
    const named = data.personOf[p] >= 0 || participants.name.at(p) !== null;
    const more = [named && title !== null ? label(title) : null, party < 0 ? null : data.parties[party].name,
      participants.role.at(p) === "principal" ? null : inWords(participants.role.at(p))].filter(Boolean).join(" · ");
    return make("li", {}, make("bdi", {}, participantName(data, p)),
      this.shower(participantName(data, p), participants.char_start[p], participants.char_start[p] + participants.n_chars[p], participants.method.at(p)),
      more ? make("span", { class: "sub" }, more) : null);
  }

  /** A button that marks the words which a value came from. */
  shower(what, start, end, method) {
    if (this.from.slice(start, end) === null) return null;
    return make("button", {
      type: "button", class: "shower", "aria-label": `Show the words for ${what} in the source`, title: `Rule: ${label(method)}`,
      onclick: () => {
        this.mark({ start, end });
        this.bring(true, true);
      },
    }, "source");
  }

  /** Draw the text with one span marked, or none. */
  mark(span) {
    const { data } = this.app;
    const { meeting: m, statement } = this;
    const suffix = data.meetings.suffix.at(m);
    const several = new Set(this.from.blocks.map((block) => block[4]).filter(Boolean)).size > 1;
    const said = d3.range(data.statementStarts[m], data.statementStarts[m + 1]).map((s) => ({
      s, start: data.statements.char_start[s], end: data.statements.char_start[s] + data.statements.n_chars[s],
    }));
    const terms = span && statement !== null && span.start === data.statements.char_start[statement]
      ? this.from.terms.filter(([place]) => place === statement).map(([, topic, , start, end]) => ({ topic, start, end })) : [];
    let before = 0;
    this.sourceText.replaceChildren(...this.from.blocks.flatMap(([kind, level, start, end, meeting]) => {
      const gap = start > before ? [make("p", { class: "gap" }, "[…]")] : [];
      before = end;
      const block = make("div", { class: `block ${kind}${several && meeting !== suffix ? " elsewhere" : ""}`, "data-level": level });
      block.append(...this.pieces(start, end, span, said, terms));
      return [...gap, block];
    }));
  }

  /** The nodes of a stretch of text: cut where anything begins or ends, so that what overlaps needs no nesting. */
  pieces(start, end, span, said, terms) {
    const { data, store } = this.app;
    const all = [...(span ? [span] : []), ...said, ...terms].filter((each) => each.start < end && each.end > start);
    const cuts = [...new Set([start, end, ...all.flatMap((each) => [each.start, each.end])])]
      .filter((cut) => cut >= start && cut <= end).sort((a, b) => a - b);
    const nodes = [];
    let marked = null;
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const [from, to] = [cuts[i], cuts[i + 1]];
      const covers = (each) => each.start <= from && each.end >= to;
      let content = textNodes(this.from.slice(from, to));
      const term = terms.find(covers);
      if (term) content = [make("span", { class: "term", title: facetLabel(data, "topic", term.topic) }, content)];
      if (span && covers(span)) {
        if (!marked) nodes.push(marked = make("mark", { tabindex: "-1" }));
        marked.append(...content);
        continue;
      }
      marked = null;
      const statement = said.find(covers);
      nodes.push(...(statement ? [make("span", { class: "said", title: `${inWords(data.statements.act.at(statement.s))}: ${speakerName(data, statement.s)}`,
        onclick: () => store.set({ open: data.statementId(statement.s) }) }, content)] : content));
    }
    return nodes;
  }

  /** Bring the marked words into view, else the meeting's part of the text. */
  bring(smoothly, focus = false) {
    const target = this.sourceText.querySelector("mark") ?? this.sourceText.querySelector(".block:not(.elsewhere)");
    if (!target) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block: target.matches("mark") ? "center" : "start", behavior: smoothly && !calm ? "smooth" : "instant" });
    if (focus && target.matches("mark")) target.focus({ preventScroll: true });
  }
}

const offsetText = (minutes) => {
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "−" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
};

/** A link to the page on the publisher's site, which only a reader's click follows. */
function address(url) {
  if (url === null || !/^https?:\/\//i.test(url)) return null;
  return [", ", make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "on the publisher’s site")];
}
