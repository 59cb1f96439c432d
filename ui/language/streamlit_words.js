// Puts Streamlit's own English words into the language of the page, and back; nothing else on the page is touched.

// Where Streamlit writes texts of its own. Articles and answers stand elsewhere: in components and in Markdown.
const TEXTS_OF_STREAMLIT =
  "[data-testid=stSkipToContent], [data-testid=stStatusWidget], [data-testid=stMainMenuPopover], " +
  "[data-testid^=stMainMenuItem], [data-testid=stFileUploader], [data-testid=stSelectbox], " +
  "[data-testid=stMultiSelect], [data-testid=stDateInput], [data-testid=stDateInputCalendar], [data-testid=InputInstructions], [data-testid=stTooltipContent], [data-testid=stTooltipErrorContent], [data-testid=stConnectionStatus], [data-testid^=stDataFrameColumn], [role=dialog]"
const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"]
const WITH_ATTRIBUTES = ATTRIBUTES.map((name) => `[${name}]`).join(", ")
const NOT_STREAMLITS =
  "[data-testid=stMarkdownContainer]:not([data-testid=stFileUploaderDropzone] *, [data-testid=stTooltipErrorContent] *), [data-testid=stFileChipName]"

// Returns a function from a text to its other form, or undefined; `pairs` are [from, to], {} standing for any text.
function translator(pairs) {
  const whole = new Map(pairs.filter(([from]) => !from.includes("{}")))
  const literal = (part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  const parts = pairs
    .filter(([from]) => from.includes("{}"))
    .map(([from, to]) => [new RegExp(`^${from.split("{}").map(literal).join("(.+?)")}$`), to])
  return (text) => {
    if (whole.has(text)) return whole.get(text)
    for (const [pattern, to] of parts) {
      const found = pattern.exec(text)?.slice(1)
      if (found) return to.replace(/\{\}/g, () => found.shift())
    }
    return undefined
  }
}

function translateAttributes(node, translate) {
  for (const name of ATTRIBUTES) {
    const text = node.getAttribute(name)
    const other = text === null || node.closest(NOT_STREAMLITS) ? undefined : translate(text)
    if (other !== undefined) node.setAttribute(name, other)
  }
}

function translateTexts(place, translate) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
  for (let node = place.nodeType === Node.TEXT_NODE ? place : walker.nextNode(); node; node = walker.nextNode()) {
    const other = node.parentElement.closest(NOT_STREAMLITS) ? undefined : translate(node.nodeValue.trim())
    if (other !== undefined) node.nodeValue = other
  }
}

function translateWithin(node, translate) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement
  if (!element?.isConnected) return
  if (element === node) {
    for (const part of [element, ...element.querySelectorAll(WITH_ATTRIBUTES)]) translateAttributes(part, translate)
  }
  if (element.closest(TEXTS_OF_STREAMLIT)) translateTexts(node, translate)
  else if (element === node) for (const place of element.querySelectorAll(TEXTS_OF_STREAMLIT)) translateTexts(place, translate)
}

let currentTranslation
let spokenWords
const changed = new Set() // a page that is being drawn changes in every frame: only what has changed is looked at

function translateSoon(nodes) {
  if (!changed.size) requestAnimationFrame(translateChanged)
  for (const node of nodes) changed.add(node)
}

function translateChanged() {
  const nodes = [...changed]
  changed.clear()
  for (const node of nodes) translateWithin(node, currentTranslation)
}

function noteChanges(records) {
  const nodes = records.flatMap(({ type, target, addedNodes }) => (type === "childList" ? [...addedNodes] : [target]))
  if (nodes.length) translateSoon(nodes)
}

// `words` maps Streamlit's words to the page's; in English it is used the other way round, after a change of language.
function speak(words, isEnglish) {
  const drawn = JSON.stringify([words, isEnglish])
  if (drawn === spokenWords) return
  spokenWords = drawn
  const pairs = Object.entries(words).map(([english, other]) => (isEnglish ? [other, english] : [english, other]))
  if (!currentTranslation) {
    const watched = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES }
    new MutationObserver(noteChanges).observe(document.body, watched)
  }
  currentTranslation = translator(pairs)
  translateSoon([document.body])
}
