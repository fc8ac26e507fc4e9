"""What a coding session looks like in a notebook, and the keys that it hears."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from toolkit.errors import ToolkitError
from toolkit.labelling.sessions import Session

_KEYS_TOLD = (
    "keys: category · s + key: second category · n: note (Esc closes it) · u: undo"
    " · Enter: next not yet coded · ← →: move"
)
_CSS = """
.fazhi-coding { border: 2px solid #b9c4d4; border-radius: 6px; padding: 12px 16px; outline: none;
  font-size: 14px; line-height: 1.6; max-width: 60em; color: #1d1d1f; background: #fff; }
.fazhi-coding:focus, .fazhi-coding:focus-within { border-color: #1b6ca8; }
.fazhi-coding .bar { display: flex; justify-content: space-between; color: #555; }
.fazhi-coding .heading { color: #555; margin-top: 6px; }
.fazhi-coding .context { color: #767676; font-size: 12px; }
.fazhi-coding .text { font-size: 16px; line-height: 1.8; margin: 8px 0; white-space: pre-wrap; }
.fazhi-coding .choices { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0; }
.fazhi-coding button { border: 1px solid #b9c4d4; border-radius: 4px; background: #f5f8fc;
  color: inherit; padding: 3px 9px; font: inherit; cursor: pointer; }
.fazhi-coding button.chosen { background: #1b6ca8; color: #fff; }
.fazhi-coding button.second { background: #d3e4f3; }
.fazhi-coding .entry { background: #f5f8fc; padding: 6px 10px; min-height: 4.8em; font-size: 13px;
  white-space: pre-wrap; }
.fazhi-coding textarea { width: 100%; box-sizing: border-box; font: inherit; }
.fazhi-coding .message { color: #a3263b; min-height: 1.6em; }
.fazhi-coding .keys { color: #767676; font-size: 12px; }
"""
# Digits and letters are JupyterLab's shortcuts too: keys must not reach it, neither after this
# listener (stopPropagation) nor before, where it is set to hear them first (the attribute).
_ESM = """
function make(kind, className, parent) {
  const made = document.createElement(kind);
  made.className = className;
  parent.append(made);
  return made;
}

function render({ model, el }) {
  const root = make("div", "fazhi-coding", el);
  root.tabIndex = 0;
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "coding");
  const bar = make("div", "bar", root);
  const place = make("span", "place", bar);
  const progress = make("span", "counted", bar);
  progress.setAttribute("aria-live", "polite");
  const heading = make("div", "heading", root);
  const before = make("div", "context", root);
  const text = make("div", "text", root);
  const after = make("div", "context", root);
  const choices = make("div", "choices", root);
  const entry = make("div", "entry", root);
  const note = make("textarea", "note", root);
  note.rows = 2;
  note.placeholder = "note · 备注";
  const message = make("div", "message", root);
  message.setAttribute("role", "status");
  make("div", "keys", root).textContent = model.get("keys_told");

  const buttons = model.get("choices").map((choice) => {
    const button = make("button", "", choices);
    button.type = "button";
    button.textContent = choice.key ? `${choice.key} · ${choice.label}` : choice.label;
    const explain = () => { entry.textContent = choice.entry; };
    button.addEventListener("mouseenter", explain);
    button.addEventListener("focus", explain);
    button.addEventListener("click", () => { model.send({ choose: choice.code }); root.focus(); });
    return [choice, button];
  });

  let row = null;
  const saveNote = () => {
    if (row !== null && note.value.trim() !== model.get("shown").note) {
      model.send({ note: note.value, row });
    }
  };
  const show = () => {
    const shown = model.get("shown");
    place.textContent = shown.place;
    progress.textContent = shown.progress;
    heading.textContent = shown.heading;
    before.textContent = shown.before;
    text.textContent = shown.text;
    after.textContent = shown.after;
    message.textContent = shown.message;
    if (document.activeElement !== note || row !== shown.row) note.value = shown.note;
    row = shown.row;
    for (const [choice, button] of buttons) {
      const state = choice.code === shown.category ? "chosen"
        : choice.code === shown.second ? "second" : "";
      button.className = state;
      button.setAttribute("aria-pressed", String(state !== ""));
      if (state === "chosen") entry.textContent = choice.entry;
    }
    if (!shown.category) entry.textContent = "";
    root.dataset.row = shown.row;
    root.dataset.done = shown.done;
  };

  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.target === note) {
      if (event.key === "Escape") { saveNote(); root.focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const onButton = event.target.tagName === "BUTTON";
    if (event.key === "Tab" || (onButton && ["Enter", " "].includes(event.key))) return;
    if (event.key.length > 1 && event.key !== "Enter" && !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (event.key === "n") note.focus();
    else model.send({ press: event.key });
  });
  note.addEventListener("blur", saveNote);
  model.on("change:shown", show);
  show();
  return () => model.off("change:shown", show);
}

export default { render };
"""


class CodingWidget(anywidget.AnyWidget):
    """Shows a session and hands the coder's keys to it.

    Parameters
    ----------
    session : Session
        Where the coder stands.
    """

    _esm = _ESM
    _css = _CSS
    keys_told = traitlets.Unicode(_KEYS_TOLD).tag(sync=True)
    choices: Any = traitlets.List().tag(sync=True)
    shown: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, session: Session) -> None:
        self._session = session
        super().__init__(choices=_choices(session), shown=_shown(session))
        self.on_msg(self._hear)

    def _hear(self, _: object, content: dict[str, Any], __: object) -> None:
        """Do what the coder asked for; a mistake is shown, for nobody sees a traceback here."""
        self._session.message = ""
        try:
            self._obey(content)
        except ToolkitError as mistake:
            self._session.message = f"not saved: {mistake}"
        self.shown = _shown(self._session)

    def _obey(self, content: dict[str, Any]) -> None:
        if "press" in content:
            self._session.press(str(content["press"]))
        elif "choose" in content:
            self._session.choose(str(content["choose"]))
        elif "note" in content:
            # It may arrive after the coder moved on: it belongs to the text it was written on.
            self._session.write_note(str(content["note"]), row=int(content["row"]))


def _choices(session: Session) -> list[dict[str, str]]:
    scheme = session.assignment.scheme
    made = []
    for code in scheme.codes:
        one = scheme.category(code)
        parts = {"＋": one.includes, "－": one.excludes}
        listed = [f"{sign} {'；'.join(items)}" for sign, items in parts.items() if items]
        entry = "\n".join([f"{code} {one.name_zh} · {one.name_en}", one.definition, *listed])
        key, label = session.keys.get(code, ""), f"{code} {one.short_zh}"
        made.append({"code": code, "key": key, "label": label, "entry": entry})
    return made


def _shown(session: Session) -> dict[str, Any]:
    done, n = session.progress
    row, judgement = session.row, session.judgement
    second = " · next key: second category" if session.second_next else ""
    return {
        "place": f"{session.position + 1} / {n} · {session.assignment.coder}{second}",
        "progress": f"{done} of {n} coded",
        "done": done,
        "row": session.position,
        **{name: row[name] for name in ("heading", "before", "text", "after")},
        **{name: getattr(judgement, name) for name in ("category", "second", "note")},
        "message": session.message or ("all coded" if done == n else ""),
    }
