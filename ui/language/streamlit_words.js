// Puts Streamlit's own English words into the language of the page, and back; nothing else on the page is touched.

// Where Streamlit writes texts of its own. Articles and answers stand elsewhere: in components and in Markdown.
const TEXTS_OF_STREAMLIT =
  "[data-testid=stSkipToContent], [data-testid=stStatusWidget], [data-testid=stMainMenuPopover], " +
  "[data-testid^=stMainMenuItem], [data-testid=stFileUploader], [data-testid=stSelectbox], " +
  "[data-testid=stMultiSelect], [data-testid=stDateInput], [data-testid=stDateInputCalendar], [data-testid=InputInstructions], [data-testid=stTooltipContent], [data-testid=stTooltipErrorContent], [data-testid=stConnectionStatus], [role=dialog]"
const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"]
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

function translateAttributes(translate) {
  for (const name of ATTRIBUTES) {
    for (const node of document.querySelectorAll(`body [${name}]`)) {
      const other = node.closest(NOT_STREAMLITS) ? undefined : translate(node.getAttribute(name))
      if (other !== undefined) node.setAttribute(name, other)
    }
  }
}

function translateTexts(translate) {
  for (const place of document.querySelectorAll(TEXTS_OF_STREAMLIT)) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode
      const other = node.parentElement.closest(NOT_STREAMLITS) ? undefined : translate(node.nodeValue.trim())
      if (other !== undefined) node.nodeValue = other
    }
  }
}

let currentTranslation
let isWaiting = false

function translateSoon() {
  if (isWaiting) return
  isWaiting = true
  requestAnimationFrame(() => {
    isWaiting = false
    translateAttributes(currentTranslation)
    translateTexts(currentTranslation)
  })
}

// `words` maps Streamlit's words to the page's; in English it is used the other way round, after a change of language.
function speak(words, isEnglish) {
  const pairs = Object.entries(words).map(([english, other]) => (isEnglish ? [other, english] : [english, other]))
  if (!currentTranslation) {
    const watched = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES }
    new MutationObserver(translateSoon).observe(document.body, watched)
  }
  currentTranslation = translator(pairs)
  translateSoon()
}
