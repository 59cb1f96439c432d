// Draws one turn; elements.js, turn_actions.js and citation_view.js stand before this.

const LONG_QUESTION = 60 // characters that still make a heading
const COPIED_MS = 2000 // how long the button says that the text was copied

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
  const collect = data.collected === undefined ? [] : [collectButton(data, labels, turn)]
  const words = [...added(data.before), ...pieces(data.pieces, "strong"), ...added(data.after)]
  return element("p", "statement", [...words, element("span", "markers", [...markers, ...collect])])
}

// The sentence that came nearest, apart from the answer: it is none.
function nearestSentence(data, turn) {
  const source = button("nearest-source", data.title, () => turn.showNearest())
  return element("figure", "nearest", [
    element("figcaption", "", [data.label]),
    element("blockquote", "nearest-quote", [data.text]),
    source,
  ])
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
  const brief = element("button", "sum-up", [labels.brief], { type: "button" })
  brief.onclick = () => turn.send("brief", position)
  const actions = element("div", "card-actions", [open, brief])
  return element("div", "card", [head, element("div", "card-body", [quote, ...also, actions], { id })])
}

function bones() {
  return element("div", "bones", [1, 2, 3].map((line) => element("span", `bone bone-${line}`)))
}

function button(className, text, onClick) {
  const node = element("button", className, [text], { type: "button" })
  node.onclick = () => onClick(node)
  return node
}

// What stands below an answer: how long it took and what can be done with it, or while it is made how far it is.
function footer(data, turn) {
  if (data.state) return [element("p", "state", [data.state])]
  const parts = [button("action copy", data.labels.copy, (node) => turn.copy(node))]
  if (data.can_ask_again) parts.push(button("action again", data.labels.again, () => turn.askAgain()))
  parts.push(button("action share", data.labels.share, (node) => turn.share(node)))
  const remark = data.remark ? [element("p", "remark", [data.remark])] : []
  const took = element("span", "took", [data.took])
  return [...remark, element("div", "footer", [...parts, ...turnActions(data, turn), took]), ...reasonForm(data, turn)]
}

// After a refusal: what else can be tried.
function waysOn(ways, turn) {
  return element("div", "ways", ways.map(([name, text]) => button("way", text, () => turn.send(name, true))))
}

function footData({ state, took, remark, can_ask_again, can_rate, rating, labels }) {
  return { state, took, remark, can_ask_again, can_rate, rating, labels }
}

function heading(data, turn) {
  const isLong = data.question.length > LONG_QUESTION
  const words = element("h2", isLong ? "question is-long" : "question", [data.question], { dir: "auto" })
  if (!data.can_edit) return element("div", "asked", [words])
  const edit = element("button", "action edit", [icon(PENCIL)], { type: "button", "aria-label": data.labels.edit, title: data.labels.edit })
  edit.onclick = () => turn.edit()
  return element("div", "asked", [words, edit])
}

// The words of the answer, top to bottom, each with what it is made from: what has not changed is not drawn again.
function answerParts(data, turn) {
  if (data.status === "pending") return [[{ bones: true }, bones]]
  if (data.status === "no_evidence") {
    const refusal = [{ refusal: data.refusal }, () => element("p", "refusal", [data.refusal])]
    const nearest = data.nearest ? [[data.nearest, () => nearestSentence(data.nearest, turn)]] : []
    const ways = data.ways?.length ? [[{ ways: data.ways }, () => waysOn(data.ways, turn)]] : []
    return [refusal, ...nearest, ...ways]
  }
  if (data.form) return formParts(data, turn)
  const said = data.reply ? [[{ reply: data.reply }, () => element("p", "statement", [data.reply])]] : []
  const checked = data.statements.map((item) => [item, () => statement(item, data.labels, turn)])
  const drafts = (data.unchecked ?? []).map((text) => [{ draft: text }, () => element("p", "statement draft", [text])])
  return [...said, ...checked, ...drafts]
}

// Scrolls inside the card only: the page itself stays where the reader is.
function centre(mark) {
  const box = mark.closest(".quote")
  box.scrollTop = mark.offsetTop - (box.clientHeight - mark.offsetHeight) / 2
}

