// Draws an answer of more than one fact: its lines by day on a rail, its figures as bars and a table, or rules by their
// state. Every dot, bar and row opens its citation. elements.js stands before this, answer_view.js behind it.

function saveFile(name, blob) {
  const link = element("a", "", [], { href: URL.createObjectURL(blob), download: name })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}

const PICTURE_SCALE = 2 // pixels for each of the picture's own: sharp when it is printed

function savePicture(form) {
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = image.naturalWidth * PICTURE_SCALE
    canvas.height = image.naturalHeight * PICTURE_SCALE
    const pen = canvas.getContext("2d")
    pen.scale(PICTURE_SCALE, PICTURE_SCALE)
    pen.drawImage(image, 0, 0)
    canvas.toBlob((blob) => saveFile(`${form.file}.png`, blob), "image/png")
  }
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(form.svg)}`
}

function saveButtons(form) {
  const save = (text, onClick) => {
    const node = element("button", "save-form", [text], { type: "button" })
    node.onclick = onClick
    return node
  }
  const { labels } = form
  return element("div", "save-forms", [
    save(labels.save_table, () => saveFile(`${form.file}.csv`, new Blob([form.csv], { type: "text/csv;charset=utf-8" }))),
    save(labels.save_svg, () => saveFile(`${form.file}.svg`, new Blob([form.svg], { type: "image/svg+xml" }))),
    save(labels.save_png, () => savePicture(form)),
  ])
}

// ---- By days

// One dot a line where its day lies between the first and the last; years below.
function axis(form, turn) {
  const dated = form.lines.filter((line) => line.since !== null)
  const first = Math.min(...dated.map((line) => line.since))
  const last = Math.max(...dated.map((line) => line.until ?? line.since))
  if (dated.length < 2 || first === last) return []
  const place = (day) => `${(100 * (day - first)) / (last - first)}%`
  const dots = dated.map((line) => {
    const name = form.labels.at.replace("{when}", line.head).replace("{number}", line.number)
    const dot = element("button", "axis-dot", [], { type: "button", title: line.head, "aria-label": name, "data-number": line.number })
    dot.style.insetInlineStart = place((line.since + (line.until ?? line.since)) / 2)
    dot.onclick = () => turn.show(line.number)
    return dot
  })
  const ends = [dated.find((line) => line.since === first), dated.find((line) => (line.until ?? line.since) === last)]
  const names = ends.map((line, at) => element("span", at ? "axis-end is-last" : "axis-end", [line.head]))
  return [element("div", "axis", [element("div", "axis-line", dots), ...names], { role: "group", "aria-label": form.labels.axis })]
}

function dayLine(line, item, labels, turn) {
  const node = statement({ ...item, before: line.rest }, labels, turn)
  node.classList.add("day-words")
  return element("li", line.since === null ? "day is-unknown" : "day", [element("span", "day-when", [line.head]), node])
}

// ---- Figures

function bars(form, turn) {
  const most = Math.max(...form.lines.map((line) => Math.abs(line.value ?? 0))) || 1
  const rows = form.lines.map((line) => {
    const name = [line.subject, line.period].filter(Boolean).join(" ")
    const bar = element("span", "bar", [])
    bar.style.inlineSize = `${Math.max(1, (100 * Math.abs(line.value ?? 0)) / most)}%`
    const row = element("button", "bar-row", [
      element("span", "bar-name", [name]),
      element("span", "bar-room", [bar]),
      element("span", "bar-value", [line.shown]),
    ], { type: "button", "data-number": line.number, "aria-label": `${name} ${line.shown} [${line.number}]` })
    row.onclick = () => turn.show(line.number)
    return row
  })
  return element("div", "bars", rows, { role: "group", "aria-label": form.labels.caption })
}

function figures(form, labels, turn) {
  const columns = form.labels.columns
  const like = (line) => (line.value === null || line.shown.includes(line.unit) ? "" : `${+line.value.toFixed(4)} ${line.unit}`)
  const isShown = [new Set(form.lines.map((line) => line.subject)).size > 1, true, true, form.lines.some(like), true]
  const heads = columns.filter((_, at) => isShown[at]).map((text) => element("th", "", [text], { scope: "col" }))
  const rows = form.lines.map((line) => {
    const citation = marker(line.number, labels, () => turn.show(line.number))
    const marks = line.marks.map((mark) => element("span", "figure-mark", [mark]))
    const shown = element("span", "figure-shown", [line.shown, citation, ...marks])
    const cells = [line.subject, line.period, shown, like(line), line.source].filter((_, at) => isShown[at])
    return element("tr", "", cells.map((cell) => element("td", "", [cell])))
  })
  const table = element("table", "figures", [
    element("caption", "", [form.labels.caption]),
    element("thead", "", [element("tr", "", heads)]),
    element("tbody", "", rows),
  ])
  return element("div", "figures-room", [table], { tabindex: "0" })
}

// ---- Rules

// Each rule with its state above what it says; its versions stand one below the other.
function ruleList(rules, statements, labels, turn) {
  const items = rules.map((rule) => {
    const states = rule.states.map((state, at) => element("span", `rule-state is-${rule.marks[at] ?? ""}`, [state]))
    const head = element("div", "rule-head", [...states, element("strong", "rule-title", [rule.title]), element("span", "rule-since", [rule.since])])
    return element("li", `rule is-${rule.marks[0]}`, [head, ...rule.lines.map((at) => statement({ ...statements[at], before: "" }, labels, turn))])
  })
  return element("ol", "rules", items)
}

// The words of an answer that has a form, top to bottom, as answerParts gives them.
function formParts(data, turn) {
  const { form, labels, statements } = data
  const said = data.reply ? [[{ reply: data.reply }, () => element("p", "statement", [data.reply])]] : []
  if (form.kind === "rules") {
    return [...said, [{ form, statements }, () => element("div", "form", [ruleList(form.rules, statements, labels, turn)])]]
  }
  if (form.kind === "table") {
    return [
      ...said,
      [{ form, language: data.language }, () => element("div", "form", [bars(form, turn), figures(form, labels, turn), saveButtons(form)])],
      [{ statements }, () => element("details", "sentences", [
        element("summary", "", [form.labels.sentences]),
        ...statements.map((item) => statement(item, labels, turn)),
      ])],
    ]
  }
  const days = () => element("ol", "days", form.lines.map((line, at) => dayLine(line, statements[at], labels, turn)))
  return [...said, [{ form, statements }, () => element("div", "form", [...axis(form, turn), days(), saveButtons(form)])]]
}
