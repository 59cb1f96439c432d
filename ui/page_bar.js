// Draws the bar at the top right, says which language the page is in and remembers it; elements.js stands before this.

const COOKIE = "yinju_language"
const YEAR_S = 365 * 24 * 3600

function remember(language) {
  document.cookie = `${COOKIE}=${language}; path=/; max-age=${YEAR_S}; samesite=lax`
}

function languageButton(item, current, choose) {
  const button = element("button", "language", [item.name], {
    type: "button",
    lang: item.code,
    "aria-pressed": String(item.code === current),
  })
  button.onclick = () => {
    remember(item.code)
    choose(item.code)
  }
  return button
}

function button(text, onClick) {
  const node = element("button", "account", [text], { type: "button" })
  node.onclick = onClick
  return node
}

// Signing out is a form of its own: a link could be followed by anything that looks ahead.
function signOutForm(address, text) {
  return element("form", "", [element("button", "account", [text], { type: "submit" })], { method: "post", action: address })
}

// Where to come back to after signing in.
function withReturn(address) {
  return `${address}?next=${encodeURIComponent(location.pathname + location.search)}`
}

function signInLink(address, text) {
  const link = element("a", "account", [text], { href: address })
  link.onclick = () => (link.href = withReturn(address))
  return link
}

function account(data, labels, send) {
  const parts = data.role ? [element("span", "role", [data.role])] : []
  if (data.signIn) parts.push(signInLink(data.signIn, labels.signIn))
  for (const item of data.providers) parts.push(button(item.text, () => send("provider", item.name)))
  if (data.signOut) parts.push(signOutForm(data.signOut, labels.signOut))
  if (data.providerOut) parts.push(button(labels.signOut, () => send("provider", data.providerOut)))
  return parts
}

function draw(root, data, send) {
  const buttons = data.languages.map((item) =>
    languageButton(item, data.language, (language) => send("language", language)),
  )
  const languages = element("div", "languages", buttons, { role: "group", "aria-label": data.labels.language })
  root.replaceChildren(...account(data.account, data.labels, send), languages)
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".page-bar")
  if (!root) {
    root = element("div", "page-bar")
    parentElement.append(root)
  }
  const drawn = JSON.stringify(data)
  followKeys(data.placeholder)
  if (root.drawn === drawn) return
  root.drawn = drawn
  document.documentElement.lang = data.language
  if (data.account.mustSignIn) location.assign(withReturn(data.account.signIn))
  draw(root, data, setTriggerValue)
  speak(data.streamlitWords, data.language === "en")
  document.documentElement.style.setProperty("--page-bar-width", `${root.offsetWidth}px`)
}
