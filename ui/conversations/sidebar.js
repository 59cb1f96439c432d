// On a phone the sidebar covers the page: it goes away once something is chosen there, whatever it is.

const NARROW_PX = 768
const AFTER_CLICK_MS = 150 // the click itself goes first
const CHOICES = '[class*="st-key-open-"], .st-key-new, a[href]'

function closeAfterChoice(event) {
  if (!event.target.closest(CHOICES) || window.innerWidth > NARROW_PX) return
  const sidebar = event.currentTarget
  setTimeout(() => sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click(), AFTER_CLICK_MS)
}

export default function () {
  const sidebar = document.querySelector('[data-testid="stSidebar"]')
  sidebar?.addEventListener("click", closeAfterChoice) // the same function is added once, however often
  return () => sidebar?.removeEventListener("click", closeAfterChoice)
}
