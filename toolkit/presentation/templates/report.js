"use strict";
// Tables that sort, search and lead to passages; passages that filter. All text enters the page as
// text nodes, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, schemes, documents, paragraphs, problems } = data;
  const ROWS = 20, ITEMS = 20;
  const collator = new Intl.Collator(data.language === "zh" ? "zh" : "en", { numeric: true });
  const byId = (name) => document.getElementById(name);
  const word = (key) => words[key] ?? key;
  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const count = (number) => number.toLocaleString("en");

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  function choice(name, label, options, listener) {
    const select = make("select", { name, onchange: listener });
    select.append(...options.map(([value, text]) => new Option(text, value)));
    return make("label", {}, label, select);
  }

  function pager(what, turn) {
    const before = make("button", { type: "button", onclick: () => turn(-1) }, words.previous);
    const after = make("button", { type: "button", onclick: () => turn(1) }, words.next);
    const where = make("span", { "aria-live": "polite" });
    const element = make("div", { className: "pager", role: "group",
      "aria-label": say("pages_of", { what }) }, before, where, after);
    const show = (page, pages) => {
      element.hidden = pages < 2;
      before.disabled = page === 0;
      after.disabled = page >= pages - 1;
      where.textContent = say("page", { page: page + 1, pages });
    };
    return { element, show };
  }

  // ---- tables ------------------------------------------------------------------------------

  const printed = [];  // what each table does when all of its rows must be there

  function bounds(cell) {
    const [, low, high] = cell;
    return low === null ? " [–]" : ` [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
  }

  function shown(cell, column) {
    if (cell === null || cell === "") return ["–"];
    if (Array.isArray(cell)) {
      if (cell[0] === null) return ["–"];
      return [(100 * cell[0]).toFixed(1), make("span", { className: "bounds" }, bounds(cell))];
    }
    if (column.kind === "share") return [(100 * cell).toFixed(1)];
    if (column.kind === "score") return [cell.toFixed(3)];
    return [column.kind === "count" ? count(cell) : String(cell)];
  }

  const worded = (column) => ["text", "short", "code"].includes(column.kind);
  const look = (column) => (worded(column) ? column.kind : "number");
  const valueOf = (cell) => (Array.isArray(cell) ? cell[0] : cell);
  const missing = (cell) => valueOf(cell) === null || cell === "";

  // What is missing comes last, whichever way a column is sorted.
  function compare(first, second, falling) {
    if (missing(first) || missing(second)) return missing(first) - missing(second);
    const a = valueOf(first), b = valueOf(second);
    const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
    return falling ? -order : order;
  }

  function table(spec) {
    let order = null, falling = false, page = 0, everything = false;
    let search = "";
    const body = make("tbody"), told = make("p", { role: "status", "aria-live": "polite" });
    const turning = pager(spec.caption, (step) => { page += step; draw(); });
    const heads = spec.columns.map((column, place) => {
      const sort = make("button", { type: "button", onclick: () => sortBy(place) }, column.label);
      return make("th", { scope: "col", className: look(column) }, sort);
    });
    const input = make("input", { type: "search", oninput: () => {
      search = input.value.trim().toLowerCase(); page = 0; draw(); } });

    function sortBy(place) {
      // Numbers are first asked for from the top.
      const first = !worded(spec.columns[place]);
      falling = order === place ? !falling : first;
      order = place; page = 0;
      heads.forEach((head, at) => (at === place
        ? head.setAttribute("aria-sort", falling ? "descending" : "ascending")
        : head.removeAttribute("aria-sort")));
      draw();
    }

    function rows() {
      const fits = (row) => spec.columns.some((column, at) => worded(column)
        && String(row[at + 1] ?? "").toLowerCase().includes(search));
      const found = search ? spec.rows.filter(fits) : spec.rows.slice();
      if (order === null) return found;
      return found.sort((a, b) => compare(a[order + 1], b[order + 1], falling));
    }

    function cellOf(row, column, place) {
      const cell = row[place + 1], content = shown(cell, column);
      const links = column.filter && cell !== 0 && !missing(cell);
      const target = links ? { ...spec.filter, ...row[0], ...column.filter } : null;
      const inside = links
        ? [make("button", { type: "button", onclick: (event) => follow(target, event.currentTarget) }, ...content)]
        : content;
      if (place === 0) return make("th", { scope: "row" }, ...inside);
      return make("td", { className: cell === 0 ? `${look(column)} nil` : look(column) }, ...inside);
    }

    function draw() {
      const found = rows(), pages = Math.max(1, Math.ceil(found.length / ROWS));
      page = Math.min(page, pages - 1);
      const part = everything ? found : found.slice(page * ROWS, (page + 1) * ROWS);
      body.replaceChildren(...part.map((row) => make("tr", {},
        ...spec.columns.map((column, place) => cellOf(row, column, place)))));
      told.textContent = say("rows", { n: count(found.length) });
      turning.show(page, pages);
    }

    printed.push((all) => { everything = all; draw(); });
    draw();
    const small = spec.rows.length < 12;
    const tools = make("div", { className: "bar", hidden: small },
      make("label", {}, words.search_table, input), told);
    const note = spec.note ? make("p", { className: "note", id: `note-${spec.id}` }, spec.note) : null;
    const frame = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": spec.caption },
      make("table", { id: `table-${spec.id}`, ...(note && { "aria-describedby": note.id }) }, make("caption", {}, make("span", {}, spec.caption)),
        make("thead", {}, make("tr", {}, ...heads)), body));
    return make("div", { className: "block" }, tools, frame, turning.element, note);
  }

  function placeTables(place) {
    const specs = data.tables.filter((spec) => spec.section === place.dataset.tables);
    const grouped = specs.filter((spec) => spec.scheme);
    if (grouped.length) {
      const blocks = grouped.map(table);
      const pick = (name) => blocks.forEach((block, at) => { block.hidden = grouped[at].scheme !== name; });
      const titles = grouped.map((spec) => [spec.scheme, schemes[spec.scheme].title]);
      const choose = choice("scheme", words.choose_scheme, titles, (event) => pick(event.target.value));
      choose.hidden = grouped.length < 2;
      pick(grouped[0].scheme);
      place.append(make("div", { className: "bar" }, choose), ...blocks);
    }
    place.append(...specs.filter((spec) => !spec.scheme).map(table));
  }

  // ---- passages ----------------------------------------------------------------------------

  const names = Object.keys(schemes);
  const EMPTY = { kind: "paragraphs", scheme: data.scheme, category: "", type: "", region: "", level: "",
    period: "", section: "", document_kind: "", counted: "", document: "", text: "" };
  let filter = { ...EMPTY }, page = 0, origin = null, found = [];
  const turning = pager(words.passages, (step) => { page += step; drawItems(); byId("found").scrollIntoView(); });
  const form = byId("filters");

  const distinct = (values) => [...new Set(values)].filter((value) => value !== null).sort(collator.compare);
  const labelled = (codes, label = word) => [["", words.all], ...codes.map((code) => [code, label(code)])];

  function buildForm() {
    const changed = () => { read(); page = 0; drawPassages(); };
    const select = (name, label, options) => choice(name, label, options, changed);
    const kinds = [["paragraphs", words.paragraphs], ["problems", words.problems]];
    const text = make("input", { type: "search", name: "text", oninput: changed });
    const counted = make("input", { type: "checkbox", name: "counted", onchange: changed });
    form.onsubmit = () => false;
    form.append(
      select("kind", words.kind, problems.paragraph.length ? kinds : kinds.slice(0, 1)),
      select("scheme", words.choose_scheme, names.map((name) => [name, schemes[name].title])),
      select("category", words.category, []),
      select("type", words.type, labelled(data.types.codes, (code) => data.types.names[code] ?? code)),
      select("region", words.region, labelled(distinct(documents.region), String)),
      select("level", words.level, labelled(data.levels.filter((one) => documents.level.includes(one)))),
      select("period", words.period, labelled(distinct(documents.period), String)),
      select("section", words.section, labelled(data.sections)),
      select("document_kind", words.document_kind, labelled(distinct(documents.kind))),
      make("label", {}, words.search, text),
      make("label", { className: "check" }, counted, words.counted),
      make("button", { type: "button", id: "only", onclick: () => { filter.document = ""; page = 0; drawPassages(); } }),
      make("button", { type: "button", id: "clear", onclick: () => { filter = { ...EMPTY }; page = 0; drawPassages(); } },
        words.clear));
  }

  function read() {
    for (const control of form.elements) {
      if (control.name) filter[control.name] = control.type === "checkbox" ? (control.checked ? "1" : "") : control.value;
    }
    if (filter.category && !schemes[scheme()].codes.includes(filter.category)) filter.category = "";
    if (filter.kind === "paragraphs") filter.type = "";
  }

  const scheme = () => (filter.kind === "problems" ? problems.scheme : filter.scheme);

  function writeForm() {
    const known = schemes[scheme()];
    const category = form.elements.category;
    category.replaceChildren(...labelled(known.codes, (code) => known.labels[code])
      .map(([value, text]) => new Option(text, value)));
    for (const control of form.elements) {
      if (!control.name) continue;
      if (control.type === "checkbox") control.checked = filter[control.name] === "1";
      else if (control.value !== filter[control.name]) control.value = filter[control.name];
    }
    form.elements.type.parentElement.hidden = filter.kind !== "problems";
    form.elements.scheme.parentElement.hidden = filter.kind === "problems" || names.length < 2;
    byId("only").hidden = filter.document === "";
    if (filter.document !== "") byId("only").textContent = `${say("only", { name: titleOf(filter.document) })} ✕`;
  }

  const titleOf = (place) => documents.title[place] ?? words.untitled;

  function documentsThatFit() {
    const rules = [["region", documents.region], ["level", documents.level], ["period", documents.period],
      ["document_kind", documents.kind]].filter(([name]) => filter[name] !== "");
    return documents.title.map((_, at) => rules.every(([name, values]) => values[at] === filter[name])
      && (filter.counted === "" || documents.counted[at] === 1)
      && (filter.document === "" || at === Number(filter.document)));
  }

  function select() {
    const inside = documentsThatFit(), section = data.sections.indexOf(filter.section);
    const needle = filter.text.trim().toLowerCase();
    const fits = (at) => inside[paragraphs.document[at]]
      && (section < 0 || paragraphs.section[at] === section)
      && (needle === "" || paragraphs.text[at].toLowerCase().includes(needle));
    const code = filter.category === "" ? -1 : schemes[scheme()].codes.indexOf(filter.category);
    if (filter.kind === "problems") {
      const type = data.types.codes.indexOf(filter.type);
      found = [...problems.paragraph.keys()].filter((at) => fits(problems.paragraph[at])
        && (code < 0 || problems.code[at] === code) && (type < 0 || problems.type[at] === type));
      return null;
    }
    const every = [...paragraphs.document.keys()].filter(fits), codes = schemes[scheme()].of;
    found = code < 0 ? every : every.filter((at) => codes[at] === code);
    if (code < 0) return null;
    const size = (list) => list.reduce((sum, at) => sum + paragraphs.characters[at], 0);
    return [size(found), size(every)];
  }

  function drawPassages() {
    writeForm();
    const sizes = select();
    const owner = filter.kind === "problems" ? (at) => paragraphs.document[problems.paragraph[at]]
      : (at) => paragraphs.document[at];
    const number = say(`found_${filter.kind}`, { n: count(found.length),
      documents: count(new Set(found.map(owner)).size) });
    const share = sizes && sizes[1] ? say("share_of", { part: count(sizes[0]), whole: count(sizes[1]),
      percent: (100 * sizes[0] / sizes[1]).toFixed(1) }) : "";
    byId("found").textContent = `${number}${data.language === "zh" ? "。" : ". "}${share}`;
    drawItems();
  }

  function drawItems() {
    const part = found.slice(page * ITEMS, (page + 1) * ITEMS);
    const items = part.map((at) => (filter.kind === "problems" ? problemItem(at) : paragraphItem(at)));
    byId("list").replaceChildren(...(items.length ? items : [make("li", {}, words.nothing)]));
    turning.show(page, Math.ceil(found.length / ITEMS));
  }

  function paragraphItem(at) {
    const own = scheme();
    const ordered = [own, ...names.filter((name) => name !== own)];
    const codes = ordered.map((name, rank) => {
      const { codes: known, labels, of, sure, doubt } = schemes[name];
      const percent = sure ? ` ${sure[at]}%` : "";
      const told = `${labels[known[of[at]]]}${percent}${doubt && doubt[at] ? ` (${words.uncertain})` : ""}`;
      return rank ? ` · ${told}` : make("b", {}, told);
    });
    const sources = schemes[own].marks ? [own] : names.filter((name) => schemes[name].marks);
    const levels = new Map();
    for (const name of sources) {
      const flat = schemes[name].marks[at];
      for (let place = 0; place < flat.length; place += 3) {
        for (let step = 0; step < flat[place + 1]; step += 1) {
          const here = flat[place] + step;
          levels.set(here, Math.max(levels.get(here) ?? 0, flat[place + 2]));
        }
      }
    }
    return item(at, codes, marked(paragraphs.text[at], (place) => ["", "", "strong"][levels.get(place) ?? 0],
      (place) => levels.get(place) ?? 0));
  }

  function problemItem(at) {
    const { labels, codes } = schemes[problems.scheme];
    const told = [labels[codes[problems.code[at]]], data.types.names[data.types.codes[problems.type[at]]],
      problems.hedged[at] ? words.hedged : ""].filter(Boolean);
    const inside = (place) => Number(place >= problems.start[at] && place < problems.end[at]);
    return item(problems.paragraph[at], [make("b", {}, told.join(" · "))],
      marked(paragraphs.text[problems.paragraph[at]], () => "admitted", inside));
  }

  // Offsets count characters as Python does, not UTF-16 units.
  function marked(text, look, level) {
    const characters = Array.from(text), parts = [];
    for (let start = 0; start < characters.length;) {
      let end = start + 1;
      while (end < characters.length && level(end) === level(start)) end += 1;
      const piece = characters.slice(start, end).join("");
      parts.push(level(start) ? make("mark", { className: look(start) }, piece) : piece);
      start = end;
    }
    return parts;
  }

  function item(at, codes, text) {
    const from = paragraphs.document[at];
    const facts = [documents.path[from], documents.region[from], documents.level[from] && word(documents.level[from]),
      documents.period[from], word(data.sections[paragraphs.section[at]]),
      say("place", { n: paragraphs.position[at] + 1, all: documents.paragraphs[from] })];
    const headings = data.headings[paragraphs.heading[at]].join(" › ");
    const open = make("button", { type: "button", onclick: () => readIn(from, at) }, words.in_document);
    return make("li", {},
      make("p", { className: "codes" }, ...codes),
      make("p", { className: "text" }, ...text),
      make("p", { className: "source" }, make("b", {}, titleOf(from)), ` — ${facts.filter(Boolean).join(" · ")}`),
      headings ? make("p", { className: "source" }, headings) : null,
      filter.document === "" ? open : null);
  }

  function readIn(from, at) {
    filter = { ...EMPTY, scheme: scheme(), document: String(from) };
    drawPassages();
    page = Math.floor(found.indexOf(at) / ITEMS);
    drawItems();
    const target = byId("list").children[found.indexOf(at) % ITEMS];
    target.tabIndex = -1;
    target.focus();
  }

  function follow(target, cell) {
    origin = cell;
    filter = { ...EMPTY, ...target };
    page = 0;
    drawPassages();
    byId("back").hidden = false;
    byId("passages").focus();
    byId("passages").scrollIntoView();
  }

  function goBack() {
    byId("back").hidden = true;
    // The cell is gone where its table was drawn anew.
    const target = origin && origin.isConnected ? origin : byId("emphasis");
    target.focus();
    target.scrollIntoView({ block: "center" });
  }

  function toggleTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  document.querySelectorAll("[data-tables]").forEach(placeTables);
  buildForm();
  byId("pages").append(turning.element);
  drawPassages();
  byId("back").onclick = goBack;
  byId("theme").onclick = toggleTheme;
  byId("print").onclick = () => print();
  addEventListener("beforeprint", () => printed.forEach((redraw) => redraw(true)));
  addEventListener("afterprint", () => printed.forEach((redraw) => redraw(false)));
})();
