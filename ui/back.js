// The browser's Back closes what lies over the page instead of leaving the page; elements.js stands before this.

// Calls `close` once for Back. Returns what is to be called when it was closed in another way.
function closeOnBack(close) {
  const step = crypto.getRandomValues(new Uint32Array(1))[0]
  const address = location.href
  let isOpen = true
  const onBack = (event) => {
    window.removeEventListener("popstate", onBack, true)
    if (location.href === address) event.stopImmediatePropagation() // Streamlit would run the page anew for nothing
    isOpen = false
    close()
  }
  history.pushState({ ...history.state, step }, "")
  window.addEventListener("popstate", onBack, true)
  return () => {
    if (!isOpen) return
    if (history.state?.step === step) history.back()
    else window.removeEventListener("popstate", onBack, true) // the page went on to another address meanwhile
  }
}
