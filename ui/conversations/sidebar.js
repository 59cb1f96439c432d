// On a phone the sidebar covers the page: it goes away once a conversation is opened or begun there.

const NARROW_PX = 768
const AFTER_CLICK_MS = 150 // the click itself goes first

function closeAfterChoice(event) {
  const isChoice = event.target.closest('[class*="st-key-open-"], .st-key-new')
  if (!isChoice || window.innerWidth > NARROW_PX) return
  const sidebar = event.currentTarget
  setTimeout(() => sidebar.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click(), AFTER_CLICK_MS)
}

export default function () {
  const sidebar = document.querySelector('[data-testid="stSidebar"]')
  sidebar?.addEventListener("click", closeAfterChoice) // the same function is added once, however often
  return () => sidebar?.removeEventListener("click", closeAfterChoice)
}
