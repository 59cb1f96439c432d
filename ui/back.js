// The browser's Back closes what lies over the page instead of leaving the page; elements.js stands before this.

// Calls `close` once for Back. Returns what is to be called when it was closed in another way, as often as one likes;
// it resolves once the address is the page's again. Who changes the address next waits for that: the step back would
// take the change back.
function closeOnBack(close) {
  const step = crypto.getRandomValues(new Uint32Array(1))[0]
  const address = location.href
  let resolve
  const wentBack = new Promise((settle) => (resolve = settle))
  let isOpen = true
  const onBack = (event) => {
    window.removeEventListener("popstate", onBack, true)
    if (location.href === address) event.stopImmediatePropagation() // Streamlit would run the page anew for nothing
    if (isOpen) {
      isOpen = false
      close()
    }
    resolve()
  }
  history.pushState({ ...history.state, step }, "")
  window.addEventListener("popstate", onBack, true)
  return () => {
    if (isOpen) {
      isOpen = false
      if (history.state?.step === step) {
        history.back()
      } else {
        window.removeEventListener("popstate", onBack, true) // the page went on to another address meanwhile
        resolve()
      }
    }
    return wentBack
  }
}
