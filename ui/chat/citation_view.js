// A citation at a glance: its sentence on a small card where a mouse or the focus is on it, in a sheet from below on a
// phone. Both lie in the browser's top layer, over all of Streamlit's. elements.js stands before this.

const ON_PHONE = window.matchMedia("(hover: none), (max-width: 46rem)")
const DWELL_MS = 120 // a mouse on its way elsewhere shows nothing
const LINGER_MS = 200 // enough to move from the citation to its card
const GAP_PX = 8
const LOOK_MS = 20
const MOST_MS = 2000

function citedNumbers(cards) {
  return cards.flatMap((item) => item.numbers).sort((left, right) => left - right)
}

function positionOf(cards, number) {
  return cards.findIndex((item) => item.numbers.includes(number))
}

function citedSentence(card, number) {
  const cited = card.paragraphs.flat().filter((piece) => piece.marks.includes(number))
  return cited.map((piece) => piece.text).join("")
}

function sourceWords(card) {
  return [element("span", "card-title", [card.title]), element("span", "card-meta", [card.meta.join(" · ")])]
}

class CitationPreview {
  constructor(turn) {
    this.turn = turn
    this.node = element("div", "preview", [], { id: "preview", popover: "manual", role: "tooltip" })
    turn.root.append(this.node)
    turn.root.addEventListener("pointerover", (event) => this.follow(event))
    turn.root.addEventListener("pointerleave", () => this.plan(() => this.hide(), LINGER_MS))
    turn.root.addEventListener("focusin", ({ target }) => {
      if (target.matches(".marker:focus-visible") && !ON_PHONE.matches) this.show(target)
    })
    turn.root.addEventListener("focusout", () => this.hide())
    turn.root.addEventListener("keydown", ({ key }) => key === "Escape" && this.hide())
    turn.root.addEventListener("click", () => this.hide())
  }

  follow({ target, pointerType }) {
    if (pointerType !== "mouse") return
    const marker = target.closest(".marker")
    if (marker && marker !== this.marker) this.plan(() => this.show(marker), DWELL_MS)
    else if (marker || target.closest(".preview")) clearTimeout(this.planned)
    else this.plan(() => this.hide(), LINGER_MS)
  }

  plan(action, afterMs) {
    clearTimeout(this.planned)
    this.planned = setTimeout(action, afterMs)
  }

  show(marker) {
    this.hide()
    const number = Number(marker.dataset.number)
    const card = this.turn.cardData[positionOf(this.turn.cardData, number)]
    if (!card || !marker.isConnected) return
    this.marker = marker
    this.node.replaceChildren(element("p", "preview-quote", [citedSentence(card, number)]), ...sourceWords(card))
    marker.setAttribute("aria-describedby", this.node.id)
    this.node.showPopover()
    this.place(marker.getBoundingClientRect())
    this.onScroll = () => this.hide()
    window.addEventListener("scroll", this.onScroll, { capture: true, once: true })
  }

  // Below the citation, so that what it supports can still be read; above where there is no room.
  place(box) {
    const { offsetWidth, offsetHeight } = this.node
    const rightmost = window.innerWidth - offsetWidth - GAP_PX
    const below = box.bottom + GAP_PX
    const isRoom = below + offsetHeight + GAP_PX <= window.innerHeight
    this.node.style.left = `${Math.max(GAP_PX, Math.min(box.left + (box.width - offsetWidth) / 2, rightmost))}px`
    this.node.style.top = `${isRoom ? below : Math.max(GAP_PX, box.top - GAP_PX - offsetHeight)}px`
  }

  hide() {
    clearTimeout(this.planned)
    if (!this.marker) return
    window.removeEventListener("scroll", this.onScroll, { capture: true })
    this.marker.removeAttribute("aria-describedby")
    this.marker = null
    if (this.node.matches(":popover-open")) this.node.hidePopover()
    this.node.replaceChildren()
  }
}

// Resolves once the sheet's step in the history is gone: who changed the address before that would see it changed back.
async function wentBack() {
  for (let waited = 0; history.state?.over && waited < MOST_MS; waited += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

class CitationSheet {
  constructor(turn) {
    this.turn = turn
    this.dialog = element("dialog", "sheet")
    this.dialog.onclick = (event) => {
      if (event.target === this.dialog) this.dialog.close() // beside the sheet: its own parts fill it
    }
    this.dialog.onkeydown = (event) => event.stopPropagation() // Esc closes the sheet and stops no answer
    this.dialog.onclose = () => this.leave()
    turn.root.append(this.dialog)
  }

  open(number) {
    this.build()
    this.dialog.showModal()
    this.show(number)
    const over = { node: this.dialog, close: () => this.dialog.close() }
    document.dispatchEvent(new CustomEvent(OPENED_OVER_THE_PAGE, { detail: over }))
  }

  build() {
    const { data } = this.turn
    const button = (className, text, name, onClick) => {
      const node = element("button", className, [text], { type: "button", "aria-label": name })
      node.onclick = onClick
      return node
    }
    this.words = element("span", "card-words")
    this.quote = element("blockquote", "quote", [], { tabindex: "0", autofocus: "", "aria-live": "polite" })
    this.count = element("span", "count")
    const close = button("sheet-button", "✕", data.labels.close, () => this.dialog.close())
    this.steps = element("div", "steps", [
      button("sheet-button", "‹", data.labels.previous, () => this.step(-1)),
      this.count,
      button("sheet-button", "›", data.labels.next, () => this.step(1)),
    ])
    const open = button("open-article", data.labels.open, data.labels.open, () => this.openArticle())
    this.dialog.setAttribute("aria-label", data.heading)
    this.dialog.replaceChildren(
      element("div", "sheet-head", [this.words, close]),
      this.quote,
      element("div", "sheet-foot", [this.steps, open]),
    )
  }

  show(number) {
    const cards = this.turn.cardData
    const position = positionOf(cards, number)
    const numbers = citedNumbers(cards)
    this.number = number
    this.words.replaceChildren(...sourceWords(cards[position]))
    this.quote.replaceChildren(...cards[position].paragraphs.map((list) => element("p", "", pieces(list, "mark"))))
    this.count.textContent = `${numbers.indexOf(number) + 1}/${numbers.length}`
    this.steps.hidden = numbers.length < 2
    this.turn.select(position, number)
    const [mark] = marksOf(this.dialog, number)
    if (mark) centre(mark)
    this.keepMarkerInSight()
  }

  // What the sentence supports stays to be seen above the sheet.
  keepMarkerInSight() {
    this.turn.root.style.setProperty("--sheet-height", `${this.dialog.offsetHeight}px`)
    this.marker()?.scrollIntoView({ block: "nearest" })
  }

  marker() {
    return this.turn.words.querySelector(`.marker[data-number="${this.number}"]`)
  }

  step(by) {
    const numbers = citedNumbers(this.turn.cardData)
    this.show(numbers[(numbers.indexOf(this.number) + by + numbers.length) % numbers.length])
  }

  async openArticle() {
    this.dialog.close()
    await wentBack()
    this.turn.openArticle(positionOf(this.turn.cardData, this.number), () => this.marker())
  }

  leave() {
    this.dialog.replaceChildren()
    this.turn.root.style.removeProperty("--sheet-height")
    this.marker()?.focus({ preventScroll: true })
  }
}
