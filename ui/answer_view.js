// Draws one turn; elements.js stands before this.

const LONG_QUESTION = 60 // characters that still make a heading

// The brackets are there for reading aloud and copying; the style sheet hides them behind the badge.
function marker(number, labels, onClick) {
  const bracket = (text) => element("span", "bracket", [text])
  const button = element("button", "marker", [bracket("["), String(number), bracket("]")], {
    type: "button",
    "aria-label": labels.marker.replace("{number}", number),
    "data-number": number,
  })
  button.onclick = onClick
  return button
}

function statement(data, labels, turn) {
  const markers = data.citations.map((number) => marker(number, labels, () => turn.show(number)))
  const added = (text) => (text ? [element("span", "added", [text])] : []) // words the article does not have there
  if (data.unsupported) {
    return element("p", "statement", [element("s", "", pieces(data.pieces, "strong")), ...added(` ${data.unsupported}`)])
  }
  const words = [...added(data.before), ...pieces(data.pieces, "strong"), ...added(data.after)]
  return element("p", "statement", [...words, element("span", "markers", markers)])
}

function badges(numbers) {
  const list = numbers.map((number) => element("span", "badge", [String(number)], { "data-number": number }))
  return list.length ? [element("span", "badges", list)] : []
}

function card(data, position, labels, turn) {
  const id = `source-${position}`
  const words = element("span", "card-words", [
    element("span", "card-title", [data.title]),
    element("span", "card-meta", [data.meta.join(" · ")]),
  ])
  const head = element("button", "card-head", [...badges(data.numbers), words], {
    type: "button",
    "aria-controls": id,
  })
  head.onclick = () => turn.toggle(position)
  const paragraphs = data.paragraphs.map((paragraph) => element("p", "", pieces(paragraph, "mark")))
  const quote = element("blockquote", "quote", paragraphs, { tabindex: "0" })
  const also = data.also ? [element("p", "also", [data.also])] : []
  const open = element("button", "open-article", [labels.open], { type: "button" })
  open.onclick = () => turn.openArticle(position)
  return element("div", "card", [head, element("div", "card-body", [quote, ...also, open], { id })])
}

function answerSection(data, turn) {
  if (data.status === "pending") {
    const lines = [1, 2, 3].map((line) => element("span", `bone bone-${line}`))
    const words = element("p", "searching", [data.labels.searching])
    return element("section", "answer", [words, ...lines], { "aria-busy": "true" })
  }
  const words =
    data.status === "answered"
      ? data.statements.map((item) => statement(item, data.labels, turn))
      : [element("p", "refusal", [data.refusal])]
  return element("section", "answer", [...words, element("p", "took", [data.took])], { "aria-live": "polite" })
}

function draw(root, data, turn) {
  const columns = [answerSection(data, turn)]
  turn.cards = (data.cards ?? []).map((item, position) => card(item, position, data.labels, turn))
  if (turn.cards.length) {
    columns.push(element("aside", "sources", [element("h3", "heading", [data.heading]), ...turn.cards]))
  }
  const notes = data.notes.map((note) => element("p", "note", [note]))
  const isLong = data.question.length > LONG_QUESTION
  const question = element("h2", isLong ? "question is-long" : "question", [data.question], { dir: "auto" })
  root.replaceChildren(question, ...notes, element("div", "columns", columns))
  root.classList.toggle("is-last", data.is_last)
  root.lang = data.language
}

// Scrolls inside the card only: the page itself stays where the reader is.
function centre(mark) {
  const box = mark.closest(".quote")
  box.scrollTop = mark.offsetTop - (box.clientHeight - mark.offsetHeight) / 2
}

class Turn {
  constructor(root) {
    this.root = root
    this.cards = []
    this.opened = -1 // position of the open card
    this.number = 0 // the citation looked at
  }

  update(data, send) {
    this.send = send
    const drawn = JSON.stringify(data)
    if (drawn === this.drawn) return
    this.drawn = drawn
    this.data = data
    draw(this.root, data, this)
    const first = data.status === "answered" && this.opened < 0
    this.select(first ? 0 : this.opened, first ? data.cards[0].numbers[0] : this.number)
    if (data.status === "pending") this.root.scrollIntoView({ block: "start" })
  }

  select(position, number) {
    this.opened = position
    this.number = number
    this.cards.forEach((item, index) => {
      item.classList.toggle("is-open", index === position)
      item.querySelector(".card-head").setAttribute("aria-expanded", String(index === position))
    })
    for (const node of this.root.querySelectorAll("[data-number]")) {
      node.classList.toggle("is-current", node.dataset.number === String(number))
    }
    const current = marksOf(this.root, number)
    for (const mark of this.root.querySelectorAll("mark")) mark.classList.toggle("is-current", current.includes(mark))
    if (current.length && position >= 0) centre(current[0])
  }

  toggle(position) {
    const isOpen = this.opened === position
    this.select(isOpen ? -1 : position, isOpen ? 0 : (this.data.cards[position].numbers[0] ?? 0))
  }

  show(number) {
    const position = this.data.cards.findIndex((item) => item.numbers.includes(number))
    this.select(position, number)
    this.cards[position].querySelector(".card-head").focus({ preventScroll: true })
    this.cards[position].scrollIntoView({ block: "nearest", behavior: "smooth" })
  }

  openArticle(position) {
    this.send("open", { card: position, number: this.number })
  }
}

const turns = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  if (!turns.has(parentElement)) {
    const root = element("article", "turn")
    parentElement.append(root)
    turns.set(parentElement, new Turn(root))
  }
  turns.get(parentElement).update(data, setTriggerValue)
}
