// The embedded rows as columns, with what follows from them.

/** What a script element of data holds. */
const embedded = (id) => byId(id).textContent;

/** Base64 of deflated JSON as a value. */
async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

/** A column of few strings: the value of a row is values[codes[row]], null where the code is -1. */
class Coded {
  constructor(values, codes) {
    this.values = values;
    this.codes = Int32Array.from(codes);
  }

  at(row) {
    return this.codes[row] < 0 ? null : this.values[this.codes[row]];
  }
}

function column(packed) {
  if (packed.v) return new Coded(packed.v, packed.c);
  if (packed.p) return packed.p;
  const values = Int32Array.from(packed.d);
  for (let i = 1; i < values.length; i += 1) values[i] += values[i - 1];
  return values;
}

const table = (packed) => Object.fromEntries(Object.entries(packed).map(([name, each]) => [name, column(each)]));

/** Where the rows of each of n groups begin, in a column that is sorted; those of group i end where i + 1 begins. */
function offsets(groups, n) {
  const starts = new Int32Array(n + 1);
  for (const group of groups) starts[group + 1] += 1;
  for (let i = 0; i < n; i += 1) starts[i + 1] += starts[i];
  return starts;
}

/** The first row of each key. */
const places = (keys) => new Map(keys.map((key, place) => [key, place]));

/** Read the rows; the result is what all views know. */
async function readData() {
  const about = JSON.parse(embedded("about"));
  const packed = await unpack(embedded("rows"));
  const data = Object.fromEntries(Object.entries(packed).map(([name, each]) => [name, table(each)]));
  const { documents, meetings, participants, statements, meeting_topics, statement_topics } = data;
  data.about = about;
  data.nMeetings = meetings.document.length;
  data.nStatements = statements.meeting.length;
  data.statementStarts = offsets(statements.meeting, data.nMeetings);
  data.participantStarts = offsets(participants.meeting, data.nMeetings);
  data.topicStarts = offsets(meeting_topics.meeting, data.nMeetings);
  data.statementTopicStarts = offsets(statement_topics.statement, data.nStatements);
  data.countryName = new Map(data.countries.iso3.map((iso3, i) => [iso3, data.countries.name[i]]));
  data.organizationPlace = places(data.organizations.organization_id);
  data.personPlace = places(data.persons.person_id);
  data.topicPlace = places(data.topics.topic_id);
  data.years = Int16Array.from(meetings.date.codes, (code) =>
    code < 0 ? 0 : Number(meetings.date.values[code].slice(0, 4)));

  // Codes of topics in both tables as places in topics.
  const placed = (coded) => {
    const place = coded.values.map((id) => data.topicPlace.get(id));
    return Int32Array.from(coded.codes, (code) => place[code]);
  };
  data.meetingTopic = placed(meeting_topics.topic);
  data.statementTopic = placed(statement_topics.topic);

  // A party is a country or an organization that a participant stands for.
  data.parties = [];
  const partyPlace = new Map();
  const partyOf = (kind, id) => {
    const key = `${kind}:${id}`;
    if (!partyPlace.has(key)) {
      partyPlace.set(key, data.parties.length);
      data.parties.push({ key, kind, name: kind === "country" ? countryName(data, id) : organizationName(data, id) });
    }
    return partyPlace.get(key);
  };
  data.partyPlace = partyPlace;
  data.participantParty = Int32Array.from(participants.meeting, (_, row) => {
    const organization = participants.organization_id.at(row);
    if (organization !== null) return partyOf("organization", organization);
    const country = participants.country_iso3.at(row);
    return country === null ? -1 : partyOf("country", country);
  });
  const home = participants.side.values.indexOf("home");
  data.isHome = (participant) => participants.side.codes[participant] === home;
  data.personOf = Int32Array.from(participants.person_id.codes, (code) =>
    code < 0 ? -1 : data.personPlace.get(participants.person_id.values[code]));
  data.counterparts = [];
  for (let m = 0; m < data.nMeetings; m += 1) {
    const found = new Set();
    for (let p = data.participantStarts[m]; p < data.participantStarts[m + 1]; p += 1) {
      if (!data.isHome(p) && data.participantParty[p] >= 0) found.add(data.participantParty[p]);
    }
    data.counterparts.push([...found]);
  }
  data.meetingId = (m) => documents.id[meetings.document[m]] + meetings.suffix.at(m);
  data.statementId = (s) => data.meetingId(statements.meeting[s]) + statements.suffix.at(s);
  data.packetStarts = offsets(about.packets.flatMap((size, packet) => Array(size).fill(packet)), about.packets.length);
  return data;
}

const countryName = (data, iso3) => label(data.countryName.get(iso3) ?? iso3);

function organizationName(data, id) {
  const place = data.organizationPlace.get(id);
  if (place === undefined) return label(id);
  return label(data.organizations.acronym[place] ?? data.organizations.name[place]);
}

const personName = (data, place) => label(data.persons.display_name[place]);

/** The meeting's title, or who met in which form. */
function meetingName(data, m) {
  const title = data.meetings.title[m];
  if (title !== null) return label(title);
  const kind = capital(inWords(data.meetings.kind.at(m)));
  const names = data.counterparts[m].map((party) => data.parties[party].name);
  if (names.length === 0) return kind;
  return `${kind} with ${names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : listed(names)}`;
}

/** "a", "a and b", "a, b and c". */
const listed = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

/** Who the participant is: the person, else the name or the office as written. */
function participantName(data, p) {
  if (data.personOf[p] >= 0) return personName(data, data.personOf[p]);
  const written = data.participants.name.at(p) ?? data.participants.title.at(p) ?? "Unnamed participant";
  const party = data.participantParty[p];
  return party < 0 ? label(written) : `${label(written)} (${data.parties[party].name})`;
}

/** The place of a meeting in words, or "". */
function placeName(data, m) {
  const { city, country_iso3 } = data.meetings;
  const country = country_iso3.at(m);
  return [city.at(m), country === null ? null : countryName(data, country)].filter(Boolean).map(label).join(", ");
}
