// Draws a whole article beside the page: the way through its marks, finding words in it, and what can be done with a
// passage selected in it; elements.js stands before this.

const FOUND = "yinju-found"
const FOUND_NOW = "yinju-found-now"
const MAX_QUOTED = 300 // characters of a selection that go into a question

function place(data) {
  if (!data.link) return data.location
  // noreferrer: the site must not learn where it was opened from.
  return element("a", "", [data.link], { href: data.link, target: "_blank", rel: "noopener noreferrer" })
}

function fact(label, value) {
  return element("p", "fact", [element("span", "fact-name", [`${label}：`]), value])
}

function paragraph(list) {
  return element("p", "paragraph", pieces(list, "mark"))
}

function table({ heads, rows }) {
  const head = element("tr", "", heads.map((text) => element("th", "", [text], { scope: "col" })))
  const body = rows.map(({ cells, is_marked }) =>
    element("tr", is_marked ? "is-marked" : "", cells.map((list) => element("td", "", pieces(list, "mark")))),
  )
  const grid = element("table", "", [element("thead", "", [head]), element("tbody", "", body)])
  return element("div", "table", [grid], { tabindex: "0" })
}

// Lines that were left out when the file was read, each with what it was taken for; `action` is {name, run} of what can
// be done with one of them, or null.
function removedLines(lines, label, action) {
  const list = lines.map(([role, text]) => {
    const words = element("span", "line", [text])
    const button = action ? [toolButton("tool is-wide", action.name, `${action.name}：${text}`, () => action.run(text))] : []
    return element("p", "", [element("span", "role", [role]), words, ...button])
  })
  return element("details", "removed", [element("summary", "", [label]), ...list])
}

function toolButton(className, text, name, onClick) {
  const node = element("button", className, [text], { type: "button", "aria-label": name, title: name })
  node.onclick = onClick
  return node
}

// The marks in reading order; a mark that a word we added has cut in two is one.
function groupMarks(root) {
  const groups = []
  for (const mark of root.querySelectorAll(".words mark")) {
    const last = groups.at(-1)
    const isSame = last && last[0].dataset.numbers === mark.dataset.numbers && mark.dataset.numbers !== " 0 "
    if (isSame) last.push(mark)
    else groups.push([mark])
  }
  return groups
}

class ArticleView {
  constructor(root) {
    this.root = root
    root.addEventListener("copy", (event) => this.copyWithSource(event))
    root.addEventListener("keydown", (event) => this.onKey(event))
    document.addEventListener("selectionchange", () => this.offerSelection())
  }

  update(data, send) {
    this.send = send
    const drawn = JSON.stringify(data)
    if (this.drawn === drawn) return
    const isOther = this.data?.id !== data.id
    const place = isOther ? 0 : this.scroller.scrollTop
    const isSameMark = this.data?.number === data.number
    this.drawn = drawn
    this.data = data
    this.draw(data)
    const wanted = this.groups.findIndex((group) => group[0].dataset.numbers.includes(` ${data.number} `))
    if (this.groups.length && (isOther || !isSameMark)) this.goTo(Math.max(0, wanted))
    else this.scroller.scrollTop = place
    if (isOther) this.scroller.focus({ preventScroll: true })
  }

  draw(data) {
    const { labels } = data
    const facts = data.location ? [fact(labels.location, place(data))] : []
    if (data.also) facts.push(element("p", "fact", [data.also]))
    facts.push(...data.fields.map(([name, value]) => fact(name, value)))
    if (data.note) facts.push(fact(labels.note, data.note))
    this.words = element("div", "words", data.blocks.map((block) => (Array.isArray(block) ? paragraph(block) : table(block))))
    this.scroller = element(
      "div",
      "scroller",
      [
        element("h2", "title", [data.title], { dir: "auto" }),
        element("p", "meta", [data.meta.join(" · ")]),
        ...facts,
        this.words,
        ...this.drawRemoved(data),
      ],
      { tabindex: "0", role: "region", "aria-label": data.title },
    )
    this.selected = element("div", "selected", [], { role: "toolbar", hidden: "" })
    this.root.replaceChildren(this.drawTools(data), this.scroller, this.selected)
    this.root.lang = data.language
    this.groups = groupMarks(this.root)
    this.steps.hidden = this.groups.length < 2
    this.find()
  }

  drawRemoved({ removed, put_back, can_change, labels }) {
    const wereOpen = new Set([...this.root.querySelectorAll("details[open]")].map((node) => node.dataset.name))
    const parts = [
      ["put_back", put_back, labels.put_back, { name: labels.leave_line_out, run: (text) => this.send("leave_out", text) }],
      ["removed", removed, labels.removed, { name: labels.put_line_back, run: (text) => this.send("put_back", text) }],
    ]
    return parts
      .filter(([, lines]) => lines.length)
      .map(([name, lines, label, action]) => {
        const node = removedLines(lines, label, can_change ? action : null)
        node.dataset.name = name
        node.open = wereOpen.has(name)
        return node
      })
  }

