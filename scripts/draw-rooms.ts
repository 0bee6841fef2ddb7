/**
 * `npm run draw:rooms`: draws the rooms of lua-src/ from the imports that there are, and lists them in
 * docs/architecture.md. With `--check` it writes nothing and fails where either is stale.
 *
 * @module
 */
import { cruise } from "dependency-cruiser";
import { readFileSync, writeFileSync } from "node:fs";

import { CONTENTS, roomOf, ROWS } from "./lint/rooms.mjs";
import { say } from "./lib/project";

const PICTURE = "docs/rooms.svg";
const PAGE = "docs/architecture.md";
/** What stands before and behind the list in the page. */
const LIST = /(?<=<!-- rooms: npm run draw:rooms -->\n\n)[^]*?(?=\n\n<!-- end of rooms -->)/;

const WIDTH = 920;
const ROW_HEIGHT = 58;
const BOX_HEIGHT = 30;
const CHARACTER_WIDTH = 7.2;

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which room imports from which. */
async function imports(): Promise<Graph> {
  const options = { includeOnly: "^lua-src/", tsPreCompilationDeps: true };
  const { output } = await cruise(["lua-src"], options);
  if (typeof output === "string") throw new Error(output);
  const graph = new Map<string, Set<string>>(ROWS.flat().map((room) => [room, new Set()]));
  const room = (file: string): string | undefined => roomOf(file.replace("lua-src/", ""));
  for (const { source, dependencies } of output.modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [room(source), room(resolved)];
      if (from !== undefined && to !== undefined && from !== to) graph.get(from)?.add(to);
    }
  }
  return graph;
}

/** Whether there is a way from one room to another by a third. */
function hasDetour(graph: Graph, from: string, to: string): boolean {
  const seen = new Set<string>();
  const left = [...(graph.get(from) ?? [])].filter((room) => room !== to);
  for (let room = left.pop(); room !== undefined; room = left.pop()) {
    if (room === to) return true;
    if (seen.has(room)) continue;
    seen.add(room);
    left.push(...(graph.get(room) ?? []));
  }
  return false;
}

const labelOf = (room: string): string => room.replace(/^gateway\//, "");

/** Where the boxes of a row are: their middles and widths. */
function places(row: readonly string[]): { room: string; x: number; width: number }[] {
  const gap = WIDTH / row.length;
  return row.map((room, i) => ({
    room,
    x: Math.round(gap * (i + 0.5)),
    width: Math.round(labelOf(room).length * CHARACTER_WIDTH + 24),
  }));
}

function draw(graph: Graph): string {
  const height = ROWS.length * ROW_HEIGHT + 20;
  const boxes = ROWS.flatMap((row, depth) =>
    places(row).map((place) => ({ ...place, y: 20 + depth * ROW_HEIGHT, inGateway: place.room.startsWith("gateway") })),
  );
  const at = new Map(boxes.map((box) => [box.room, box]));
  const arrows = [...graph].flatMap(([from, all]) =>
    [...all]
      .filter((to) => !hasDetour(graph, from, to))
      .toSorted()
      .map((to) => {
        const [a, b] = [at.get(from), at.get(to)];
        if (a === undefined || b === undefined) throw new Error(`no place for ${from} or ${to}`);
        const [top, bottom] = [a.y + BOX_HEIGHT, b.y];
        const bend = Math.round((bottom - top) / 2);
        return `    <path d="M${a.x} ${top}C${a.x} ${top + bend} ${b.x} ${bottom - bend} ${b.x} ${bottom}" marker-end="url(#tip)" />`;
      }),
  );
  const rects = boxes.map(
    ({ x, y, width, inGateway }) =>
      `    <rect x="${x - width / 2}" y="${y}" width="${width}" height="${BOX_HEIGHT}" rx="6" stroke="${inGateway ? "#348cfd" : "#3a3f99"}" />`,
  );
  const texts = boxes.map(({ room, x, y }) => `    <text x="${x}" y="${y + 20}">${labelOf(room)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="The rooms of lua-src: imports run downwards">
  <!-- Made by npm run draw:rooms. -->
  <defs>
    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
      <path d="M0 0 8 4 0 8z" fill="#5acce6" />
    </marker>
  </defs>
  <rect width="${WIDTH}" height="${height}" rx="12" fill="#05061a" />
  <g fill="none" stroke="#5acce6" stroke-opacity="0.6">
${arrows.join("\n")}
  </g>
  <g fill="#0b1138">
${rects.join("\n")}
  </g>
  <g fill="#fff" text-anchor="middle">
${texts.join("\n")}
  </g>
</svg>
`;
}

/** The list of rooms, as Markdown. */
function list(): string {
  return ROWS.flat()
    .map((room) => `- \`${room}/\`: ${String(CONTENTS[room])}`)
    .join("\n");
}

async function main(): Promise<number> {
  const page = readFileSync(PAGE, "utf8");
  if (!LIST.test(page)) throw new Error(`${PAGE} has no place for the list of rooms`);
  const wanted = [
    [PICTURE, draw(await imports())],
    [PAGE, page.replace(LIST, () => list())],
  ] as const;
  if (!process.argv.includes("--check")) {
    for (const [file, text] of wanted) writeFileSync(file, text);
    return 0;
  }
  const stale = wanted.filter(([file, text]) => readFileSync(file, "utf8") !== text).map(([file]) => file);
  for (const file of stale) say(`${file} does not show the rooms as they are: npm run draw:rooms`);
  return stale.length === 0 ? 0 : 1;
}

process.exitCode = await main();
