// Who meets whom: people, or the countries and organizations that they stand for.

const NODES_WIDE = 46;
const NODES_NARROW = 26;
const LABELS = 30;
// In a larger meeting, all pairs would drown the rest: only those with the home side are drawn.
const ALL_PAIRS_UP_TO = 8;
const NETWORK_HEIGHT = 400;

class Network {
  constructor(app) {
    this.app = app;
    this.people = true;
    this.figure = new Figure("network", "Who meets whom", [
      choice("Nodes", [[true, "People"], [false, "Countries"]], true, (people) => {
        this.people = people;
        this.update(app.store.state, app.selection);
      }),
    ]);
  }

  /** Nodes and links of the selection: a link joins two who took part in one meeting for different sides. */
  graph(meetings) {
    const { data } = this.app;
    const nodes = new Map();
    const links = new Map();
    for (const m of meetings) {
      const present = new Map();
      for (let p = data.participantStarts[m]; p < data.participantStarts[m + 1]; p += 1) {
        const id = this.people ? data.personOf[p] : data.participantParty[p];
        if (id >= 0) present.set(id, { id, party: data.participantParty[p], home: data.isHome(p) });
      }
      const list = [...present.values()];
      for (const each of list) {
        if (!nodes.has(each.id)) nodes.set(each.id, { ...each, n: 0 });
        nodes.get(each.id).n += 1;
      }
      const all = list.length <= ALL_PAIRS_UP_TO;
      for (let i = 0; i < list.length; i += 1) {
        for (let j = i + 1; j < list.length; j += 1) {
          if (list[i].party === list[j].party || !(all || list[i].home || list[j].home)) continue;
          const [source, target] = [Math.min(list[i].id, list[j].id), Math.max(list[i].id, list[j].id)];
          const key = `${source} ${target}`;
          if (!links.has(key)) links.set(key, { source, target, n: 0 });
          links.get(key).n += 1;
        }
      }
    }
    return { nodes: [...nodes.values()], links: [...links.values()] };
  }

  name(id) {
    const { data } = this.app;
    return this.people ? personName(data, id) : data.parties[id].name;
  }

  press(node) {
    const { data, store } = this.app;
    if (this.people) store.toggle("person", data.persons.person_id[node.id]);
    else if (!node.home) store.toggle("counterpart", data.parties[node.id].key);
  }

  update(state, selection) {
    const { data } = this.app;
    const { nodes, links } = this.graph(selection.meetings);
    if (!links.length) {
      this.figure.show({ empty: selection.meetings.length ? "No two named participants of different sides." : NOTHING });
      return;
    }
    links.sort((a, b) => b.n - a.n || this.name(a.source).localeCompare(this.name(b.source), "en"));
    nodes.sort((a, b) => b.n - a.n || this.name(a.id).localeCompare(this.name(b.id), "en"));
    const what = this.people ? ["person", "people"] : ["country or organization", "countries and organizations"];
    const summary = `${counted(nodes.length, ...what)}, ${counted(links.length, "pair")}`
      + `${leader(links, (link) => link.n, (link) => `often ${this.name(link.source)} and ${this.name(link.target)} (${counted(link.n, "meeting")})`)}.`;
    const nodeOf = new Map(nodes.map((node) => [node.id, node]));
    const pressable = (id) => (this.people || !nodeOf.get(id).home
      ? { text: this.name(id), press: () => this.press(nodeOf.get(id)) } : this.name(id));
    this.figure.show({
      summary,
      legend: swatches([
        ["Home side", "var(--series-1)"], [this.people ? "Counterpart" : "Country", "var(--series-2)"],
        ...(nodes.some((node) => data.parties[node.party]?.kind === "organization") ? [["International organization", "var(--series-3)"]] : []),
      ]),
      draw: (width) => this.draw(width, state, nodes, links, summary),
      columns: ["One", "Other", "Meetings"],
      rows: links.map((link) => [pressable(link.source), pressable(link.target), link.n]),
    });
  }

