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

function draw(root, data, choose) {
  const buttons = data.languages.map((item) => languageButton(item, data.language, choose))
  root.replaceChildren(
    element("div", "languages", buttons, { role: "group", "aria-label": data.labels.language }),
  )
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".page-bar")
  if (!root) {
    root = element("div", "page-bar")
    parentElement.append(root)
  }
  const drawn = JSON.stringify(data)
  if (root.drawn === drawn) return
  root.drawn = drawn
  document.documentElement.lang = data.language
  draw(root, data, (language) => setTriggerValue("language", language))
  document.documentElement.style.setProperty("--page-bar-width", `${root.offsetWidth}px`)
}
