// What the keyboard does anywhere on a page: the question field has the focus from the start, / and Ctrl K search the
// conversations, the arrow up in an empty field takes up the last question again, and what is sent is told of at once;
// elements.js stands before this.

const SEARCH_FIELD = ".st-key-conversation_search input"
const OPEN_SIDEBAR = "[data-testid=stExpandSidebarButton]"
const SEND_BUTTON = ".st-key-question button"
const TRIES = 40
const TRY_MS = 150

function isTyping() {
  const { activeElement } = document
  return activeElement?.matches("input, textarea, [contenteditable=true]") || !!activeElement?.shadowRoot
}

function soon(find, then, tries = TRIES) {
  const node = find()
  if (node) then(node)
  else if (tries) setTimeout(() => soon(find, then, tries - 1), TRY_MS)
}

function searchConversations() {
  const find = () => {
    const field = document.querySelector(SEARCH_FIELD)
    return field?.checkVisibility() && field.getBoundingClientRect().right > 0 ? field : null
  }
  if (!find()) document.querySelector(OPEN_SIDEBAR)?.click()
  soon(find, (field) => field.focus(), 10)
}

function onKey(event) {
  const isSearch = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping())
  if (isSearch && !event.altKey) {
    event.preventDefault()
    searchConversations()
  }
  const field = questionField()
  if (event.key === "ArrowUp" && field && document.activeElement === field && !field.value) {
    document.dispatchEvent(new Event(EDIT_LAST))
  }
}

// A question is on its way: its place on the page shows it before the server has heard of it.
function tellAsked(event) {
  const field = questionField()
  const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === field
  const isSent = isEnter || (event.type === "click" && event.target.closest(SEND_BUTTON))
  const question = field?.value.trim()
  if (isSent && question) document.dispatchEvent(new CustomEvent(ASKED, { detail: { question } }))
}

let placeholder = ""
let focusedAt = ""

function questionField() {
  return [...document.querySelectorAll("textarea")].find((field) => field.placeholder === placeholder)
}

// Not where there is no keyboard: it would come up and cover the page.
function focusQuestion() {
  if (focusedAt === location.pathname || !window.matchMedia("(hover: hover)").matches) return
  focusedAt = location.pathname
  soon(questionField, (field) => document.activeElement === document.body && field.focus({ preventScroll: true }))
}

function followKeys(question) {
  placeholder = question
  document.addEventListener("keydown", onKey) // the same function is added once, however often
  for (const sent of ["keydown", "click"]) document.addEventListener(sent, tellAsked, true) // before the field is emptied
  focusQuestion()
}
