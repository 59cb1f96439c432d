// The browser's Back closes what lies over the page (a dialog, a sheet, a menu, the sidebar of a phone) and leaves the
// page where it is. What is open is found by its role, as assistive technology finds it; sheets of our own tell of
// themselves (elements.js). Each of them has a step of its own in the browser's history, on top of the page's.

const OVER_THE_PAGE = "[role=dialog], [role=menu], [role=listbox]"
const OPENED_BY = "[aria-haspopup][aria-expanded=true]:not([role=combobox])"
const OPEN_SIDEBAR_BUTTON = "[aria-controls=stSidebar][aria-expanded=true]"
const SIDEBAR_COVERS = window.matchMedia("(max-width: 768px)")
const SETTLE_MS = 80 // what is drawn anew is gone for a moment
const GIVE_UP_MS = 1500 // what does not close is open

function isShown(node) {
  return node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0
}

function pressEscape(node) {
  const { activeElement } = document
  const target = node.contains(activeElement) || activeElement?.matches("[role=combobox]") ? activeElement : node
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", code: "Escape", bubbles: true, cancelable: true }))
}

function closePopup(node) {
  const opener = document.querySelector(OPENED_BY)
  if (opener && !node.contains(opener) && !node.matches("[role=listbox]")) opener.click()
  else pressEscape(node)
}

class BackCloses {
  constructor() {
    this.sheets = new Map() // a dialog of our own: how it is closed
    this.closing = new Set()
    this.isSteppingBack = false
    this.address = location.href
    window.closeOnBack = (event) => this.onBack(event) // first_page.js hears of it before Streamlit does
    document.addEventListener(OPENED_OVER_THE_PAGE, ({ detail }) => {
      this.sheets.set(detail.node, detail.close)
      this.closing.delete(detail.node)
      detail.node.addEventListener("close", () => this.look(), { once: true })
      this.look()
    })
    const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-expanded"] }
    new MutationObserver(() => this.lookSoon()).observe(document.body, watched)
    this.lookSoon()
  }

  // What is open, each [node, how it is closed], the uppermost last.
  open() {
    const sidebar = SIDEBAR_COVERS.matches ? [...document.querySelectorAll(OPEN_SIDEBAR_BUTTON)] : []
    const popups = [...document.querySelectorAll(OVER_THE_PAGE)]
    for (const node of this.sheets.keys()) if (!node.open) this.sheets.delete(node)
    const found = [
      ...sidebar.map((node) => [node, () => node.click()]),
      ...popups.filter(isShown).map((node) => [node, () => closePopup(node)]),
      ...this.sheets,
    ]
    const nodes = new Set(found.map(([node]) => node))
    for (const node of this.closing) if (!nodes.has(node)) this.closing.delete(node) // it has closed, and may open again
    return found.filter(([node]) => !this.closing.has(node))
  }

  lookSoon() {
    this.planned ??= setTimeout(() => this.look(), SETTLE_MS)
  }

  // Lets the history have one step for each thing that is open.
  look() {
    clearTimeout(this.planned)
    this.planned = undefined
    if (this.isSteppingBack) return
    this.address = location.href
    const count = this.open().length
    const { state } = history
    const steps = state?.over ?? 0
    for (let step = steps + 1; step <= count; step += 1) {
      history.pushState({ ...state, over: step, address: location.href }, "")
    }
    if (count >= steps) return
    if (state.address === location.href) {
      this.isSteppingBack = true // it was closed in another way: its step goes
      history.go(count - steps)
    } else {
      history.replaceState({ ...state, over: 0 }, "") // it changed the page's address, which stays
    }
  }

  onBack(event) {
    const isSamePage = location.href === this.address
    this.address = location.href
    // Streamlit would run the page anew for nothing.
    if (isSamePage) event.stopImmediatePropagation()
    if (this.isSteppingBack) this.isSteppingBack = false
    else for (const [node, close] of this.open().slice(history.state?.over ?? 0).reverse()) this.close(node, close)
    this.lookSoon()
  }

  close(node, close) {
    this.closing.add(node)
    setTimeout(() => this.closing.delete(node) && this.lookSoon(), GIVE_UP_MS)
    close()
  }
}

let backCloses

function closeOnBack() {
  backCloses ??= new BackCloses()
}