  draw(width, state, allNodes, allLinks, summary) {
    const { data } = this.app;
    const height = NETWORK_HEIGHT;
    const limit = width < 480 ? NODES_NARROW : NODES_WIDE;
    const most = new Set(allNodes.slice(0, limit).map((node) => node.id));
    const links = allLinks.filter((link) => most.has(link.source) && most.has(link.target)).map((link) => ({ ...link }));
    // Who met none of the others that are drawn would drift away.
    const met = new Set(links.flatMap((link) => [link.source, link.target]));
    const nodes = allNodes.filter((node) => met.has(node.id)).map((node) => ({ ...node }));
    const largest = nodes[0].n;
    const radius = (node) => 3.5 + 10 * Math.sqrt(node.n / largest);
    const simulation = d3.forceSimulation(nodes).stop()
      .force("links", d3.forceLink(links).id((node) => node.id).distance(58).strength(0.35))
      .force("charge", d3.forceManyBody().strength(-150).distanceMax(260))
      .force("x", d3.forceX(width / 2).strength(0.07))
      .force("y", d3.forceY(height / 2).strength(0.11))
      .force("apart", d3.forceCollide((node) => radius(node) + 7));
    simulation.tick(260);
    // Fit what came out into the frame, with room for the names.
    const fit = (key, low, high) => {
      const [least, most] = d3.extent(nodes, (node) => node[key]);
      const scale = d3.scaleLinear([least, Math.max(most, least + 1)], [low, high]);
      for (const node of nodes) node[key] = nodes.length > 1 ? scale(node[key]) : (low + high) / 2;
    };
    fit("x", 48, width - 48);
    fit("y", 22, height - 26);
    const colour = (node) => (node.home ? "var(--series-1)"
      : data.parties[node.party]?.kind === "organization" ? "var(--series-3)" : "var(--series-2)");
    const chosen = (node) => (this.people ? state.person.has(data.persons.person_id[node.id])
      : state.counterpart.has(data.parties[node.id].key));
    const of = new Map(nodes.map((node) => [node, new Set()]));
    const lines = links.map((link) => {
      const line = makeSvg("line", { x1: link.source.x, y1: link.source.y, x2: link.target.x, y2: link.target.y,
        "stroke-width": 0.8 + 3 * Math.sqrt(link.n / allLinks[0].n) });
      of.get(link.source).add(link.target);
      of.get(link.target).add(link.source);
      return line;
    });
    const marks = nodes.map((node, place) => {
      const name = this.name(node.id);
      const party = this.people && node.party >= 0 ? `, ${data.parties[node.party].name}` : "";
      const r = radius(node);
      const text = makeSvg("text", { y: r + 12, "text-anchor": "middle" }, name.length > 24 ? `${name.slice(0, 23)}…` : name);
      return makeSvg("g", {
        class: `node${place < LABELS || chosen(node) ? " labelled" : ""}${chosen(node) ? " chosen" : ""}`,
        transform: `translate(${node.x.toFixed(1)},${node.y.toFixed(1)})`,
        role: "button", tabindex: place === 0 ? "0" : "-1",
        "aria-label": `${name}${party}, ${counted(node.n, "meeting")}`, "aria-pressed": chosen(node),
        onclick: () => this.press(node),
      }, makeSvg("circle", { r, fill: colour(node) }), text, makeSvg("title", {}, `${name}${party}: ${counted(node.n, "meeting")}`));
    });
    declutter(nodes, marks, width);
    const svg = makeSvg("svg", { class: "network", viewBox: `0 0 ${width} ${height}`, width, height, role: "group",
      "aria-label": `Who meets whom. ${summary} Arrow keys go from node to node.` },
      makeSvg("g", { class: "links" }, lines), makeSvg("g", {}, marks));
    const light = (node) => {
      svg.classList.toggle("lit", node !== null);
      nodes.forEach((each, i) => marks[i].classList.toggle("near", node !== null && (each === node || of.get(node).has(each))));
      links.forEach((link, i) => lines[i].classList.toggle("near", link.source === node || link.target === node));
    };
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    marks.forEach((mark, i) => {
      mark.addEventListener("pointerenter", () => light(nodes[i]));
      mark.addEventListener("pointerleave", () => light(null));
      mark.addEventListener("focus", () => light(nodes[i]));
      mark.addEventListener("blur", () => light(null));
      mark.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          this.press(nodes[i]);
        } else if (event.key in step) {
          event.preventDefault();
          const next = marks[(i + step[event.key] + marks.length) % marks.length];
          mark.setAttribute("tabindex", "-1");
          next.setAttribute("tabindex", "0");
          next.focus();
        }
      });
    });
    const hidden = allNodes.length - nodes.length;
    return make("div", {}, svg, hidden > 0 ? make("p", { class: "summary" },
      `The ${nodes.length} who met most are drawn; ${number(hidden)} more are in the table.`) : "");
  }
}

/** Take the names away that would stand on others; those who met more keep theirs. */
function declutter(nodes, marks, width) {
  const taken = [];
  nodes.forEach((node, i) => {
    if (!marks[i].classList.contains("labelled")) return;
    const text = marks[i].querySelector("text");
    const half = text.textContent.length * 3.1;
    // A name near the edge is moved inwards.
    const shift = Math.max(half + 2 - node.x, 0) - Math.max(node.x + half + 2 - width, 0);
    text.setAttribute("x", shift.toFixed(1));
    const y = node.y + Number(text.getAttribute("y"));
    const box = [node.x + shift - half, node.x + shift + half, y - 10, y + 3];
    const clear = taken.every((other) => box[1] < other[0] || box[0] > other[1] || box[3] < other[2] || box[2] > other[3]);
    if (clear || marks[i].classList.contains("chosen")) taken.push(box);
    else marks[i].classList.remove("labelled");
  });
}
