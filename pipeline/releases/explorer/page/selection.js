// Which meetings and statements are asked for.
//
// Year, counterpart, person and publisher are matters of a meeting. A topic is one of a meeting and of a statement, an
// act one of a statement. A word must stand in what is said of the meeting (title, names, places) or in a statement.
// With an act, a meeting is kept for a statement that meets all of act, topic and words; without one for its own topics.

/** The words and "quoted phrases" of a search. */
function searchWords(q) {
  return [...q.matchAll(/"([^"]+)"|(\S+)/g)].map((found) => folded(found[1] ?? found[2]).trim()).filter(Boolean);
}

let headWords = null;

/** What is said of each meeting, as the search compares it. */
function searchableMeetings(data) {
  headWords ??= Array.from({ length: data.nMeetings }, (_, m) => {
    const { title, section, occasion, document } = data.meetings;
    const words = [
      meetingName(data, m), title[m], section.at(m), occasion.at(m), placeName(data, m), data.documents.title[document[m]],
      data.documents.id[document[m]],
    ];
    for (let p = data.participantStarts[m]; p < data.participantStarts[m + 1]; p += 1) {
      const party = data.participantParty[p];
      words.push(participantName(data, p), data.participants.name.at(p), data.participants.title.at(p));
      if (party >= 0) words.push(data.parties[party].name);
    }
    return folded(words.filter(Boolean).join("\n"));
  });
  return headWords;
}

/**
 * Select rows.
 *
 * @param words of all statements, from searchableStatements; only needed with a search.
 * @param skipped a facet that is left out of account, to count what its values would give.
 * @returns places of meetings and statements, in order.
 */
function select(data, state, words, skipped = null) {
  const asked = (name) => name !== skipped && state[name].size > 0;
  const { meetings, statements } = data;
  const from = state.from ?? -Infinity;
  const to = state.to ?? Infinity;
  const byYear = state.from !== null || state.to !== null;
  const flags = (name, keys) => (asked(name) ? Uint8Array.from(keys, (key) => state[name].has(key)) : null);
  const sources = flags("publisher", data.documents.source.values);
  const parties = flags("counterpart", data.parties.map((party) => party.key));
  const persons = flags("person", data.persons.person_id);
  const topics = flags("topic", data.topics.topic_id);
  const acts = flags("act", statements.act.values);
  const search = searchWords(state.q);
  const heads = search.length ? searchableMeetings(data) : null;
  const keptMeetings = [];
  const keptStatements = [];
  for (let m = 0; m < data.nMeetings; m += 1) {
    if (byYear && !(data.years[m] >= from && data.years[m] <= to)) continue;
    if (sources && !sources[data.documents.source.codes[meetings.document[m]]]) continue;
    if (parties && !data.counterparts[m].some((party) => parties[party])) continue;
    if (persons && !anyOf(data.personOf, data.participantStarts, m, persons)) continue;
    const missing = search.filter((word) => !heads[m].includes(word));
    const mark = keptStatements.length;
    let said = missing.length === 0;
    for (let s = data.statementStarts[m]; s < data.statementStarts[m + 1]; s += 1) {
      if (missing.length && !missing.every((word) => words[s].includes(word))) continue;
      said = true;
      if (acts && !acts[statements.act.codes[s]]) continue;
      if (topics && !anyOf(data.statementTopic, data.statementTopicStarts, s, topics)) continue;
      keptStatements.push(s);
    }
    const about = !topics || anyOf(data.meetingTopic, data.topicStarts, m, topics);
    if (acts ? keptStatements.length > mark : said && about) keptMeetings.push(m);
    else keptStatements.length = mark;
  }
  return { meetings: keptMeetings, statements: keptStatements };
}

function anyOf(values, starts, group, flags) {
  for (let row = starts[group]; row < starts[group + 1]; row += 1) if (values[row] >= 0 && flags[values[row]]) return true;
  return false;
}

/** How many meetings each value of a facet would leave, beside the other filters; by key. */
function facetCounts(data, state, words, name) {
  const left = select(data, state, words, name);
  const counts = new Map();
  const add = (keys) => keys.forEach((key) => counts.set(key, (counts.get(key) ?? 0) + 1));
  const said = new Map();
  if (name === "act" || (name === "topic" && state.act.size)) {
    for (const s of left.statements) {
      const m = data.statements.meeting[s];
      if (!said.has(m)) said.set(m, new Set());
      if (name === "act") said.get(m).add(data.statements.act.at(s));
      else for (const topic of topicsOfStatement(data, s)) said.get(m).add(data.topics.topic_id[topic]);
    }
    said.forEach(add);
    return counts;
  }
  for (const m of left.meetings) add(new Set(facetValues(data, name, m)));
  return counts;
}

function facetValues(data, name, m) {
  if (name === "topic") return topicsOfMeeting(data, m).map((topic) => data.topics.topic_id[topic]);
  if (name === "counterpart") return data.counterparts[m].map((party) => data.parties[party].key);
  if (name === "publisher") return [data.documents.source.at(data.meetings.document[m])];
  const found = [];
  for (let p = data.participantStarts[m]; p < data.participantStarts[m + 1]; p += 1) {
    if (data.personOf[p] >= 0) found.push(data.persons.person_id[data.personOf[p]]);
  }
  return found;
}

/** Places of a meeting's topics, the most mentioned first. */
const topicsOfMeeting = (data, m) => [...data.meetingTopic.subarray(data.topicStarts[m], data.topicStarts[m + 1])];

const topicsOfStatement = (data, s) =>
  [...data.statementTopic.subarray(data.statementTopicStarts[s], data.statementTopicStarts[s + 1])];