class Turn {
  constructor(root, place) {
    this.root = root
    this.place = place
    this.opened = -1 // position of the open card
    this.number = 0 // the citation looked at
    this.isChosen = false // the reader has opened or closed a card
    this.answered = "" // of the awaited place: the question whose turn was drawn last
    this.head = element("div", "head")
    this.words = element("div", "words", [], { "aria-live": "polite" })
    this.foot = element("div", "foot")
    this.sourcesHeading = element("h3", "heading")
    this.list = element("div", "cards")
    this.sources = element("aside", "sources", [this.sourcesHeading, this.list])
    this.answer = element("section", "answer", [this.words, this.foot])
    root.append(this.head, element("div", "columns", [this.answer, this.sources]))
    document.addEventListener(ASKED, ({ detail }) => this.isAwaitedPlace && this.showAsked(detail.question))
    document.addEventListener(DRAWN, ({ detail }) => this.isAwaitedPlace && this.noteDrawn(detail))
    document.addEventListener(EDIT_LAST, () => root.isConnected && this.data?.can_edit && this.edit())
    this.preview = new CitationPreview(this)
    this.sheet = new CitationSheet(this)
  }

  update(data, send) {
    this.send = send
    this.isAwaitedPlace = data.status === "awaited"
    if (this.isAwaitedPlace) return this.await(data)
    if (!this.root.isConnected) this.place.append(this.root)
    const drawn = JSON.stringify(data)
    if (drawn === this.drawn) return
    const isNew = !this.drawn
    this.drawn = drawn
    this.data = data
    this.draw(data)
    this.selectSource(data)
    if (!data.is_last) return
    document.dispatchEvent(new CustomEvent(DRAWN, { detail: { question: data.question, isNew } }))
    if (isNew) this.showFromTop()
  }

  // The place of a question that is not answered yet. What is sent is shown at once, and stays until its turn is drawn,
  // the server says that it is awaited no more, or says nothing for long.
  await(data) {
    this.awaited = data
    if (data.asked !== this.answered) this.answered = ""
    if (data.asked && data.asked !== this.known && !this.answered) this.showAsked(data.asked)
    else if (!data.asked && this.asked && (this.known || data.heard !== this.heard)) this.hideAsked()
    if (!this.asked || data.asked) this.heard = data.heard
    this.known = data.asked
  }

  // The answer may be drawn before this place hears that its question is awaited: both come in one message.
  noteDrawn({ question, isNew }) {
    this.answered = question
    if (this.asked && (isNew || this.asked === question)) this.hideAsked()
  }

  showAsked(question) {
    if (!this.place.isConnected || this.asked === question) return
    clearTimeout(this.forgetting)
    this.forgetting = setTimeout(() => this.known || this.hideAsked(), UNHEARD_MS)
    this.asked = question
    document.documentElement.classList.add(IS_ASKED)
    document.documentElement.dataset.turns = document.querySelectorAll(DRAWN_TURNS).length
    this.place.append(this.root)
    this.draw({ ...this.awaited, question, status: "pending", notes: [] })
    this.showFromTop()
  }

  hideAsked() {
    clearTimeout(this.forgetting)
    this.asked = ""
    document.documentElement.classList.remove(IS_ASKED)
    this.root.remove()
  }

  // Once more when the page around it has been laid out.
  showFromTop() {
    const show = () => this.root.scrollIntoView({ block: "start" })
    show()
    requestAnimationFrame(() => requestAnimationFrame(show))
  }

  draw(data) {
    if (this.root.lang && this.root.lang !== data.language) {
      for (const part of [this.head, this.words, this.foot, this.list]) part.replaceChildren() // every label is another
    }
    const notes = data.notes.map((note) => [{ note }, () => element("p", "note", [note])])
    refill(this.head, [[{ question: data.question, can_edit: data.can_edit }, () => heading(data, this)], ...notes])
    refill(this.words, answerParts(data, this))
    refill(this.foot, [[footData(data), () => this.drawFoot(data)]])
    this.answer.setAttribute("aria-busy", String(data.status === "pending" || data.status === "writing"))
    this.cardData = data.cards ?? []
    refill(
      this.list,
      this.cardData.map((item, position) => [item, () => card(item, position, data.labels, this)]),
    )
    this.cards = [...this.list.children]
    this.sources.hidden = !this.cards.length
    this.sourcesHeading.textContent = data.heading ?? ""
    this.root.lang = data.language
  }

