// Draws who is signed in, the ways in and out, and the languages to choose from; elements.js stands before this.

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
  const node = element("button", "way", [text], { type: "button" })
  node.onclick = onClick
  return node
}

// Signing out is a form of its own: a link could be followed by anything that looks ahead.
function signOutForm(address, text) {
  return element("form", "", [element("button", "way", [text], { type: "submit" })], { method: "post", action: address })
}

function signInLink(address, text) {
  const link = element("a", "way", [text], { href: address })
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
  let root = parentElement.querySelector(".account-bar")
  if (!root) {
    root = element("div", "account-bar")
    parentElement.append(root)
  }
  const drawn = JSON.stringify(data)
  if (root.drawn === drawn) return
  root.drawn = drawn
  draw(root, data, setTriggerValue)
}
