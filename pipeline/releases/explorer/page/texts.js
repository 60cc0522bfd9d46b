// The documents' texts, opened packet by packet. Spans count code points; strings here count UTF-16 units.

const openPackets = new Map();

/** The documents of a packet, opened once. */
function packet(data, place) {
  if (!openPackets.has(place)) {
    const opened = unpack(embedded(`packet-${place}`)).then((documents) => documents.map((each) => new Source(each)));
    openPackets.set(place, opened);
  }
  return openPackets.get(place);
}

/** A document's text with what is shown in it. */
async function source(data, document) {
  let place = 0;
  while (data.packetStarts[place + 1] <= document) place += 1;
  return (await packet(data, place))[document - data.packetStarts[place]];
}

class Source {
  constructor({ text, blocks, terms, evidence, issues }) {
    this.pieces = text.map(([start, piece]) => new Piece(start, piece));
    this.blocks = blocks;
    this.terms = terms;
    this.evidence = evidence;
    this.issues = issues;
  }

  /** The text from one code point to another, or null where the page holds only excerpts without it. */
  slice(start, end) {
    const piece = this.pieces.find((each) => each.start <= start && end <= each.end);
    return piece ? piece.slice(start, end) : null;
  }
}

class Piece {
  constructor(start, text) {
    this.start = start;
    this.text = text;
    // Places, in code points, of those that take two units.
    this.wide = [];
    let place = start;
    if (/[\ud800-\udbff]/.test(text)) {
      for (const char of text) {
        if (char.length === 2) this.wide.push(place);
        place += 1;
      }
    }
    this.end = start + text.length - this.wide.length;
  }

  /** The unit at which a code point begins. */
  unit(point) {
    return point - this.start + d3.bisectLeft(this.wide, point);
  }

  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

/** The words of a statement, or null where they are not embedded. */
async function statementText(data, s) {
  const { meeting, char_start, n_chars } = data.statements;
  const from = await source(data, data.meetings.document[meeting[s]]);
  return from.slice(char_start[s], char_start[s] + n_chars[s]);
}

let searchable = null;

/** The words of all statements as the search compares them; opens all packets the first time. */
function searchableStatements(data) {
  searchable ??= (async () => {
    const words = new Array(data.nStatements);
    const sources = (await Promise.all(data.about.packets.map((_, place) => packet(data, place)))).flat();
    const { meeting, char_start, n_chars } = data.statements;
    for (let s = 0; s < data.nStatements; s += 1) {
      const from = sources[data.meetings.document[meeting[s]]];
      words[s] = folded(from.slice(char_start[s], char_start[s] + n_chars[s]) ?? "");
    }
    return words;
  })();
  return searchable;
}
