// The magazine as Mercurius and Yoga serve it: schema, resolvers, and loaders as Mercurius wants them.
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
// Dates stay the text that PostgreSQL writes: YYYY-MM-DD, as the answer wants it.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export const schema = `
  type Query { issues(first: Int!): IssueConnection! issue(slug: String!): Issue works(first: Int!): WorkConnection! }
  type IssueConnection { nodes: [Issue!]! }
  type WorkConnection { nodes: [Work!]! }
  type Issue {
    slug: String! number: Int title: String! standfirst: String readingMinutes: Int! sections: [Section!]!
  }
  type Section { heading: String position: Int! body: Body! recommendations: [Recommendation!]! }
  type Body { html: String! text: String! markdown: String! }
  type Recommendation { position: Int! role: String! reason: String work: Work! }
  type Work {
    slug: String! kind: String! title: String! originalTitle: String releaseDate: String year: Int summary: String
    credits: [Credit!]! availability: [Availability!]!
  }
  type Credit { position: Int! role: String! person: Person! }
  type Person { slug: String! name: String! }
  type Availability { access: String! country: String platform: Organization }
  type Organization { slug: String! name: String! }
`;

// Every statement is prepared once per connection, under its name.
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const ISSUE = `id, slug, number, title, standfirst, reading_minutes AS "readingMinutes"`;
const WORK = `id, slug, kind, title, original_title AS "originalTitle", release_date AS "releaseDate", year, summary`;

export const resolvers = {
  Query: {
    issues: async (_, { first }) => ({
      nodes: await rows("issues", `SELECT ${ISSUE} FROM issues ORDER BY sort_key DESC, id DESC LIMIT $1`, [first]),
    }),
    issue: async (_, { slug }) => (await rows("issue", `SELECT ${ISSUE} FROM issues WHERE slug = $1`, [slug]))[0],
    works: async (_, { first }) => ({
      nodes: await rows("works", `SELECT ${WORK} FROM works ORDER BY title_key, id LIMIT $1`, [first]),
    }),
  },
};

// One list per owner, or one row per key, in the order in which the loader asks.
const many = (name, text, owner) => async (queries) => {
  const found = new Map(queries.map(({ obj }) => [obj.id, []]));
  for (const row of await rows(name, text, [[...found.keys()]])) found.get(row[owner]).push(row);
  return queries.map(({ obj }) => found.get(obj.id));
};
const one = (name, text, key) => async (queries) => {
  const ids = new Set(queries.map(({ obj }) => obj[key]).filter((id) => id !== null));
  const found = new Map((await rows(name, text, [[...ids]])).map((row) => [row.id, row]));
  return queries.map(({ obj }) => found.get(obj[key]) ?? null);
};

export const loaders = {
  Issue: {
    sections: many(
      "sections",
      `SELECT id, issue_id, heading, position, body_html, body_text, body_markdown FROM sections
       WHERE issue_id = ANY($1) ORDER BY issue_id, position`,
      "issue_id",
    ),
  },
  Section: {
    recommendations: many(
      "recommendations",
      `SELECT section_id, work_id, position, role, reason FROM recommendations
       WHERE section_id = ANY($1) ORDER BY section_id, position`,
      "section_id",
    ),
  },
  Recommendation: { work: one("work", `SELECT ${WORK} FROM works WHERE id = ANY($1)`, "work_id") },
  Work: {
    credits: many(
      "credits",
      `SELECT work_id, person_id, position, role FROM credits WHERE work_id = ANY($1) ORDER BY work_id, position`,
      "work_id",
    ),
    availability: many(
      "availability",
      `SELECT work_id, platform_id, access, country FROM availability WHERE work_id = ANY($1) ORDER BY work_id, position`,
      "work_id",
    ),
  },
  Credit: { person: one("person", "SELECT id, slug, name FROM people WHERE id = ANY($1)", "person_id") },
  Availability: { platform: one("platform", "SELECT id, slug, name FROM organizations WHERE id = ANY($1)", "platform_id") },
};

resolvers.Section = {
  body: (section) => ({ html: section.body_html, text: section.body_text, markdown: section.body_markdown }),
};