  drawFoot(data) {
    return element("div", "", footer(data, this))
  }

  // The first source is open from the start, until the reader chooses.
  selectSource(data) {
    const first = this.cardData[0]?.numbers[0]
    const isOpened = this.opened >= 0 && this.opened < this.cards.length
    if (!isOpened && !this.isChosen && first !== undefined) this.select(0, first)
    else this.select(isOpened ? this.opened : -1, this.number)
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
    const isShown = position === this.centred?.position && number === this.centred?.number && current[0] === this.centred?.mark
    if (current.length && position >= 0 && !isShown) {
      centre(current[0])
      this.centred = { position, number, mark: current[0] }
    }
  }

  toggle(position) {
    const isOpen = this.opened === position
    this.isChosen = true
    this.select(isOpen ? -1 : position, isOpen ? 0 : (this.cardData[position].numbers[0] ?? 0))
  }

  show(number) {
    const position = positionOf(this.cardData, number)
    this.isChosen = true
    if (ON_PHONE.matches) return this.sheet.open(number)
    if (document.querySelector(".st-key-article-panel")) {
      this.select(position, number)
      return this.openArticle(position, () => this.words.querySelector(`.marker[data-number="${number}"]`))
    }
    this.centred = null
    this.select(position, number)
    this.cards[position].querySelector(".card-head").focus({ preventScroll: true })
    this.cards[position].scrollIntoView({ block: "nearest", behavior: "smooth" })
  }

  // The first card is that of the nearest sentence.
  showNearest() {
    this.isChosen = true
    this.select(0, 0)
    this.cards[0].querySelector(".card-head").focus({ preventScroll: true })
    this.cards[0].scrollIntoView({ block: "nearest", behavior: "smooth" })
  }

  // When the article closes, the focus is back where it was opened. An
  // answer that ends just then is drawn anew, perhaps as another element,
  // and would lose it again.
  openArticle(position, opener = () => this.cards[position]?.querySelector(".open-article")) {
    const box = this.root.getRootNode().host?.closest("[class*='st-key-turn-box-']")
    const key = [...(box?.classList ?? [])].find((name) => name.startsWith("st-key-turn-box-"))
    const focus = () => {
      const own = opener()
      const node = own?.isConnected ? own : openersIn(key)[position]
      node?.focus()
    }
    const back = () => {
      document.removeEventListener(ARTICLE_CLOSED, back)
      focus()
      for (const wait of REFOCUS_MS) {
        setTimeout(() => document.activeElement === document.body && focus(), wait)
      }
    }
    document.addEventListener(ARTICLE_CLOSED, back)
    this.send("open", { card: position, number: this.number })
  }

  // Takes the question up again in the field, to be changed: its answer then takes the place of this one.
  edit() {
    this.send("edit", true)
  }

  async share(node) {
    await copyText(location.href)
    this.sayCopied(node, this.data.labels.share)
  }

  sayCopied(node, before) {
    node.textContent = this.data.labels.copied
    setTimeout(() => (node.textContent = before), COPIED_MS)
  }

  askAgain() {
    this.send("again", true)
  }

  async copy(node) {
    await copyText(this.data.copied)
    this.sayCopied(node, this.data.labels.copy)
  }
}

const UNHEARD_MS = 20000 // a server that has not answered by then has not heard
const IS_ASKED = "is-asked" // on the page's root: the welcome makes way, and the turn to come is not shown before it is whole
const DRAWN_TURNS = "[class*=st-key-turn-box-]:has([data-drawn])"
const REFOCUS_MS = [300, 1000, 2000, 4000, 7000]

// The buttons that open the articles of a turn, by the key of its place on the page.
function openersIn(key) {
  const hosts = key ? [...document.querySelectorAll(`.${CSS.escape(key)} *`)].filter((node) => node.shadowRoot) : []
  return hosts.flatMap((host) => [...host.shadowRoot.querySelectorAll(".open-article")])
}
const turns = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  if (!turns.has(parentElement)) {
    const root = element("article", "turn")
    turns.set(parentElement, new Turn(root, parentElement))
  }
  turns.get(parentElement).update(data, setTriggerValue)
  const host = parentElement.host ?? parentElement // of the shadow root, where there is one
  host.dataset.drawn = "" // what stands below it is shown from now on: see first_page.css
}