  drawTools({ labels }) {
    this.count = element("span", "count", [], { "aria-live": "polite" })
    this.steps = element("div", "steps", [
      toolButton("tool", "‹", labels.previous, () => this.step(-1)),
      this.count,
      toolButton("tool", "›", labels.next, () => this.step(1)),
    ])
    this.field = element("input", "find", [], { type: "search", placeholder: labels.find, "aria-label": labels.find })
    this.field.oninput = () => this.find()
    this.field.onkeydown = (event) => {
      if (event.key === "Enter") this.findNext(event.shiftKey ? -1 : 1)
    }
    this.foundCount = element("span", "found", [], { role: "status" })
    const ask = toolButton("tool is-wide", labels.ask, labels.ask, () => this.send("ask", this.data.id))
    const brief = toolButton("tool is-wide", labels.brief, labels.brief, () => this.send("brief", true))
    const share = toolButton("tool is-wide", labels.share, labels.share, () => this.share(share))
    const close = toolButton("tool close", "✕", labels.close, () => this.send("close", true))
    const finding = element("div", "finding", [this.field, this.foundCount, share])
    return element("div", "tools", [this.steps, brief, ask, close, finding])
  }

  onKey(event) {
    if (event.key !== "Escape") return
    event.stopPropagation() // closes the article and stops no answer
    this.send("close", true)
  }

  step(by) {
    this.goTo((this.current + by + this.groups.length) % this.groups.length)
  }

  goTo(position) {
    this.current = position
    this.groups.forEach((group, place) => group.forEach((mark) => mark.classList.toggle("is-current", place === position)))
    this.count.textContent = `${position + 1}/${this.groups.length}`
    this.keepCentred(this.groups[position][0])
  }

  // The panel and its fonts settle after this code has run: the mark is kept centred until then.
  keepCentred(mark) {
    const centre = () => {
      const above = mark.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top
      this.scroller.scrollTop += above - (this.scroller.clientHeight - mark.offsetHeight) / 3
    }
    const observer = new ResizeObserver(centre)
    const stop = () => observer.disconnect()
    observer.observe(this.scroller)
    for (const touched of ["wheel", "touchmove"]) this.scroller.addEventListener(touched, stop, { once: true, passive: true })
    setTimeout(stop, SETTLE_MS)
    centre()
  }

  // Found words are painted over the text and change nothing in it.
  find() {
    this.hits = []
    const wanted = this.field.value.trim().toLowerCase()
    if (wanted) {
      const walker = document.createTreeWalker(this.words, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const text = walker.currentNode.data.toLowerCase()
        for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + wanted.length)) {
          const range = new Range()
          range.setStart(walker.currentNode, start)
          range.setEnd(walker.currentNode, start + wanted.length)
          this.hits.push(range)
        }
      }
    }
    this.hit = -1
    this.paint()
    this.foundCount.textContent = wanted ? (this.hits.length ? `0/${this.hits.length}` : this.data.labels.not_found) : ""
    if (this.hits.length) this.findNext(1)
  }

  findNext(by) {
    if (!this.hits.length) return
    this.hit = (this.hit + by + this.hits.length) % this.hits.length
    this.foundCount.textContent = `${this.hit + 1}/${this.hits.length}`
    this.paint()
    const box = this.hits[this.hit].getBoundingClientRect()
    this.scroller.scrollTop += box.top - this.scroller.getBoundingClientRect().top - this.scroller.clientHeight / 3
  }

  paint() {
    if (!CSS.highlights) return
    CSS.highlights.set(FOUND, new Highlight(...this.hits))
    CSS.highlights.set(FOUND_NOW, new Highlight(...this.hits.slice(this.hit, this.hit + 1 || undefined).slice(0, this.hit < 0 ? 0 : 1)))
  }

  selection() {
    const selection = this.root.getRootNode().getSelection?.() ?? document.getSelection()
    return selection && selection.rangeCount && this.words?.contains(selection.anchorNode) ? selection : null
  }

  // A passage selected in the text can be asked about, or taken along with where it is from.
  offerSelection() {
    if (!this.root.isConnected || !this.selected) return
    const selection = this.selection()
    const text = selection?.toString().trim() ?? ""
    if (!text) {
      this.selected.hidden = true
      return
    }
    const { labels } = this.data
    const copy = toolButton("tool is-wide", labels.copy_selection, labels.copy_selection, () => this.copy(text, copy))
    const quote = { id: this.data.id, text: text.slice(0, MAX_QUOTED) }
    const ask = toolButton("tool is-wide", labels.ask_selection, labels.ask_selection, () => this.send("quote", quote))
    for (const button of [ask, copy]) button.onpointerdown = (event) => event.preventDefault() // keeps the selection
    this.selected.replaceChildren(ask, copy)
    this.selected.hidden = false
  }

  withSource(text) {
    return `“${text}”（${this.data.source_line}）`
  }

  copyWithSource(event) {
    const text = this.selection()?.toString().trim()
    if (!text) return
    event.clipboardData.setData("text/plain", this.withSource(text))
    event.preventDefault()
  }

  async copy(text, button) {
    await copyText(this.withSource(text))
    this.sayCopied(button)
  }

  async share(button) {
    await copyText(location.href)
    this.sayCopied(button)
  }

  sayCopied(button) {
    const before = button.textContent
    button.textContent = this.data.labels.copied
    setTimeout(() => (button.textContent = before), COPIED_MS)
  }

  leave() {
    CSS.highlights?.delete(FOUND)
    CSS.highlights?.delete(FOUND_NOW)
    document.dispatchEvent(new Event(ARTICLE_CLOSED))
  }
}

const SETTLE_MS = 600
const COPIED_MS = 2000
const views = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  if (!views.has(parentElement)) {
    const root = element("article", "article")
    parentElement.append(root)
    views.set(parentElement, new ArticleView(root))
  }
  const view = views.get(parentElement)
  view.update(data, setTriggerValue)
  return () => setTimeout(() => view.root.isConnected || view.leave())
}
